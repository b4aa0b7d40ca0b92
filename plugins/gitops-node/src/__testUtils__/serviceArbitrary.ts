import type { ServiceDocument } from '@mctl/plugin-platform-common';
import fc from 'fast-check';
import {
  anyName,
  anyPort,
  anyQuantity,
  anyResources,
  anyText,
  PROFILES,
} from './arbitraries';

type Spec = ServiceDocument['spec'];

const anyCommand = fc.array(anyText, { maxLength: 3 });

const anyProbe = fc.oneof(
  fc.constantFrom({ path: '/' }, { path: '/healthz' }, { path: '/a?b=c#d' }),
  fc.record({ path: fc.constant('/with-port'), port: anyPort }),
  fc.record({ tcp: anyPort }),
);

const anyAutoscaling = fc
  .record({
    bounds: fc.tuple(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 50 }),
    ),
    cpu: fc.integer({ min: 1, max: 100 }),
  })
  .map(({ bounds, cpu }) => ({
    min: Math.min(...bounds),
    max: Math.max(...bounds),
    cpu,
  }));

/** What every type of service may have; parts that depend are put right below. */
const anyParts = fc.record(
  {
    type: fc.constantFrom('web', 'worker', 'cron'),
    source: fc.constantFrom<NonNullable<Spec['source']>>(
      { repository: 'acme/shop' },
      { repository: 'acme/shop', ref: 'main', dockerfile: 'Dockerfile' },
    ),
    image: fc.record(
      {
        repository: fc.constantFrom('ghcr.io/acme/shop', 'localhost:5000/a'),
        tag: fc.constantFrom('1.4.0', '1.4', '2001-01-01', 'no', '1e3', '0x1F'),
        digest: fc.constant(`sha256:${'0123456789abcdef'.repeat(4)}`),
        pullSecret: fc.constantFrom('registry', '0x1f'),
      },
      { requiredKeys: ['repository', 'tag'] },
    ),
    command: anyCommand,
    args: anyCommand,
    port: anyPort,
    metrics: fc.record({ port: anyPort, path: fc.constant('/metrics') }),
    replicas: fc.integer({ min: 0, max: 50 }),
    autoscaling: anyAutoscaling,
    resources: anyResources,
    profile: fc.constantFrom(...PROFILES),
    env: fc.dictionary(
      fc.constantFrom('APP_ENV', 'NO', 'y', '_', 'null', 'on', 'E1'),
      anyText,
      { noNullPrototype: true },
    ),
    secrets: fc.dictionary(
      fc.constantFrom('API_KEY', 'OFF', 'n', 'E2'),
      fc.record({ version: fc.integer({ min: 1, max: 99 }) }),
      { noNullPrototype: true },
    ),
    files: fc.dictionary(
      fc.constantFrom('/etc/a.yaml', '/etc/b@1+2', '/no', '/data/sub/on'),
      anyText,
      { noNullPrototype: true },
    ),
    volumes: fc.constantFrom<NonNullable<Spec['volumes']>>(
      [{ name: 'data', path: '/data', size: '5Gi' }],
      [
        { name: 'no', path: '/var/lib/no', size: '0.5' },
        { name: 'on-2', path: '/srv', size: '250m' },
      ],
    ),
    size: anyQuantity,
    probes: fc.record(
      { liveness: anyProbe, readiness: anyProbe, startup: anyProbe },
      { requiredKeys: [] },
    ),
    jobs: fc.record(
      {
        beforeDeploy: fc.record(
          {
            command: fc.array(anyText, { minLength: 1, maxLength: 3 }),
            args: anyCommand,
          },
          { requiredKeys: ['command'] },
        ),
      },
      { requiredKeys: [] },
    ),
    strategy: fc.constantFrom('rolling', 'recreate'),
    restarts: fc.integer({ min: 0, max: 1000 }),
    deploys: fc.record({ auto: fc.boolean() }),
    schedule: fc.constantFrom('0 3 * * *', '*/15 * * * *', '@daily'),
  },
  { requiredKeys: ['type', 'image', 'replicas', 'schedule', 'size'] },
);

type Parts = typeof anyParts extends fc.Arbitrary<infer T> ? T : never;

function withoutKeys<T extends object>(object: T, keys: Array<keyof T>): T {
  return Object.fromEntries(
    Object.entries(object).filter(([key]) => !keys.includes(key as keyof T)),
  ) as T;
}

/** Probes of ports that are there. */
function fitProbes(spec: Omit<Parts, 'size'>): Spec['probes'] {
  const port =
    spec.port ?? (spec.type === 'web' ? undefined : spec.metrics?.port);
  if (spec.type === 'web' && spec.port === undefined) {
    return spec.probes;
  }
  return port === undefined
    ? {}
    : Object.fromEntries(
        Object.entries(spec.probes ?? {}).map(([name, probe]) => [
          name,
          probe && 'tcp' in probe
            ? { tcp: port }
            : { ...probe, ...(probe && 'port' in probe && { port }) },
        ]),
      );
}

/** Makes of any parts what can run: the document of a service. */
function fit({ size, ...parts }: Parts): Spec {
  const { type, volumes, replicas, autoscaling } = parts;
  const drop: Array<keyof typeof parts> = [];
  drop.push(parts.resources ? 'profile' : 'resources');
  if (type === 'cron') {
    drop.push('port', 'metrics', 'autoscaling', 'probes', 'strategy', 'jobs');
  } else {
    drop.push('schedule', autoscaling ? 'replicas' : 'autoscaling');
  }
  const spec = withoutKeys(parts, drop);
  return {
    ...spec,
    ...(volumes && {
      volumes: volumes.map(volume => ({ ...volume, size })),
      ...(spec.strategy && { strategy: 'recreate' as const }),
      ...(spec.autoscaling && { autoscaling: { min: 1, max: 1, cpu: 80 } }),
    }),
    ...((volumes || type === 'cron') &&
      spec.replicas !== undefined && { replicas: Math.min(replicas, 1) }),
    ...(spec.probes && { probes: fitProbes(parts) }),
  };
}

/** Any valid Service document. */
export const anyServiceDocument: fc.Arbitrary<ServiceDocument> = fc.record({
  apiVersion: fc.constant('mctl.ai/v1' as const),
  kind: fc.constant('Service' as const),
  metadata: fc.record({ name: anyName, tenant: anyName }),
  spec: anyParts.map(fit),
});
