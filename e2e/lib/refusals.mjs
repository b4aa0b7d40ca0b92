const tenantNames = [
  'Acme',
  'acme--two',
  'acme-',
  '-acme',
  'a',
  'a'.repeat(31),
  'kube-system',
  'platform',
  'mctl-x',
  'acme_two',
  '',
  'ac me',
  'acmé',
];
/** The service that the tables are about. */
export const shop = { tenant: 'acme', service: 'shop' };
/**
 * Operations that are refused once there is the tenant acme with the service
 * shop: what it is, the operation, its input, the code.
 *
 * @type {[string, string, any, string][]}
 */
export const refusedWrites = [
  ...tenantNames.map(
    tenant =>
      /** @type {[string, string, any, string]} */ ([
        `the tenant name ${JSON.stringify(tenant)}`,
        'create-tenant',
        { tenant, displayName: 'Name' },
        'invalid_input',
      ]),
  ),
  [
    'a name that is taken',
    'create-tenant',
    { tenant: 'acme', displayName: 'Again' },
    'already_exists',
  ],
  [
    'a tag with a space',
    'deploy-service',
    { ...shop, tag: '1 0' },
    'invalid_input',
  ],
  [
    'a tag with a newline',
    'deploy-service',
    { ...shop, tag: '1.0\n' },
    'invalid_input',
  ],
  ['no tag', 'deploy-service', shop, 'invalid_input'],
  [
    'an unknown field',
    'deploy-service',
    { ...shop, tag: '1', tga: '1' },
    'invalid_input',
  ],
  [
    'an unknown nested field',
    'deploy-service',
    { ...shop, tag: '1', env: { sett: {} } },
    'invalid_input',
  ],
  [
    'a number as text',
    'deploy-service',
    { ...shop, tag: '1', replicas: '2' },
    'invalid_input',
  ],
  [
    'a tenant that is not there',
    'deploy-service',
    { tenant: 'nothere', service: 'shop', tag: '1' },
    'not_found',
  ],
  [
    'a service that is not there',
    'rollback-service',
    { tenant: 'acme', service: 'nothere' },
    'not_found',
  ],
  ['nothing to go back to', 'rollback-service', shop, 'not_possible'],
  ['a query started as an operation', 'whoami', {}, 'invalid_input'],
  ...[{ cpu: '-1' }, { memory: '4 GB' }, { memory: '1e400' }, { pods: -1 }].map(
    quota =>
      /** @type {[string, string, any, string]} */ ([
        `the quota ${JSON.stringify(quota)}`,
        'update-tenant',
        { tenant: 'acme', quota },
        'invalid_input',
      ]),
  ),
  [
    'a quota above the default',
    'update-tenant',
    { tenant: 'acme', quota: { cpu: '400' } },
    'role_too_small',
  ],
  [
    'to demote the last owner',
    'set-member',
    { tenant: 'acme', user: 'ada', role: 'viewer' },
    'not_possible',
  ],
  [
    'to remove the last owner',
    'remove-member',
    { tenant: 'acme', user: 'ada' },
    'not_possible',
  ],
  ['what is for admins', 're-render', {}, 'role_too_small'],
];

/**
 * The same of queries.
 *
 * @type {[string, string, any, string][]}
 */
export const refusedReads = [
  ['an undeclared key', 'list-tenants', { limits: 1 }, 'invalid_input'],
  [
    'a limit that is too large',
    'list-tenants',
    { limit: 1000 },
    'invalid_input',
  ],
  ['a made-up cursor', 'list-operations', { cursor: 'AAAA' }, 'invalid_input'],
  [
    'a tenant that is not there',
    'get-tenant',
    { tenant: 'nothere' },
    'not_found',
  ],
  [
    'an operation that is not there',
    'get-operation',
    { id: 'op_x' },
    'not_found',
  ],
];
