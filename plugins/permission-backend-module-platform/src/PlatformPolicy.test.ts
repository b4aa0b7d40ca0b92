import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  catalogEntityReadPermission,
  catalogPermissions,
} from '@backstage/plugin-catalog-common/alpha';
import { kubernetesPermissions } from '@backstage/plugin-kubernetes-common';
import {
  AuthorizeResult,
  createPermission,
  type Permission,
} from '@backstage/plugin-permission-common';
import {
  scaffolderPermissions,
  taskCancelPermission,
  taskReadPermission,
} from '@backstage/plugin-scaffolder-common/alpha';
import { PlatformPolicy } from './PlatformPolicy';
import { createTestAccess } from './testing';

const unknownPermissions = [
  createPermission({ name: 'new.thing.read', attributes: { action: 'read' } }),
  createPermission({
    name: 'new.thing.delete',
    attributes: { action: 'delete' },
  }),
];
const allPermissions: Permission[] = [
  ...catalogPermissions,
  ...scaffolderPermissions,
  ...kubernetesPermissions,
  ...unknownPermissions,
];
const conditional = [
  catalogEntityReadPermission.name,
  taskReadPermission.name,
  taskCancelPermission.name,
];
const allowed = [
  'scaffolder.action.execute',
  'scaffolder.task.create',
  'scaffolder.template.parameter.read',
  'scaffolder.template.step.read',
];

describe('PlatformPolicy', () => {
  const logger = mockServices.logger.mock();
  const auth = mockServices.auth();
  let roles: ReturnType<typeof createTestAccess>;
  let policy: PlatformPolicy;

  beforeEach(() => {
    roles = createTestAccess({
      acme: { ada: 'owner', carl: 'viewer' },
      globex: { ben: 'owner', carl: 'viewer' },
    });
    policy = PlatformPolicy.create({ access: roles.access, auth, logger });
  });

  function ask(permission: Permission, credentials: BackstageCredentials) {
    const info = { userEntityRef: '', ownershipEntityRefs: [] };
    return policy.handle({ permission }, { credentials, info });
  }
  const as = (name: string) => mockCredentials.user(`user:default/${name}`);

  it.each(allPermissions)('lets admins $name', async permission => {
    expect(await ask(permission, as('guest'))).toEqual({
      result: AuthorizeResult.ALLOW,
    });
  });

  it.each(allPermissions)(
    'gives $name to others as the table says',
    async permission => {
      const { result } = await ask(permission, as('ada'));
      const expected = () => {
        if (conditional.includes(permission.name)) {
          return AuthorizeResult.CONDITIONAL;
        }
        return allowed.includes(permission.name)
          ? AuthorizeResult.ALLOW
          : AuthorizeResult.DENY;
      };

      expect(result).toBe(expected());
    },
  );

  it.each(allPermissions)('denies $name to nobody', async permission => {
    const denied = { result: AuthorizeResult.DENY };

    expect(await policy.handle({ permission })).toEqual(denied);
    expect(await ask(permission, mockCredentials.none())).toEqual(denied);
    expect(await ask(permission, mockCredentials.service())).toEqual(denied);
  });

  it('denies reading while roles are unknown', async () => {
    roles.lose();

    expect(await ask(catalogEntityReadPermission, as('ada'))).toEqual({
      result: AuthorizeResult.DENY,
    });
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('catalog.entity.read was denied'),
      expect.any(Error),
    );
  });

  it('still lets admins in while roles are unknown', async () => {
    roles.lose();

    expect(await ask(catalogEntityReadPermission, as('guest'))).toEqual({
      result: AuthorizeResult.ALLOW,
    });
  });

  it.each([
    ['ada', ['acme'], ['ada']],
    ['ben', ['globex'], ['ben']],
    ['carl', ['acme', 'globex'], ['ada', 'ben', 'carl']],
    ['newcomer', [], ['newcomer']],
  ])(
    'shows %s the tenants %j and the people %j',
    async (name, tenants, people) => {
      expect(await visibleTo(as(name))).toEqual({ tenants, people });
    },
  );

  it('knows no member by the same name of another namespace', async () => {
    expect(await visibleTo(mockCredentials.user('user:github/ada'))).toEqual({
      tenants: [],
      people: [],
    });
  });

  it('decides by the roles at the moment of the question', async () => {
    roles.replace({ acme: { ben: 'viewer' } });

    expect((await visibleTo(as('ada'))).tenants).toEqual([]);
    expect((await visibleTo(as('ben'))).tenants).toEqual(['acme']);
  });

  it.each([taskReadPermission, taskCancelPermission])(
    'limits $name to own tasks',
    async permission => {
      expect(await ask(permission, as('ada'))).toMatchObject({
        resourceType: 'scaffolder-task',
        conditions: {
          rule: 'IS_TASK_OWNER',
          params: { createdBy: ['user:default/ada'] },
        },
      });
    },
  );

  /** The parameters of the conditions on entities. */
  async function visibleTo(credentials: BackstageCredentials) {
    const decision = await ask(catalogEntityReadPermission, credentials);
    const text = JSON.stringify(decision);
    const valuesOf = (pattern: RegExp) =>
      [...text.matchAll(pattern)].map(match => match[1]).sort();
    return {
      tenants: valuesOf(/"annotation":"mctl\.ai\/tenant","value":"([^"]+)"/g),
      people: valuesOf(/"key":"name","value":"([^"]+)"/g),
    };
  }
});
