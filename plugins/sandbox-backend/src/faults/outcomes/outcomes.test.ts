import fc from 'fast-check';
import type { Container, Pod } from '../../store/objects';
import { PODS } from '../../store/resources';
import { newStore } from '../../testing/newStore';
import type { FaultOutcome } from '../FaultOutcome';
import { FAULT_NAMES, type Fault, type FaultKind } from '../kinds';
import { FAULT_TABLE } from '.';

const ACTIVE_AT = '2026-01-01T00:01:00.000Z';
const ACTIVE = Date.parse(ACTIVE_AT);
const MIB = 2 ** 20;
const SECOND = 1000;
const NORMAL = { cpuCores: 0.02, memoryBytes: 60 * MIB };

function outcomeOf(
  kind: FaultKind,
  options: {
    fault?: Partial<Fault>;
    container?: Partial<Container>;
    pod?: Partial<Pod['spec']>;
    startedAt?: number;
    others?: string[];
  } = {},
): FaultOutcome {
  const container: Container = {
    name: 'shop',
    image: 'ghcr.io/acme/shop:1.4.0',
    ...options.container,
  };
  const pod = newStore({ namespaces: ['acme'] }).create(PODS, {
    metadata: { name: 'shop-1', namespace: 'acme' },
    spec: { ...options.pod, containers: [container] },
  });
  return FAULT_TABLE[kind].outcome({
    fault: {
      tenant: 'acme',
      service: 'shop',
      fault: kind,
      activeAt: ACTIVE_AT,
      ...options.fault,
    },
    pod,
    container,
    startedAt: options.startedAt,
    others: options.others ?? [],
  });
}

const limits = (memory?: string, cpu?: string) => ({
  resources: {
    limits: { ...(memory && { memory }), ...(cpu && { cpu }) },
  },
});

describe('the table of faults', () => {
  // What a container shows of each; an empty row is one of the cluster alone.
  it.each<[FaultKind, Array<keyof FaultOutcome>]>([
    ['image-missing', ['pullError']],
    ['image-auth', ['pullError']],
    ['image-arch', ['end', 'output']],
    ['crash-loop', ['end', 'problem']],
    ['bad-command', ['output', 'startError']],
    ['oom', ['end', 'usage']],
    ['leak', ['end', 'problem', 'usage']],
    ['config-missing', ['mountProblem']],
    ['secret-key-missing', ['configError']],
    ['liveness-port', ['app', 'assumesLiveness']],
    ['slow-start', ['app', 'assumesLiveness']],
    ['dependency-down', ['app', 'problem']],
    ['unschedulable', []],
    ['disk-full', ['app', 'end', 'problem', 'volumeUse']],
    ['job-failed', ['end', 'problem']],
    ['workflow-failed', []],
    ['autoscaler-blind', []],
    ['logs-forbidden', []],
    ['alert-only', []],
    ['volume', ['mountProblem']],
    ['cpu-throttle', ['app', 'problem', 'throttled', 'usage']],
    ['credential-rotated', ['app', 'problem']],
    ['sync-failed', []],
  ])('%s changes %j', (kind, fields) => {
    const outcome = outcomeOf(kind, {
      container: limits('256Mi'),
      others: ['shop-0'],
      // Of what ran before, or of what starts with the fault.
      startedAt: kind === 'credential-rotated' ? ACTIVE - 1 : ACTIVE + 1,
    });
    expect(Object.keys(outcome).sort()).toEqual(fields);
  });

  it('has each kind, and what it ends ends with a failure', () => {
    expect(Object.keys(FAULT_TABLE).sort()).toEqual([...FAULT_NAMES].sort());
    for (const kind of FAULT_NAMES) {
      const { end } = outcomeOf(kind, { container: limits('256Mi') });
      expect(end?.exitCode).not.toBe(0);
      expect(end?.reason).not.toBe('Completed');
    }
  });

  it('reaches only jobs with the fault of jobs', () => {
    const ofJobs = FAULT_NAMES.filter(
      kind => FAULT_TABLE[kind].reaches === 'jobs',
    );
    expect(ofJobs).toEqual(['job-failed']);
  });
});

describe('images that cannot be pulled', () => {
  const said = (kind: FaultKind, image: string) =>
    outcomeOf(kind).pullError?.(image) ?? '';

  it.each([
    ['acme/shop', 'acme/shop:latest'],
    ['acme/shop:1.4.0', 'acme/shop:1.4.0'],
    ['localhost:5000/shop', 'localhost:5000/shop:latest'],
    ['acme/shop@sha256:00ff', 'acme/shop@sha256:00ff'],
  ])('%s is told as %s', (image, reference) => {
    expect(said('image-missing', image)).toContain(`image "${reference}"`);
    expect(said('image-missing', image)).toMatch(/: not found$/);
    expect(said('image-auth', image)).toContain(`image "${reference}"`);
    expect(said('image-auth', image)).toMatch(/: 401 Unauthorized$/);
  });

  it.each([
    ['acme/shop:1', 'registry-1.docker.io', 'acme/shop'],
    ['ghcr.io/acme/shop:1', 'ghcr.io', 'acme/shop'],
    ['ghcr.io/acme/shop@sha256:00ff', 'ghcr.io', 'acme/shop'],
    ['reg.acme.dev:5000/a/b/c', 'reg.acme.dev:5000', 'a/b/c'],
    ['localhost:5000/shop:1', 'localhost:5000', 'shop'],
    ['localhost/shop:1', 'localhost', 'shop'],
    ['shop.v2:1', 'registry-1.docker.io', 'shop.v2'],
  ])('%s asks %s for %s', (image, host, repository) => {
    const scope = encodeURIComponent(`repository:${repository}:pull`);
    expect(said('image-auth', image)).toContain(
      `https://${host}/token?scope=${scope}&service=${host}:`,
    );
  });
});

describe('faults of starting', () => {
  it.each([
    [{ command: ['/srv'], args: ['x'] }, '"/srv": stat /srv: no such file'],
    [{ args: ['./run'] }, '"./run": stat ./run: no such file'],
    [{}, '"serve": executable file not found in $PATH'],
  ])('bad-command names what is not there: %j', (container, words) => {
    const { startError } = outcomeOf('bad-command', { container });
    expect(startError).toContain(words);
  });

  it('config-missing names the config map that the pod mounts', () => {
    const { mountProblem } = outcomeOf('config-missing', {
      pod: { volumes: [{ name: 'settings', configMap: { name: 'app-env' } }] },
    });
    expect(mountProblem?.message).toBe(
      'MountVolume.SetUp failed for volume "settings" : configmap "app-env" not found',
    );
  });

  it('volume is nothing while no other pod has it', () => {
    expect(outcomeOf('volume')).toEqual({});
    expect(
      outcomeOf('volume', { others: ['a', 'b'] }).mountProblem?.message,
    ).toBe(
      'Multi-Attach error for volume "data" Volume is already used by pod(s) a, b',
    );
  });
});

describe('faults of memory', () => {
  const anyLimit = fc.integer({ min: 64, max: 4096 });

  it('oom ends a container exactly when its limit is below its need', () => {
    fc.assert(
      fc.property(anyLimit, anyLimit, (limit, need) => {
        const { end } = outcomeOf('oom', {
          fault: { memoryBytes: need * MIB },
          container: limits(`${limit}Mi`),
        });
        expect(end !== undefined).toBe(limit < need);
      }),
    );
  });

  it('no container uses more than its limit, and none less than usual', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('oom' as const, 'leak' as const),
        anyLimit,
        fc.nat(3_600_000),
        (kind, limit, ageMs) => {
          const { usage } = outcomeOf(kind, {
            fault: { memoryBytes: 1.5 * limit * MIB },
            container: limits(`${limit}Mi`),
          });
          const used = usage?.(NORMAL, ageMs);
          expect(used?.memoryBytes).toBeLessThanOrEqual(limit * MIB);
          expect(used?.memoryBytes).toBeGreaterThanOrEqual(NORMAL.memoryBytes);
          expect(used?.cpuCores).toBe(NORMAL.cpuCores);
        },
      ),
    );
  });

  it('leak grows all the time and ends at the limit', () => {
    const { end, usage } = outcomeOf('leak', { container: limits('256Mi') });
    const at = (ms: number) => usage?.(NORMAL, ms).memoryBytes;
    expect(at(60 * SECOND)).toBe((48 + 120) * MIB);
    expect(at(end?.afterMs ?? 0)).toBe(256 * MIB);
    expect(at((end?.afterMs ?? 0) - SECOND)).toBe(254 * MIB);
  });

  it('oom stays at its limit, which tells it from a leak', () => {
    const { end, usage } = outcomeOf('oom', { container: limits('256Mi') });
    const before = (end?.afterMs ?? 0) - SECOND;
    expect(usage?.(NORMAL, before)).toEqual(usage?.(NORMAL, before - SECOND));
  });
});

describe('faults of running', () => {
  it.each([
    ['credential-rotated', -1, true],
    ['credential-rotated', 0, false],
    ['credential-rotated', 1, false],
    ['slow-start', -1, false],
    ['slow-start', 0, true],
    ['slow-start', 1, true],
  ] as const)(
    '%s of a run that began %i ms after it: %p',
    (kind, offset, has) => {
      const outcome = outcomeOf(kind, { startedAt: ACTIVE + offset });
      expect(Object.keys(outcome).length > 0).toBe(has);
    },
  );

  it.each([
    [undefined, 'database', 5432],
    ['cache', 'cache', 5432],
    ['cache:6379', 'cache', 6379],
  ])('dependency-down of %p is %s at port %i', (target, host, port) => {
    const { problem } = outcomeOf('dependency-down', { fault: { target } });
    expect(problem).toMatchObject({ host, port });
  });

  it('dependency-down keeps an address, and gives names one that is valid', () => {
    const ipOf = (target: string) => {
      const { problem } = outcomeOf('dependency-down', { fault: { target } });
      return problem?.kind === 'connection-refused' ? problem.ip : '';
    };
    expect(ipOf('10.1.2.3:80')).toBe('10.1.2.3');
    fc.assert(
      fc.property(fc.domain(), host => {
        const parts = ipOf(host).split('.').map(Number);
        expect(parts).toHaveLength(4);
        expect(parts.every(part => part >= 0 && part <= 255)).toBe(true);
        expect(ipOf(`${host}:80`)).toBe(ipOf(host));
      }),
    );
  });

  it.each([
    [undefined, 1],
    ['500m', 0.5],
    ['2', 2],
  ])('cpu-throttle with a limit of %p uses %f cores', (cpu, cores) => {
    const { usage } = outcomeOf('cpu-throttle', {
      container: limits(undefined, cpu),
    });
    expect(usage?.(NORMAL, 0)).toEqual({ ...NORMAL, cpuCores: cores });
  });

  it.each([
    [undefined, '/tmp'],
    [[{ name: 'a', mountPath: '/ro', readOnly: true }], '/tmp'],
    [
      [
        { name: 'a', mountPath: '/ro', readOnly: true },
        { name: 'b', mountPath: '/data' },
      ],
      '/data',
    ],
  ])('disk-full with %j is about %s', (volumeMounts, path) => {
    const { problem } = outcomeOf('disk-full', { container: { volumeMounts } });
    expect(problem).toEqual({ kind: 'no-space', path });
  });

  it('credential-rotated names a role as Postgres can have it', () => {
    const { problem } = outcomeOf('credential-rotated', {
      fault: { service: 'web-shop-api' },
      startedAt: ACTIVE - 1,
    });
    expect(problem).toEqual({ kind: 'login-failed', user: 'web_shop_api' });
  });

  it('liveness-port opens another port than the one it closes', () => {
    const { app } = outcomeOf('liveness-port', { fault: { port: 9000 } });
    expect(app).toEqual({ closedToLiveness: 9000, opens: 9001 });
  });
});
