import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
  serviceDocumentSchema,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import {
  createDocumentText,
  updateDocumentText,
} from '@mctl/plugin-gitops-node';
import { toPlatformError } from '@mctl/plugin-platform-node';
import {
  anyPatch,
  anyService,
  nastyText,
  tryChange,
} from '../__testUtils__/arbitraryChanges';
import { platformDocument as platform } from '../testing/platformDocument';
import { changeService } from './changeService';
import type { ServicePatch, ServiceSpec } from './ServicePatch';

const IMAGE = { repository: 'ghcr.io/acme/shop', tag: '1' };
const DIGEST = `sha256:${'a'.repeat(64)}`;

function service(spec: Partial<ServiceSpec> = {}): ServiceDocument {
  return {
    apiVersion: 'mctl.ai/v1',
    kind: 'Service',
    metadata: { name: 'shop', tenant: 'acme' },
    spec: { type: 'web', image: IMAGE, port: 8080, replicas: 1, ...spec },
  };
}

const change = (spec: Partial<ServiceSpec>, patch: ServicePatch) =>
  changeService(service(spec), patch, platform).spec;

function faultsOf(spec: Partial<ServiceSpec>, patch: ServicePatch) {
  try {
    changeService(service(spec), patch, platform);
  } catch (error) {
    return toPlatformError(error).faults ?? [];
  }
  return [];
}

describe('any change of any service', () => {
  it('gives a document that can run', () => {
    fc.assert(
      fc.property(anyService, anyPatch, (document, patch) => {
        const changed = tryChange(document, patch);
        fc.pre(changed !== undefined);
        expect(serviceDocumentSchema.safeParse(changed).error).toBe(undefined);
      }),
    );
  });

  it('or is refused with faults of its own', () => {
    fc.assert(
      fc.property(anyService, anyPatch, (document, patch) => {
        fc.pre(tryChange(document, patch) === undefined);
        const own = ['', 'schedule', ...Object.keys(patch)];
        const faults = faultsOf(document.spec, patch);
        expect(faults.length).toBeGreaterThan(0);
        expect(
          faults.filter(({ path }) => !own.includes(path.split('.')[0])),
        ).toEqual([]);
      }),
    );
  });

  it('is the same applied twice as once', () => {
    fc.assert(
      fc.property(anyService, anyPatch, (document, patch) => {
        const once = tryChange(document, patch);
        fc.pre(once !== undefined);
        expect(changeService(once, patch, platform)).toEqual(once);
      }),
    );
  });

  it('leaves its input alone', () => {
    fc.assert(
      fc.property(anyService, anyPatch, (document, patch) => {
        const before = structuredClone(document);
        tryChange(document, patch);
        expect(document).toEqual(before);
      }),
    );
  });

  it('changes nothing when it names nothing', () => {
    fc.assert(
      fc.property(anyService, document =>
        expect(changeService(document, {}, platform)).toEqual(document),
      ),
    );
  });

  it('gives up what was set when it is unset', () => {
    fc.assert(
      fc.property(anyService, nastyText, (document, value) => {
        const set = tryChange(document, {
          env: { set: { NEW: value } },
          files: { set: { '/etc/new': value } },
        });
        fc.pre(set !== undefined);
        expect(set).not.toEqual(document);
        expect(
          changeService(
            set,
            { env: { unset: ['NEW'] }, files: { unset: ['/etc/new'] } },
            platform,
          ),
        ).toEqual(document);
      }),
    );
  });

  it('gives up a volume that was added when it is removed', () => {
    fc.assert(
      fc.property(anyService, document => {
        const alone = tryChange(document, {
          replicas: 1,
          strategy: 'recreate',
        });
        const before = alone ?? service({ strategy: 'recreate' });
        const set = changeService(
          before,
          { volumes: { set: [{ name: 'new', path: '/new', size: '1Gi' }] } },
          platform,
        );
        expect(
          changeService(set, { volumes: { unset: ['new'] } }, platform),
        ).toEqual(before);
      }),
    );
  });

  it('keeps the comments of everything that stays', () => {
    fc.assert(
      fc.property(anyService, anyPatch, (document, patch) => {
        const changed = tryChange(document, patch);
        fc.pre(changed !== undefined);
        const commented = createDocumentText(document).replace(
          /^ {2}(\w+):.*$/gm,
          '$& # about $1',
        );
        const next = updateDocumentText(commented, changed);
        const later = new Map(Object.entries(changed.spec));
        const stayed = Object.entries(document.spec)
          .filter(([name, value]) => isDeepStrictEqual(later.get(name), value))
          .map(([name]) => `# about ${name}`)
          .filter(comment => commented.includes(comment));
        expect(stayed.filter(comment => !next.includes(comment))).toEqual([]);
      }),
    );
  });
});

describe('a release', () => {
  it('loses the digest of another tag', () => {
    const pinned = { image: { ...IMAGE, digest: DIGEST } };
    expect(change(pinned, { tag: '2' }).image).toEqual({ ...IMAGE, tag: '2' });
    expect(change(pinned, {}).image.digest).toBe(DIGEST);
    expect(
      change(pinned, { image: 'ghcr.io/acme/x' }).image,
    ).not.toHaveProperty('digest');
  });

  it('takes an empty command for none', () => {
    const spec = change({ command: ['a'], args: ['b'] }, { command: [] });
    expect(spec).not.toHaveProperty('command');
    expect(spec.args).toEqual(['b']);
  });
});

describe('the number of replicas', () => {
  const bounds = { min: 2, max: 4, cpu: 80 };
  const scaled = { replicas: undefined, autoscaling: bounds };

  it.each<[string, Partial<ServiceSpec>, ServicePatch, Partial<ServiceSpec>]>([
    ['a number', {}, { replicas: 3 }, { replicas: 3 }],
    ['bounds', {}, { autoscaling: bounds }, { autoscaling: bounds }],
    ['a number in place of bounds', scaled, { replicas: 3 }, { replicas: 3 }],
    [
      'the fewest, when bounds go',
      scaled,
      { autoscaling: false },
      { replicas: 2 },
    ],
  ])('is %s', (_, spec, patch, expected) => {
    const { replicas, autoscaling } = change(spec, patch);
    expect({ replicas, autoscaling }).toEqual({
      replicas: undefined,
      autoscaling: undefined,
      ...expected,
    });
  });
});

describe('the type', () => {
  it('takes from a cron service what it cannot have', () => {
    expect(
      change(
        {
          replicas: 3,
          probes: { liveness: { tcp: 8080 } },
          strategy: 'rolling',
          jobs: { beforeDeploy: { command: ['./migrate'] } },
          env: { A: '1' },
        },
        { type: 'cron', schedule: '0 3 * * *' },
      ),
    ).toEqual({
      type: 'cron',
      image: IMAGE,
      schedule: '0 3 * * *',
      env: { A: '1' },
    });
  });

  it('keeps a service asleep', () => {
    const cron = change({ replicas: 0 }, { type: 'cron', schedule: '@daily' });
    expect(cron.replicas).toBe(0);
    expect(
      change({ ...cron, port: undefined }, { type: 'worker' }).replicas,
    ).toBe(0);
  });

  it('gives a web service a port, and replicas to what lasts', () => {
    const cron: Partial<ServiceSpec> = {
      type: 'cron',
      schedule: '@daily',
      port: undefined,
      replicas: undefined,
    };
    expect(change(cron, { type: 'web' })).toEqual({
      type: 'web',
      image: IMAGE,
      port: 8080,
      replicas: 1,
    });
  });
});

describe('resources', () => {
  const large = platform.spec.profiles?.large;

  it('come from a profile or are named, never both', () => {
    const profiled = change({ resources: large }, { profile: 'small' });
    expect(profiled).toMatchObject({ profile: 'small' });
    expect(profiled).not.toHaveProperty('resources');
    const named = change(
      { profile: 'large' },
      { resources: { limits: { memory: '4Gi' } } },
    );
    expect(named.resources).toEqual({
      requests: { cpu: '1', memory: '1Gi' },
      limits: { cpu: '2', memory: '4Gi' },
    });
    expect(named).not.toHaveProperty('profile');
  });

  it('go back to the default of the platform', () => {
    const spec = change({ resources: large }, { resources: null });
    expect(spec).not.toHaveProperty('resources');
  });

  it.each(['huge', 'constructor', 'to-string'])(
    'refuse the profile %s, which is not there',
    profile => {
      expect(faultsOf({}, { profile })).toEqual([
        {
          path: 'profile',
          message: `there is no resource profile "${profile}"`,
        },
      ]);
    },
  );
});

describe('faults', () => {
  it.each<[string, Partial<ServiceSpec>, ServicePatch, string, string]>([
    [
      'a probe on a port that is not there',
      {},
      { probes: { liveness: { path: '/', port: 81 } } },
      'probes.liveness.port',
      '81 is not a port of the service',
    ],
    [
      'a port that a probe of before does not ask',
      { probes: { liveness: { tcp: 8080 } } },
      { tag: '2', port: 9090 },
      'port',
      'probes.liveness.tcp of the service 8080 is not a port',
    ],
    [
      'several settings of which one takes the port of a probe away',
      { probes: { liveness: { tcp: 8080 } } },
      { port: 9090, env: { set: { A: '1' } } },
      '',
      'probes.liveness.tcp of the service',
    ],
    [
      'a missing schedule',
      {},
      { type: 'cron' },
      'schedule',
      'is needed for a service of type cron',
    ],
    [
      'a port for what has none',
      { type: 'cron', schedule: '@daily', port: undefined },
      { port: 80 },
      'port',
      'does not fit a service of type cron',
    ],
    [
      'a file where a volume is',
      { volumes: [{ name: 'data', path: '/data/a', size: '1Gi' }] },
      { files: { set: { '/data': 'x' } } },
      'files.set./data',
      'overlaps with /data/a',
    ],
    [
      'a volume where a volume is',
      { volumes: [{ name: 'data', path: '/data', size: '1Gi' }] },
      { volumes: { set: [{ name: 'more', path: '/data/b', size: '1Gi' }] } },
      'volumes.set.0.path',
      'overlaps with /data',
    ],
    [
      'a volume that shrinks',
      { volumes: [{ name: 'data', path: '/data', size: '5Gi' }] },
      { volumes: { set: [{ name: 'data', path: '/data', size: '4096Mi' }] } },
      'volumes.set.0.size',
      'volume data has 5Gi and cannot shrink to 4096Mi',
    ],
    [
      'replicas that share a volume',
      { volumes: [{ name: 'data', path: '/data', size: '5Gi' }] },
      { replicas: 2 },
      'replicas',
      'must be at most 1 with volumes',
    ],
    [
      'two ways to scale at once',
      {},
      { replicas: 2, autoscaling: { min: 1, max: 2, cpu: 80 } },
      'replicas',
      'must be left out while autoscaling is on',
    ],
    [
      'a profile beside resources',
      {},
      { profile: 'small', resources: { limits: { cpu: '1' } } },
      'profile',
      'must be left out when resources are set',
    ],
    [
      'a limit below what is requested',
      {},
      { resources: { limits: { memory: '64Mi' } } },
      'resources.requests.memory',
      '128Mi is more than 64Mi',
    ],
    [
      'an image of impossible name',
      {},
      { image: 'Not An Image' },
      'image',
      'must be an image repository',
    ],
  ])('name %s', (_, spec, patch, path, message) => {
    expect(faultsOf(spec, patch)).toEqual([
      { path, message: expect.stringContaining(message) },
    ]);
  });

  it('are told once for too many variables', () => {
    const set = Object.fromEntries(
      Array.from({ length: 201 }, (_, index) => [`A${index}`, '']),
    );
    expect(faultsOf({}, { env: { set } })).toEqual([
      { path: 'env', message: 'at most 200 environment variables' },
    ]);
  });

  it('do not blame an entry that was there before', () => {
    expect(
      faultsOf({ env: { OLD: '\0' } }, { env: { set: { NEW: '1' } } }),
    ).toEqual([
      {
        path: 'env',
        message: expect.stringContaining('env.OLD of the service'),
      },
    ]);
  });
});
