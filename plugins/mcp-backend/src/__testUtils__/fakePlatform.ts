import { createHash } from 'node:crypto';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { z } from 'zod';
import { operationSchema } from '@mctl/plugin-platform-common';
import {
  AccessDecisions,
  CallerLimits,
  CapabilityRegistry,
  CapabilityRunner,
  CursorSeal,
  capabilityRunnerServiceRef,
  defineCommand,
  defineOperation,
  defineQuery,
  type Capability,
  type CapabilityRunnerOptions,
} from '@mctl/plugin-platform-node';
import { mcpPlugin } from '../plugin';
import { FakeLedger } from './FakeLedger';

type GitOpsRepository = CapabilityRunnerOptions['repository'];
type RepositorySnapshot = Awaited<ReturnType<GitOpsRepository['refresh']>>;

/** What a test backend with a fake platform behind the real runner offers. */
export interface FakePlatform {
  url: string;
  ledger: FakeLedger;
  registry: CapabilityRegistry;
}

/**
 * Starts a backend with the MCP plugin, the real capability runner and a few
 * capabilities over an empty repository and a ledger in memory.
 */
export async function startFakePlatform(
  options: { frozen?: boolean } = {},
): Promise<FakePlatform> {
  const ledger = new FakeLedger();
  const registry = CapabilityRegistry.create();
  registry.register(...capabilities(ledger));
  if (options.frozen !== false) {
    registry.freeze();
  }
  const repository = emptyRepository();
  const runner = CapabilityRunner.create({
    registry,
    repository,
    // No capability of these tests looks at the cluster.
    cluster: {} as CapabilityRunnerOptions['cluster'],
    logs: {} as CapabilityRunnerOptions['logs'],
    metrics: {} as CapabilityRunnerOptions['metrics'],
    cursors: CursorSeal.create({ key: Buffer.alloc(32) }),
    access: AccessDecisions.create({
      repository,
      admins: ['user:default/guest'],
      maxRoleAge: 60_000,
    }),
    limits: CallerLimits.create({ reads: 1000, writes: 1000, burst: 1000 }),
    domain: 'localhost',
    disabled: [],
  });
  runner.connectLedger(ledger);

  const { server } = await startTestBackend({
    features: [
      mcpPlugin,
      createServiceFactory({
        service: capabilityRunnerServiceRef,
        deps: {},
        factory: () => runner,
      }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:7007' },
          backend: { baseUrl: 'http://localhost:7007' },
          mctl: { cluster: { type: 'kubernetes' } },
        },
      }),
      mockServices.httpAuth.factory({
        defaultCredentials: mockCredentials.none(),
      }),
    ],
  });
  return { url: `http://localhost:${server.port()}/mcp`, ledger, registry };
}

function capabilities(ledger: FakeLedger): Capability[] {
  const name = z.string().regex(/^[a-z]+$/);
  return [
    defineQuery({
      name: 'list-things',
      title: 'List things',
      description: 'Lists things.',
      role: 'user',
      input: z.object({ limit: z.number().int().optional() }),
      output: z.object({
        items: z.array(z.object({ name: z.string() })),
        nextCursor: z.string().optional(),
      }),
      run: () => ({ items: [{ name: 'one' }, { name: 'two' }] }),
    }),
    defineQuery({
      name: 'fail-inside',
      title: 'Fail inside',
      description: 'Throws what the platform does not know.',
      role: 'user',
      input: z.object({}),
      output: z.object({}),
      run: () => {
        throw new Error('select * from secrets');
      },
    }),
    defineQuery({
      name: 'get-operation',
      title: 'Get an operation',
      description: 'Shows one operation.',
      role: 'user',
      input: z.object({ id: z.string(), wait: z.number().optional() }),
      output: operationSchema.extend({ log: z.array(z.string()) }),
      run: async ({ input, signal }) => {
        if (input.wait) {
          await ledger.whenFinal(input.id, signal);
        }
        return { ...ledger.get(input.id), log: [] };
      },
    }),
    defineCommand({
      name: 'praise-thing',
      title: 'Praise a thing',
      description: 'Praises a thing.',
      role: 'user',
      input: z.object({ name }),
      output: z.object({ praised: z.string(), because: z.string().nullable() }),
      run: async ({ input, reason }) => ({
        praised: input.name,
        because: reason,
      }),
    }),
    thingOperation('make-thing', 'write', name),
    thingOperation('break-thing', 'destructive', name),
  ];
}

function thingOperation(
  operation: string,
  risk: 'write' | 'destructive',
  name: z.ZodString,
) {
  return defineOperation({
    name: operation,
    title: 'Change a thing',
    description: 'Changes a thing.',
    risk,
    role: 'user',
    input: z.object({ name }),
    subject: input => `thing:${input.name}`,
    writes: input => [`things/${input.name}/`],
    plan: ({ input }) => ({
      changes: [
        { path: `things/${input.name}/thing.yaml`, content: `${operation}\n` },
      ],
      summary: `${operation} ${input.name}`,
      title: `feat: ${operation} ${input.name}`,
      warnings: ['this is a test'],
    }),
    sync: () => [],
    verify: {
      proves: 'nothing',
      deadline: 1000,
      check: () => ({ outcome: 'passed', message: 'fine' }),
    },
  });
}

function emptyRepository(): GitOpsRepository {
  const commit = createHash('sha1').update('empty').digest('hex');
  const snapshot = {
    commit,
    observedAt: new Date().toISOString(),
    // No policies, and no defaults that anything here would take.
    platform: {
      path: 'platform.yaml',
      text: '',
      document: { spec: {} },
    } as RepositorySnapshot['platform'],
    tenants: new Map(),
    services: new Map(),
    invalid: [],
    servicesOf: () => [],
    hasTenant: () => false,
    hasService: () => false,
    faultsOf: () => undefined,
    blob: () => undefined,
    list: () => [],
  } as Partial<RepositorySnapshot> as RepositorySnapshot;
  return {
    branch: 'main',
    current: () => ({
      value: snapshot,
      source: 'repository',
      observedAt: snapshot.observedAt,
    }),
    refresh: async () => snapshot,
    readBlobs: async () => new Map(),
  } as Partial<GitOpsRepository> as GitOpsRepository;
}
