import { createServiceFactory } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { clusterStatusServiceRef } from '@mctl/plugin-cluster-node';
import { gitOpsRepositoryServiceRef } from '@mctl/plugin-gitops-node';
import operationsPlugin from '@mctl/plugin-operations-backend';
import type { Operation, Role } from '@mctl/plugin-platform-common';
import { tenantText, TestPlatform } from '@mctl/plugin-platform-node/testUtils';
import tenantsPlugin from '@mctl/plugin-tenants-backend';
import request from 'supertest';

jest.setTimeout(60_000);

describe('requests that race through the whole write path', () => {
  let platform: TestPlatform;
  let backend: TestBackend;

  beforeAll(async () => {
    platform = await TestPlatform.create({
      capabilities: [],
      files: Object.fromEntries(
        ['duo', 'trio'].map(tenant => [
          `tenants/${tenant}/tenant.yaml`,
          tenantText(tenant, [
            ['ada', 'owner'],
            ['ben', 'owner'],
          ]),
        ]),
      ),
    });
    // The ledger of this backend runs by the clock on the wall.
    platform.pass(Date.now() - platform.now.getTime());
    backend = await startTestBackend({
      features: [
        operationsPlugin,
        tenantsPlugin,
        createServiceFactory({
          service: gitOpsRepositoryServiceRef,
          deps: {},
          factory: () => platform.repository,
        }),
        createServiceFactory({
          service: clusterStatusServiceRef,
          deps: {},
          factory: () => platform.cluster,
        }),
        mockServices.httpAuth.factory({
          defaultCredentials: mockCredentials.none(),
        }),
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://portal.test' },
            backend: { baseUrl: 'http://localhost' },
            mctl: {
              cluster: {
                type: 'kubernetes',
                url: 'https://cluster.test',
                token: 'a',
              },
              stateDir: platform.directory,
            },
          },
        }),
      ],
    });
  });

  afterAll(async () => {
    await backend?.stop();
    await platform?.stop();
  });

  async function start(
    person: string,
    operation: string,
    input: object,
  ): Promise<Operation> {
    const { body, status } = await request(backend.server)
      .post('/api/operations/v1/operations')
      .set(
        'Authorization',
        mockCredentials.user.header(`user:default/${person}`),
      )
      .set('Idempotency-Key', crypto.randomUUID())
      .send({ operation, input });
    expect([status, body]).toEqual([202, expect.anything()]);
    return body;
  }

  async function finish({ id, actor }: Operation): Promise<Operation> {
    const { body } = await request(backend.server)
      .get(`/api/operations/v1/operations/${id}?wait=30`)
      .set('Authorization', mockCredentials.user.header(actor.user));
    return body;
  }

  async function rolesIn(tenant: string): Promise<Role[]> {
    const snapshot = await platform.repository.refresh();
    const entry = snapshot.tenants.get(tenant);
    return (entry?.document.spec.members ?? []).map(({ role }) => role);
  }

  it.each([
    ['demote each other', 'duo', 'set-member', { role: 'viewer' }],
    ['remove each other', 'trio', 'remove-member', {}],
  ])('two owners who %s leave one', async (_, tenant, operation, change) => {
    const accepted = await Promise.all([
      start('ada', operation, { tenant, user: 'ben', ...change }),
      start('ben', operation, { tenant, user: 'ada', ...change }),
    ]);
    const ended = await Promise.all(accepted.map(finish));
    expect(ended.map(({ state }) => state).sort()).toEqual([
      'failed',
      'succeeded',
    ]);
    expect(ended.find(({ state }) => state === 'failed')).toMatchObject({
      commit: null,
      error: {
        code: 'plan_failed',
        message: `Tenant "${tenant}" would have no owner left`,
        hint: expect.stringContaining('Make somebody else an owner'),
      },
    });
    const roles = await rolesIn(tenant);
    expect(roles.filter(role => role === 'owner')).toHaveLength(1);
  });
});
