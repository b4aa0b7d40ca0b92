import { actionsRegistryServiceFactory } from '@backstage/backend-defaults/alpha';
import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import {
  clusterStatusServiceRef,
  clusterLogsServiceRef,
  clusterMetricsServiceRef,
} from '@mctl/plugin-cluster-node';
import { gitOpsRepositoryServiceRef } from '@mctl/plugin-gitops-node';
import {
  capabilityRegistryServiceRef,
  capabilityRunnerServiceRef,
  defineCommand,
  defineOperation,
  defineQuery,
  PlatformError,
  type CapabilityRunner,
} from '@mctl/plugin-platform-node';
import { TestPlatform } from '@mctl/plugin-platform-node/testUtils';
import { tenantName } from '@mctl/plugin-platform-common';
import request from 'supertest';
import { z } from 'zod';
import actionsPlugin from '.';

const input = z.object({
  tenant: tenantName,
  note: z
    .string()
    .regex(/^[a-z]+$/)
    .describe('A plain word'),
});

const capabilities = [
  defineQuery({
    name: 'read-note',
    title: 'Read a note',
    description: 'Reads a note.',
    role: 'viewer',
    input,
    output: z.object({ note: z.string(), client: z.string().nullable() }),
    run({ input: { note }, caller }) {
      if (note === 'secret') {
        throw new TypeError('SELECT * FROM secrets');
      }
      return { note, client: caller.client };
    },
  }),
  defineCommand({
    name: 'star-note',
    title: 'Star a note',
    description: 'Stars a note.',
    role: 'developer',
    input,
    output: z.object({ starred: z.string(), because: z.string().nullable() }),
    run: async ({ input: { note }, reason }) => ({
      starred: note,
      because: reason,
    }),
  }),
  ...(['write', 'destructive'] as const).map(risk =>
    defineOperation({
      name: risk === 'write' ? 'write-note' : 'drop-note',
      title: 'Change a note',
      description: 'Changes a note.',
      risk,
      role: 'developer',
      input,
      subject: ({ tenant, note }) => `note:${tenant}/${note}`,
      writes: ({ tenant }) => [`tenants/${tenant}/notes/`],
      plan({ input: { tenant, note } }) {
        if (note === 'impossible') {
          throw new PlatformError('not_possible', 'It cannot be', {
            hint: 'Choose another.',
            details: { rule: 'notes' },
          });
        }
        return {
          changes: [{ path: `tenants/${tenant}/notes/${note}`, content: 'x' }],
          summary: 'There is a note',
          title: 'feat: a note',
        };
      },
      sync: () => [],
      verify: {
        proves: 'nothing',
        deadline: 1,
        check: () => ({ outcome: 'passed', message: 'Fine' }),
      },
    }),
  ),
];

interface ListedAction {
  schema: { input: { properties: Record<string, unknown> } };
}

describe('the actions of the platform', () => {
  const asked = { tenant: 'acme', note: 'hello' };
  let platform: TestPlatform;
  let backend: TestBackend;
  let runner: CapabilityRunner;

  beforeAll(async () => {
    platform = await TestPlatform.create({ capabilities: [] });
    backend = await startTestBackend({
      features: [
        actionsPlugin,
        actionsRegistryServiceFactory,
        createBackendPlugin({
          pluginId: 'notes',
          register(env) {
            env.registerInit({
              deps: {
                lifecycle: coreServices.lifecycle,
                registry: capabilityRegistryServiceRef,
                started: capabilityRunnerServiceRef,
              },
              async init({ registry, started }) {
                registry.register(...capabilities);
                started.connectLedger(platform.ledger);
                runner = started;
              },
            });
          },
        }),
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
        createServiceFactory({
          service: clusterLogsServiceRef,
          deps: {},
          factory: () => platform.logs,
        }),
        createServiceFactory({
          service: clusterMetricsServiceRef,
          deps: {},
          factory: () => platform.metrics,
        }),
        mockServices.httpAuth.factory({
          defaultCredentials: mockCredentials.none(),
        }),
        mockServices.rootConfig.factory({
          data: {
            backend: { actions: { pluginSources: ['platform'] } },
            mctl: {
              cluster: {
                type: 'kubernetes',
                url: 'https://cluster.test',
                token: 'a',
              },
              identity: { maxRoleAge: 'P1000D' },
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

  const base = '/api/platform/.backstage/actions';

  function invoke(name: string, body: unknown, person = 'ada', via = 'v2') {
    return request(backend.server)
      .post(`${base}/${via}/actions/platform:${name}/invoke`)
      .set(
        'Authorization',
        mockCredentials.user.header(`user:default/${person}`),
      )
      .send(via === 'v2' ? { input: body } : (body as object));
  }

  it('are all listed with their schemas and what they may do', async () => {
    const { body } = await request(backend.server)
      .get(`${base}/v1/actions`)
      .set('Authorization', mockCredentials.user.header('user:default/ada'));
    const listed = new Map<string, ListedAction>(
      body.actions.map((action: { id: string }) => [action.id, action]),
    );
    expect([...listed.keys()]).toEqual(
      runner.describe().map(({ name }) => `platform:${name}`),
    );
    expect(listed.get('platform:read-note')).toMatchObject({
      title: 'Read a note',
      attributes: { readOnly: true, destructive: false, idempotent: true },
    });
    expect(listed.get('platform:star-note')).toMatchObject({
      attributes: { readOnly: false, destructive: false, idempotent: false },
    });
    expect(listed.get('platform:drop-note')).toMatchObject({
      attributes: { readOnly: false, destructive: true, idempotent: false },
      schema: {
        input: {
          type: 'object',
          additionalProperties: false,
          required: ['tenant', 'note'],
          properties: {
            note: {
              type: 'string',
              pattern: '^[a-z]+$',
              description: 'A plain word',
            },
            dryRun: { type: 'boolean' },
            planHash: { type: 'string' },
            reason: { type: 'string' },
            idempotencyKey: { type: 'string' },
            wait: { type: 'boolean' },
          },
        },
        output: {
          type: 'object',
          properties: { id: { type: 'string' }, needs: { type: 'object' } },
        },
      },
    });
    expect(
      Object.keys(
        listed.get('platform:star-note')?.schema.input.properties ?? {},
      ),
    ).toEqual(['tenant', 'note', 'reason', 'idempotencyKey']);
  });

  it('run queries and commands as the person who asks', async () => {
    const read = await invoke('read-note', asked);
    expect([read.status, read.body]).toEqual([
      200,
      { output: { note: 'hello', client: null } },
    ]);
    const starred = await invoke('star-note', { ...asked, reason: 'Good' });
    expect(starred.body.output).toEqual({ starred: 'hello', because: 'Good' });
    expect(platform.ledger.audited.at(-1)).toMatchObject({
      event: 'command',
      actor: { user: 'user:default/ada', via: 'action' },
    });
  });

  it('start operations with what stands beside their input', async () => {
    const body = { ...asked, reason: 'Why not', idempotencyKey: 'once' };
    const first = await invoke('write-note', body);
    expect(first.body.output).toMatchObject({
      state: 'queued',
      input: asked,
      reason: 'Why not',
      actor: { via: 'action' },
    });
    const again = await invoke('write-note', body);
    expect(again.body).toEqual(first.body);
    const v1 = await invoke('write-note', body, 'ada', 'v1');
    expect(v1.body).toEqual(first.body);
  });

  it('answer with the plan before they destroy, and want its hash', async () => {
    const before = platform.ledger.accepted.length;
    const shown = await invoke('drop-note', asked);
    const { plan, needs } = shown.body.output;
    expect(needs).toEqual({ confirmation: true, approval: null });
    const dry = await invoke('drop-note', { ...asked, dryRun: true });
    expect(dry.body).toEqual(shown.body);
    const stale = await invoke('drop-note', { ...asked, planHash: 'sha256:0' });
    expect([stale.status, stale.body.error.code]).toEqual([
      409,
      'plan_changed',
    ]);
    expect(platform.ledger.accepted).toHaveLength(before);
    const done = await invoke('drop-note', { ...asked, planHash: plan.hash });
    expect(done.body.output.operation).toBe('drop-note');
  });

  it.each<[string, string, unknown, string, number, string]>([
    [
      'an undeclared key',
      'write-note',
      { loud: 1 },
      'ada',
      400,
      'invalid_input',
    ],
    [
      'a malformed one',
      'write-note',
      { note: 'A' },
      'ada',
      400,
      'invalid_input',
    ],
    ['a reserved one', 'write-note', { wait: 1 }, 'ada', 400, 'invalid_input'],
    [
      'one of operations',
      'read-note',
      { wait: true },
      'ada',
      400,
      'invalid_input',
    ],
    [
      'a foreign tenant',
      'read-note',
      { tenant: 'globex' },
      'ada',
      404,
      'not_found',
    ],
    ['a role too small', 'write-note', {}, 'eve', 403, 'role_too_small'],
    [
      'what cannot be',
      'write-note',
      { note: 'impossible' },
      'ada',
      422,
      'not_possible',
    ],
  ])(
    'refuse %s as every surface does',
    async (_, name, change, person, status, code) => {
      const { body, status: answered } = await invoke(
        name,
        { ...asked, ...(change as object) },
        person,
      );
      expect([answered, body.error.code]).toEqual([status, code]);
      expect(body.error.message).not.toBe('');
      expect(JSON.stringify(body)).not.toContain('plugins/');
    },
  );

  it('say all that a refusal says', async () => {
    const { body } = await invoke('write-note', {
      ...asked,
      note: 'impossible',
    });
    expect(body.error).toEqual({
      name: 'PlatformError',
      code: 'not_possible',
      message: 'It cannot be',
      hint: 'Choose another.',
      details: { rule: 'notes' },
      requestId: expect.any(String),
    });
    const bad = await invoke('write-note', {});
    expect(
      bad.body.error.faults.map(({ path }: { path: string }) => path),
    ).toEqual(['tenant', 'note']);
  });

  it('tell nothing of the inside', async () => {
    const { body, status } = await invoke('read-note', {
      ...asked,
      note: 'secret',
    });
    expect([status, body.error.code]).toEqual([500, 'internal']);
    expect(JSON.stringify(body)).not.toMatch(/SELECT|TypeError|\.ts/);
  });

  it('are for people only, signed in', async () => {
    const anonymous = await request(backend.server)
      .post(`${base}/v2/actions/platform:read-note/invoke`)
      .send({ input: asked });
    expect(anonymous.status).toBeGreaterThanOrEqual(401);
    expect(anonymous.status).toBeLessThanOrEqual(403);
    const service = await request(backend.server)
      .post(`${base}/v2/actions/platform:read-note/invoke`)
      .set('Authorization', mockCredentials.service.header())
      .send({ input: asked });
    expect([service.status, service.body.error.code]).toEqual([
      401,
      'unauthenticated',
    ]);
  });
});
