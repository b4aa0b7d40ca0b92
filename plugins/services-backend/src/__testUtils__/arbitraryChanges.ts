import fc from 'fast-check';
import type { ServiceDocument } from '@mctl/plugin-platform-common';
import { isPlatformError } from '@mctl/plugin-platform-node';
import { changeService } from '../changes/changeService';
import { newService } from '../changes/newService';
import type { ServicePatch } from '../changes/ServicePatch';
import { platformDocument } from '../testing/platformDocument';

/** Text that would do harm if it were put into YAML or a template as it is. */
export const nastyText = fc.constantFrom(
  'plain',
  '',
  'a\nb: c\n',
  '"quoted" and \'quoted\'',
  '--- # no',
  '*alias &anchor !tag',
  '{{ .Values.x }} ${{ y }} $(A)',
  'NO',
  '0o7',
  '- a\n- b',
  ' : ',
);

const port = fc.constantFrom(8080, 9090);
const probe = fc.oneof(
  fc.record(
    { path: fc.constantFrom('/up', '/ready'), port },
    { requiredKeys: ['path'], noNullPrototype: true },
  ),
  fc.record({ tcp: port }, { noNullPrototype: true }),
);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

/** What is set and what is unset never share a name. */
function setAndUnset(names: readonly string[]) {
  return fc
    .record({
      set: fc.dictionary(fc.constantFrom(...names), nastyText, {
        noNullPrototype: true,
      }),
      unset: fc.subarray([...names]),
    })
    .map(({ set, unset }) => ({
      set,
      unset: unset.filter(name => !Object.hasOwn(set, name)),
    }));
}

const VOLUMES = ['data', 'cache'];
const volumes = fc
  .record({
    sizes: fc.dictionary(
      fc.constantFrom(...VOLUMES),
      fc.constantFrom('1Gi', '2048Mi', '3Gi'),
    ),
    unset: fc.subarray(VOLUMES),
  })
  .map(({ sizes, unset }) => ({
    set: Object.entries(sizes).map(([name, size]) => ({
      name,
      path: `/mnt/${name}`,
      size,
    })),
    unset: unset.filter(name => !Object.hasOwn(sizes, name)),
  }));

const autoscaling = fc
  .record({ min: fc.integer({ min: 1, max: 3 }), more: fc.nat(3) })
  .map(({ min, more }) => ({ min, max: min + more, cpu: 80 }));

const command = fc.array(nastyText, { maxLength: 2 });

const anySetting = fc.record({
  type: fc.constantFrom('web' as const, 'worker' as const, 'cron' as const),
  schedule: fc.constantFrom('0 3 * * *', '@daily'),
  image: fc.constantFrom('ghcr.io/acme/shop', 'ghcr.io/acme/other'),
  tag: fc.constantFrom('1', '2'),
  digest: fc.constantFrom(`sha256:${'a'.repeat(64)}`),
  pullSecret: orNull(fc.constant('registry')),
  port: orNull(port),
  command,
  args: command,
  replicas: fc.integer({ min: 0, max: 3 }),
  autoscaling: fc.oneof(autoscaling, fc.constant(false as const)),
  env: setAndUnset(['A', 'B', 'C']),
  files: setAndUnset(['/etc/shop/a.yaml', '/etc/shop/b']),
  volumes,
  probes: fc.record(
    { liveness: orNull(probe), readiness: orNull(probe) },
    { requiredKeys: [], noNullPrototype: true },
  ),
  resources: orNull(
    fc.record(
      {
        requests: fc.constant({ cpu: '200m' }),
        limits: fc.constantFrom({ memory: '1Gi' }, { memory: '64Mi' }),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  ),
  profile: fc.constantFrom('small', 'large'),
  metrics: orNull(
    fc.record(
      { port, path: fc.constant('/metrics') },
      { noNullPrototype: true },
    ),
  ),
  jobs: fc.record(
    { beforeDeploy: orNull(fc.constant({ command: ['./migrate'] })) },
    { noNullPrototype: true },
  ),
  strategy: fc.constantFrom('rolling' as const, 'recreate' as const),
  deploys: fc.record({ auto: fc.boolean() }, { noNullPrototype: true }),
});

const MAX_SETTINGS = 4;

/** A change as callers may ask for one; some cannot be carried out. */
export const anyPatch: fc.Arbitrary<ServicePatch> = anySetting.chain(settings =>
  fc
    .subarray(Object.entries(settings), { maxLength: MAX_SETTINGS })
    .map(entries => Object.fromEntries(entries)),
);

/** What becomes of a service, or nothing when the change is refused. */
export function tryChange(
  document: ServiceDocument,
  patch: ServicePatch,
): ServiceDocument | undefined {
  return orRefused(() => changeService(document, patch, platformDocument));
}

function orRefused<T>(change: () => T): T | undefined {
  try {
    return change();
  } catch (error) {
    if (isPlatformError(error) && error.code === 'invalid_input') {
      return undefined;
    }
    throw error;
  }
}

/** A service that somebody has deployed and changed. */
export const anyService: fc.Arbitrary<ServiceDocument> = fc
  .array(anyPatch, { maxLength: 8 })
  .map(patches =>
    patches.reduce<ServiceDocument>(
      (document, patch) => tryChange(document, patch) ?? document,
      newService({
        tenant: 'acme',
        service: 'shop',
        tag: '1',
        patch: { image: 'ghcr.io/acme/shop' },
        platform: platformDocument,
      }),
    ),
  );
