import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { pushMember } from './lib/pushMember.mjs';
import { startPlatform } from './lib/startPlatform.mjs';

const RESERVED = ['dry_run', 'plan_hash', 'reason', 'idempotency_key', 'wait'];
const IMAGE = 'ghcr.io/acme/shop';

describe('one definition, every surface: REST and MCP', () => {
  /** @type {Awaited<ReturnType<typeof startPlatform>>} */
  let platform;
  /** @type {Awaited<ReturnType<typeof platform.mcp>>} */
  let mcp;
  /** @type {ReturnType<typeof platform.rest>} */
  let rest;
  /** @type {any[]} */
  let capabilities;
  /** @type {string} */
  let operationId;

  before(async () => {
    platform = await startPlatform();
    mcp = await platform.mcp('ada');
    rest = platform.rest('ada');
    const tenant = await rest.start('create-tenant', {
      tenant: 'acme',
      displayName: 'Acme',
    });
    assert.equal(tenant.status, 202, JSON.stringify(tenant.body));
    await rest.finish(tenant.body.id);
    const deployed = await rest.start('deploy-service', {
      tenant: 'acme',
      service: 'shop',
      image: IMAGE,
      tag: '1.0.0',
    });
    operationId = deployed.body.id;
    const { state } = await rest.finish(operationId);
    assert.equal(state, 'succeeded');
    capabilities = (await rest.request('GET', '/capabilities')).body.items;
  });

  after(async () => {
    await mcp?.close();
    await platform?.stop();
  });

  it('describes the same capabilities with the same input', async () => {
    const tools = new Map(
      (await mcp.listTools()).map(tool => [tool.name, tool]),
    );
    assert.equal(tools.size, capabilities.length);
    for (const capability of capabilities) {
      const tool = tools.get(`mctl_${capability.name.replaceAll('-', '_')}`);
      assert.ok(tool, capability.name);
      assert.equal(tool.title, capability.title);
      assert.equal(tool.description, capability.description);
      assert.equal(
        tool.annotations?.readOnlyHint,
        capability.kind === 'query',
        capability.name,
      );
      const { $schema: _dialect, ...described } = capability.inputSchema;
      const { properties, ...rest_ } = tool.inputSchema;
      const own = Object.entries(properties ?? {}).filter(
        ([name]) => capability.kind === 'query' || !RESERVED.includes(name),
      );
      assert.deepEqual(
        { ...rest_, properties: Object.fromEntries(own) },
        described,
        capability.name,
      );
    }
  });

  it('answers describe-operations with what REST describes', async () => {
    const { items } = await mcp.call('describe-operations');
    assert.deepEqual(
      items.map(({ name }) => name).sort(),
      capabilities.map(({ name }) => name).sort(),
    );
  });

  it('answers the same query alike', async () => {
    const service = { tenant: 'acme', service: 'shop' };
    for (const [name, input] of /** @type {[string, any][]} */ ([
      ['whoami', {}],
      ['list-tenants', {}],
      ['list-tenants', { limit: 1 }],
      ['get-tenant', { tenant: 'acme' }],
      ['list-services', {}],
      ['list-services', { tenant: 'acme', search: 'sho' }],
      ['get-service-status', service],
      ['get-service-history', service],
      ['list-operations', {}],
      ['list-operations', { tenant: 'acme', limit: 1 }],
      ['get-operation', { id: operationId }],
      ['describe-operations', { name: 'whoami' }],
    ])) {
      const overRest = await rest.query(name, input);
      assert.equal(overRest.status, 200, JSON.stringify(overRest.body));
      assert.deepEqual(
        timeless(await mcp.call(name, input)),
        timeless(overRest.body),
        name,
      );
    }
  });

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
  const shop = { tenant: 'acme', service: 'shop' };
  /** @type {[string, string, any, string][]} */
  const refusedWrites = [
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
  ];

  for (const [what, operation, input, code] of refusedWrites) {
    it(`refuses ${what} with ${code}`, async () => {
      const overRest = await rest.start(operation, input);
      assert.equal(overRest.body.error?.code, code, JSON.stringify(overRest));
      if (operation === 'whoami') return; // Its tool is a query, and runs.
      const overMcp = await mcp.call(operation, input).then(
        result => assert.fail(JSON.stringify(result)),
        error => error.body,
      );
      const { requestId: _ours, ...restError } = overRest.body.error;
      const { requestId: _theirs, ...mcpError } = overMcp;
      assert.deepEqual(mcpError, restError);
    });
  }

  /** @type {[string, string, any, string][]} */
  const refusedReads = [
    ['an undeclared key', 'list-tenants', { limits: 1 }, 'invalid_input'],
    [
      'a limit that is too large',
      'list-tenants',
      { limit: 1000 },
      'invalid_input',
    ],
    [
      'a made-up cursor',
      'list-operations',
      { cursor: 'AAAA' },
      'invalid_input',
    ],
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

  for (const [what, query, input, code] of refusedReads) {
    it(`refuses to read ${what} with ${code}`, async () => {
      const overRest = await rest.query(query, input);
      assert.equal(overRest.body.error?.code, code, JSON.stringify(overRest));
      await assert.rejects(mcp.call(query, input), { code });
    });
  }

  it('answers a foreign tenant exactly as one that is not there', async () => {
    const ben = platform.rest('ben');
    const benMcp = await platform.mcp('ben');
    try {
      for (const name of ['get-tenant', 'list-services']) {
        const foreign = await ben.query(name, { tenant: 'acme' });
        const absent = await ben.query(name, { tenant: 'nothere' });
        assert.equal(foreign.status, 404);
        assert.equal(
          foreign.body.error.message.replaceAll('acme', 'nothere'),
          absent.body.error.message,
        );
        await assert.rejects(benMcp.call(name, { tenant: 'acme' }), {
          code: 'not_found',
        });
      }
      const { body } = await ben.query('get-operation', { id: operationId });
      assert.equal(body.error.code, 'not_found');
    } finally {
      await benMcp.close();
    }
  });

  it('names the role that is needed, read from the repository as it is now', async () => {
    await pushMember({
      repository: platform.repository,
      tenant: 'acme',
      user: 'ben',
      role: 'viewer',
    });
    const ben = platform.rest('ben');
    const benMcp = await platform.mcp('ben');
    try {
      const input = { ...shop, tag: '2.0.0' };
      const refused = await ben.start('deploy-service', input);
      assert.equal(refused.status, 403, JSON.stringify(refused.body));
      assert.equal(refused.body.error.code, 'role_too_small');
      assert.match(refused.body.error.message, /developer/);
      await assert.rejects(benMcp.call('deploy-service', input), {
        code: 'role_too_small',
      });
      assert.equal(
        (await ben.query('get-tenant', { tenant: 'acme' })).status,
        200,
      );
    } finally {
      await benMcp.close();
    }
  });

  it('makes one operation of 20 requests with one key, over both surfaces', async () => {
    const key = randomUUID();
    const input = { ...shop, tag: '1.0.1' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        index % 2
          ? (await rest.start('deploy-service', input, { key })).body
          : mcp.call('deploy-service', { ...input, idempotency_key: key }),
      ),
    );
    assert.equal(new Set(answers.map(({ id }) => id)).size, 1);
    assert.match(answers[0].id, /^op_/);

    const other = { ...shop, tag: '1.0.2' };
    const reused = await rest.start('deploy-service', other, { key });
    assert.equal(reused.status, 422);
    assert.equal(reused.body.error.code, 'idempotency_key_reused');
    await assert.rejects(
      mcp.call('deploy-service', { ...other, idempotency_key: key }),
      { code: 'idempotency_key_reused' },
    );
    assert.equal((await rest.finish(answers[0].id)).state, 'succeeded');
  });

  it('plans alike, and takes the plan of one surface on the other', async () => {
    const { body: plan } = await rest.plan('rollback-service', shop);
    const asked = await mcp.call('rollback-service', shop);
    const dry = await mcp.call('rollback-service', { ...shop, dry_run: true });
    assert.deepEqual(asked.plan, plan);
    assert.deepEqual(dry.plan, plan);

    const unconfirmed = await rest.start('rollback-service', shop);
    assert.equal(unconfirmed.status, 409);
    assert.equal(unconfirmed.body.error.code, 'confirmation_required');
    assert.equal(unconfirmed.body.error.details.plan.hash, plan.hash);

    const stale = await rest.start('rollback-service', shop, {
      planHash: `sha256:${'0'.repeat(64)}`,
    });
    assert.equal(stale.body.error.code, 'plan_changed');

    const started = await mcp.call('rollback-service', {
      ...shop,
      plan_hash: plan.hash,
      wait: true,
    });
    assert.equal(started.state, 'succeeded', JSON.stringify(started));
  });

  it('asks both surfaces for a token', async () => {
    for (const [method, url] of [
      ['GET', `${platform.url}/api/operations/v1/capabilities`],
      ['POST', platform.mcpUrl],
    ]) {
      assert.equal((await fetch(url, { method })).status, 401, url);
    }
  });
});

/**
 * Leaves out when a value was seen and how long it has lasted: the same query a
 * moment later differs in that alone.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
function timeless(value) {
  if (Array.isArray(value)) return value.map(timeless);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'observedAt' && name !== 'ranFor')
      .map(([name, inner]) => [name, timeless(inner)]),
  );
}
