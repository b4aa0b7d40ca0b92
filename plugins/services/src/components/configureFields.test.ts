import fc from 'fast-check';
import type { ServiceDocument } from '@mctl/plugin-platform-common';
import {
  configurationOf,
  configureFaults,
  configureInput,
} from './configureFields';

type Spec = ServiceDocument['spec'];

const target = { tenant: 'acme', service: 'shop' };
const anyName = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,9}$/);
const anyProbe = fc.oneof(
  fc.record({ path: fc.constantFrom('/healthz', '/') }),
  fc.record({ path: fc.constant('/ready'), port: fc.constant(9090) }),
  fc.record({ tcp: fc.constant(8080) }),
);
const anySpec: fc.Arbitrary<Spec> = fc.record(
  {
    type: fc.constant('web' as const),
    image: fc.constant({ repository: 'ghcr.io/acme/shop', tag: '1.4.0' }),
    port: fc.constant(8080),
    replicas: fc.constant(1),
    env: fc.dictionary(anyName, fc.string({ unit: 'grapheme-ascii' })),
    files: fc.dictionary(
      fc.constantFrom('/etc/a', '/etc/b'),
      fc.constantFrom('', 'x'),
    ),
    command: fc.array(fc.constantFrom('node', '--flag=1'), { minLength: 1 }),
    probes: fc.record(
      { liveness: anyProbe, readiness: anyProbe, startup: anyProbe },
      { requiredKeys: [] },
    ),
    volumes: fc.constant([{ name: 'data', path: '/data', size: '5Gi' }]),
    deploys: fc.record({ auto: fc.boolean() }),
  },
  { requiredKeys: ['type', 'image', 'port', 'replicas'] },
);

describe('the form of the settings', () => {
  it('asks for nothing while nothing is changed', () => {
    fc.assert(
      fc.property(anySpec, spec => {
        expect(configureInput(target, configurationOf(spec), spec)).toEqual(
          target,
        );
      }),
    );
  });

  it('finds no fault in what stands', () => {
    fc.assert(
      fc.property(anySpec, spec => {
        const faults = Object.values(configureFaults(configurationOf(spec)));
        expect(faults.filter(fault => fault !== undefined)).toEqual([]);
      }),
    );
  });

  it('asks for exactly what leads from one environment to another', () => {
    fc.assert(
      fc.property(anySpec, anySpec, (before, after) => {
        const fields = {
          ...configurationOf(before),
          env: configurationOf(after).env,
        };
        const { env = {} } = configureInput(target, fields, before) as {
          env?: { set?: Record<string, string>; unset?: string[] };
        };
        const result = { ...before.env, ...env.set };
        env.unset?.forEach(name => delete result[name]);
        expect(result).toEqual(after.env ?? {});
      }),
    );
  });

  it.each([
    ['/healthz', { path: '/healthz' }],
    [':9090/ready', { path: '/ready', port: 9090 }],
    ['tcp:8080', { tcp: 8080 }],
    ['', null],
  ])('reads the probe %j', (liveness, probe) => {
    const spec: Spec = {
      type: 'web',
      image: { repository: 'ghcr.io/acme/shop', tag: '1.4.0' },
      replicas: 1,
      probes: { liveness: { path: '/other' } },
    };
    const fields = { ...configurationOf(spec), liveness };
    expect(configureInput(target, fields, spec)).toEqual({
      ...target,
      probes: { liveness: probe },
    });
  });
});
