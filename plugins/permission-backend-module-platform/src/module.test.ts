import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import { userInfoServiceFactory } from '@backstage/backend-defaults/userInfo';
import {
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import authPlugin from '@backstage/plugin-auth-backend';
import {
  authProvidersExtensionPoint,
  type AuthResolverContext,
} from '@backstage/plugin-auth-node';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import permissionPlugin from '@backstage/plugin-permission-backend';
import { accessServiceRef } from '@mctl/plugin-platform-node';
import request from 'supertest';
import { permissionModulePlatform } from './module';
import { createTestAccess } from './testing';

const SHOP = 'component:acme/shop';
const PORTAL = 'component:default/portal';

function describeEntity(options: {
  kind?: string;
  name: string;
  tenant?: string;
}): Entity {
  const { kind = 'Component', name, tenant } = options;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      namespace: kind === 'Component' && tenant ? tenant : 'default',
      annotations: {
        'backstage.io/managed-by-location': 'test:entities',
        'backstage.io/managed-by-origin-location': 'test:entities',
        ...(tenant && { 'mctl.ai/tenant': tenant }),
      },
    },
    spec: {
      type: 'service',
      lifecycle: 'production',
      owner: 'group:default/acme',
      ...(kind === 'Group' && { children: [], members: ['ada'] }),
      ...(kind === 'User' && { memberOf: [] }),
    },
  };
}

const entities = [
  describeEntity({ name: 'portal' }),
  describeEntity({ name: 'shop', tenant: 'acme' }),
  describeEntity({ kind: 'Group', name: 'acme', tenant: 'acme' }),
  describeEntity({ kind: 'User', name: 'ada' }),
];

describe('permissionModulePlatform with the real catalog', () => {
  let backend: TestBackend;
  let tokens: AuthResolverContext;

  beforeAll(async () => {
    const { access } = createTestAccess({
      acme: { ada: 'viewer' },
      globex: { ben: 'owner' },
    });
    backend = await startTestBackend({
      features: [
        authPlugin,
        catalogPlugin,
        permissionPlugin,
        permissionModulePlatform,
        // The real services: the mocks lose who asks on whose behalf.
        authServiceFactory,
        httpAuthServiceFactory,
        permissionsServiceFactory,
        userInfoServiceFactory,
        createServiceFactory({
          service: accessServiceRef,
          deps: {},
          factory: () => access,
        }),
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost' },
            auth: { providers: { test: {} } },
            permission: { enabled: true },
            catalog: { processingInterval: { minutes: 10 } },
          },
        }),
        createBackendModule({
          pluginId: 'auth',
          moduleId: 'test-provider',
          register(registration) {
            registration.registerInit({
              deps: { providers: authProvidersExtensionPoint },
              async init({ providers }) {
                providers.registerProvider({
                  providerId: 'test',
                  factory({ resolverContext }) {
                    tokens = resolverContext;
                    return { async start() {}, async frameHandler() {} };
                  },
                });
              },
            });
          },
        }),
        createBackendModule({
          pluginId: 'catalog',
          moduleId: 'test-entities',
          register(registration) {
            registration.registerInit({
              deps: { processing: catalogProcessingExtensionPoint },
              async init({ processing }) {
                processing.addEntityProvider({
                  getProviderName: () => 'test',
                  connect: connection =>
                    connection.applyMutation({
                      type: 'full',
                      entities: entities.map(entity => ({ entity })),
                    }),
                });
              },
            });
          },
        }),
      ],
    });
    await until(async () => (await listAs('guest')).length === entities.length);
  }, 60_000);

  afterAll(() => backend?.stop());

  it('shows admins everything', async () => {
    expect(await listAs('guest')).toEqual([
      SHOP,
      PORTAL,
      'group:default/acme',
      'user:default/ada',
    ]);
  });

  it('shows members their tenant, themselves, and what is nobody’s', async () => {
    expect(await listAs('ada')).toEqual(await listAs('guest'));
  });

  it('shows others what is nobody’s', async () => {
    expect(await listAs('ben')).toEqual([PORTAL]);
  });

  it('answers others as if the entity did not exist', async () => {
    const path = '/api/catalog/entities/by-name/component/acme';
    const seen = await as('ada', request(backend.server).get(`${path}/shop`));
    const hidden = await as('ben', request(backend.server).get(`${path}/shop`));
    const missing = await as(
      'ben',
      request(backend.server).get(`${path}/none`),
    );

    expect(seen.status).toBe(200);
    expect(hidden.status).toBe(404);
    expect(missing.status).toBe(404);
    expect(hidden.body.error.message.replace('shop', 'none')).toBe(
      missing.body.error.message,
    );
  });

  it('counts for others only what they see', async () => {
    const response = await as(
      'ben',
      request(backend.server).get('/api/catalog/entity-facets?facet=kind'),
    );

    expect(response.body.facets.kind).toEqual([
      { value: 'Component', count: 1 },
    ]);
  });

  it('keeps locations for admins', async () => {
    const register = () =>
      request(backend.server)
        .post('/api/catalog/locations?dryRun=true')
        .send({ type: 'url', target: 'https://example.com/catalog-info.yaml' });

    expect((await as('ada', register())).status).toBe(403);
    expect((await as('guest', register())).status).not.toBe(403);
  });

  it('shows nothing to nobody', async () => {
    const response = await request(backend.server).get(
      '/api/catalog/entities/by-query',
    );

    expect(response.status).toBe(401);
  });

  async function as(name: string, asked: request.Test) {
    const { token } = await tokens.issueToken({
      claims: { sub: `user:default/${name}` },
    });
    return asked.set('Authorization', `Bearer ${token}`);
  }

  async function listAs(name: string): Promise<string[]> {
    const response = await as(
      name,
      request(backend.server).get('/api/catalog/entities/by-query'),
    );
    return response.body.items
      .map(({ kind, metadata }: Entity) =>
        `${kind}:${metadata.namespace}/${metadata.name}`.toLowerCase(),
      )
      .sort();
  }
});

/** Asks again, as fast as the answers come, until they are as wanted. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    await new Promise(setImmediate);
  }
}
