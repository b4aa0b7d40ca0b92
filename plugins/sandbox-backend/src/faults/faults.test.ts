import { FaultCluster } from './__testUtils__/FaultCluster';

const IMAGE = 'ghcr.io/acme/shop:1.5.0';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LIMITS = { resources: { limits: { memory: '256Mi', cpu: '500m' } } };

/** A running release 1.4.0, and 1.5.0 with a fault. */
function releaseWith(
  fault: Parameters<FaultCluster['inject']>[0],
  options: Parameters<FaultCluster['release']>[1] = {},
) {
  const cluster = new FaultCluster();
  cluster.release('1.4.0', options);
  cluster.inject(fault, { release: '1.5.0' });
  cluster.release('1.5.0', options);
  return cluster;
}

describe('faults of images', () => {
  it('image-missing: the registry does not know the tag', () => {
    const cluster = releaseWith('image-missing');
    expect(cluster.container.state.waiting).toEqual({
      reason: 'ErrImagePull',
      message: `rpc error: code = NotFound desc = failed to pull and unpack image "${IMAGE}": failed to resolve reference "${IMAGE}": ${IMAGE}: not found`,
    });
  });

  // containerd, remotes/docker/auth/fetch.go and remotes/errors.
  it('image-auth: the registry answers 401', () => {
    const cluster = releaseWith('image-auth');
    cluster.clock.advance(2 * SECOND);
    const [pull] = cluster.messages('Failed');
    expect(pull).toMatch(
      /^Failed to pull image "ghcr\.io\/acme\/shop:1\.5\.0": .*failed to authorize: failed to fetch oauth token: unexpected status from GET request to https:\/\/ghcr\.io\/token\?scope=repository%3Aacme%2Fshop%3Apull&service=ghcr\.io: 401 Unauthorized$/,
    );
    expect(cluster.container.state.waiting?.reason).toBe('ImagePullBackOff');
    expect(cluster.messages('BackOff')).toEqual([
      `Back-off pulling image "${IMAGE}"`,
    ]);
  });

  // runc: the kernel answers ENOEXEC, the init process exits with 255.
  it('image-arch: the program ends at once with 255', () => {
    const cluster = releaseWith('image-arch');
    cluster.clock.advance(2 * SECOND);
    expect(cluster.container).toMatchObject({
      ready: false,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { exitCode: 255, reason: 'Error' } },
    });
  });

  it.each(['image-missing', 'image-auth', 'image-arch'] as const)(
    '%s: leaves the release before alone, and a rollback heals it',
    fault => {
      const cluster = releaseWith(fault);
      cluster.release('1.4.0');
      cluster.clock.advance(3 * SECOND);
      expect(cluster.container).toMatchObject({
        image: 'ghcr.io/acme/shop:1.4.0',
        ready: true,
      });
    },
  );
});

describe('faults of starting', () => {
  it('crash-loop: exits with 1 and backs off', () => {
    const cluster = releaseWith('crash-loop');
    cluster.clock.advance(30 * SECOND);
    expect(cluster.container).toMatchObject({
      state: {
        waiting: {
          reason: 'CrashLoopBackOff',
          message: expect.stringMatching(
            /^back-off 20s restarting failed container=shop pod=shop-/,
          ),
        },
      },
      lastState: { terminated: { exitCode: 1, reason: 'Error' } },
    });
  });

  // runc's words, handed on by containerd's shim; StartError of the kubelet.
  it.each([
    [['serve'], 'exec: "serve": executable file not found in $PATH'],
    [
      ['/app/run'],
      'exec: "/app/run": stat /app/run: no such file or directory',
    ],
  ])('bad-command: %j cannot be started', (command, words) => {
    const cluster = releaseWith('bad-command', { container: { command } });
    const error = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${words}: unknown`;
    cluster.clock.advance(5 * SECOND);
    expect(cluster.messages('Failed')).toContain(`Error: ${error}`);
    expect(cluster.container).toMatchObject({
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: {
        terminated: { exitCode: 128, reason: 'StartError', message: error },
      },
    });
    expect(cluster.messages('BackOff')[0]).toMatch(
      /^Back-off restarting failed container shop in pod shop-/,
    );
  });

  it('config-missing: the kubelet cannot mount, again and again', () => {
    const cluster = releaseWith('config-missing', {
      pod: { volumes: [{ name: 'conf', emptyDir: {} }] },
    });
    const message =
      'MountVolume.SetUp failed for volume "config" : configmap "shop-config" not found';
    expect(cluster.container.state.waiting?.reason).toBe('ContainerCreating');
    cluster.clock.advance(MINUTE);
    expect(cluster.told('FailedMount')).toEqual([
      expect.objectContaining({
        message,
        count: 3,
        source: expect.objectContaining({ component: 'kubelet' }),
      }),
    ]);
    cluster.faults.clear('acme', 'shop');
    cluster.clock.advance(SECOND);
    expect(cluster.container.ready).toBe(true);
  });

  it('secret-key-missing: names the key and the secret', () => {
    const secretKeyRef = { name: 'shop-secrets', key: 'API_KEY' };
    const cluster = releaseWith('secret-key-missing', {
      container: {
        env: [{ name: 'API_KEY', valueFrom: { secretKeyRef } }],
      },
    });
    // Without the fault the reference alone is one already: see references.
    const message = `couldn't find key API_KEY in Secret acme/shop-secrets`;
    expect(cluster.container.state.waiting).toEqual({
      reason: 'CreateContainerConfigError',
      message,
    });
    expect(cluster.messages('Failed')).toContain(`Error: ${message}`);
  });

  it('secret-key-missing: takes DATABASE_URL when no secret is used', () => {
    const cluster = releaseWith('secret-key-missing');
    expect(cluster.container.state.waiting?.message).toBe(
      `couldn't find key DATABASE_URL in Secret acme/shop`,
    );
  });

  // attachdetach-controller, pkg/controller/volume/attachdetach/reconciler.
  it('volume: another pod has it, until that one goes', () => {
    const volumes = [
      { name: 'data', persistentVolumeClaim: { claimName: 'shop-data' } },
    ];
    const cluster = new FaultCluster();
    cluster.release('1.4.0');
    const first = cluster.pod.metadata.name;
    cluster.inject('volume');
    cluster.release('1.5.0', { pod: { volumes } });
    expect(cluster.told('FailedAttachVolume')).toEqual([
      expect.objectContaining({
        message: `Multi-Attach error for volume "shop-data" Volume is already used by pod(s) ${first}`,
        source: expect.objectContaining({
          component: 'attachdetach-controller',
        }),
      }),
    ]);
    expect(cluster.container.state.waiting?.reason).toBe('ContainerCreating');
  });

  it('volume: is no trouble when the old pod goes first', () => {
    const cluster = releaseWith('volume', {
      spec: { strategy: { type: 'Recreate' } },
    });
    cluster.clock.advance(5 * SECOND);
    expect(cluster.container).toMatchObject({
      image: IMAGE,
      ready: true,
    });
    expect(cluster.told('FailedAttachVolume')).toEqual([]);
  });
});

describe('faults of memory', () => {
  it('oom: is killed with 137 for the limit it had', () => {
    const cluster = releaseWith('oom', { container: LIMITS });
    cluster.clock.advance(20 * SECOND);
    expect(cluster.container).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
    });
    cluster.clock.advance(15 * SECOND);
    expect(cluster.container.state.waiting?.reason).toBe('CrashLoopBackOff');
  });

  it('oom: a limit that suffices heals it, a smaller raise does not', () => {
    const cluster = releaseWith('oom', { container: LIMITS });
    const raise = (memory: string) => {
      cluster.release('1.5.0', {
        container: { resources: { limits: { memory } } },
      });
      cluster.clock.advance(30 * SECOND);
      return cluster.container;
    };
    expect(raise('320Mi').lastState.terminated?.reason).toBe('OOMKilled');
    expect(raise('384Mi')).toMatchObject({ ready: true, restartCount: 0 });
  });

  it('leak: is killed later with a larger limit, but is killed', () => {
    const cluster = releaseWith('leak', { container: LIMITS });
    const restartsAfter = (ms: number) => {
      cluster.clock.advance(ms);
      return cluster.container.restartCount;
    };
    // From 48 MiB by 2 MiB a second to 256 MiB.
    expect(restartsAfter(100 * SECOND)).toBe(0);
    expect(restartsAfter(5 * SECOND)).toBe(1);
    expect(cluster.container.lastState.terminated).toMatchObject({
      exitCode: 137,
      reason: 'OOMKilled',
    });
    cluster.release('1.5.0', {
      container: { resources: { limits: { memory: '512Mi' } } },
    });
    expect(restartsAfter(200 * SECOND)).toBe(0);
    expect(restartsAfter(40 * SECOND)).toBe(1);
  });

  it('leak: without a limit nothing is killed', () => {
    const cluster = releaseWith('leak');
    cluster.clock.advance(20 * MINUTE);
    expect(cluster.container).toMatchObject({ ready: true, restartCount: 0 });
  });
});

describe('faults of probes', () => {
  const livenessProbe = { httpGet: { path: '/live', port: 8080 } };

  it('liveness-port: three refused probes, then a restart with 137', () => {
    const cluster = releaseWith('liveness-port', {
      container: { livenessProbe },
    });
    const podIP = cluster.pod.status?.podIP;
    cluster.clock.advance(19.9 * SECOND);
    expect(cluster.told('Unhealthy')).toEqual([
      expect.objectContaining({
        message: `Liveness probe failed: Get "http://${podIP}:8080/live": dial tcp ${podIP}:8080: connect: connection refused`,
        count: 3,
      }),
    ]);
    expect(cluster.messages('Killing')).toContain(
      'Container shop failed liveness probe, will be restarted',
    );
    cluster.clock.advance(0.5 * SECOND);
    expect(cluster.container).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 137, reason: 'Error' } },
    });
  });

  it('liveness-port: counts for a service without a liveness probe too', () => {
    const cluster = releaseWith('liveness-port');
    cluster.clock.advance(25 * SECOND);
    expect(cluster.messages('Unhealthy')[0]).toMatch(
      /^Liveness probe failed: Get "http:\/\/[0-9.]+:8080\/healthz": dial tcp/,
    );
  });

  it('liveness-port: a probe of the port it listens on heals it', () => {
    const cluster = releaseWith('liveness-port', {
      container: { livenessProbe },
    });
    cluster.release('1.5.0', {
      container: { livenessProbe: { httpGet: { path: '/live', port: 8081 } } },
    });
    cluster.clock.advance(2 * MINUTE);
    expect(cluster.container).toMatchObject({ ready: true, restartCount: 0 });
  });

  it('slow-start: the liveness probe never waits until it listens', () => {
    const cluster = releaseWith('slow-start', { container: { livenessProbe } });
    cluster.clock.advance(3 * MINUTE);
    expect(cluster.container.restartCount).toBeGreaterThan(2);
    expect(cluster.container.lastState.terminated?.exitCode).toBe(137);
  });

  it('slow-start: a startup probe that waits heals it', () => {
    const cluster = releaseWith('slow-start', {
      container: {
        livenessProbe,
        readinessProbe: { tcpSocket: { port: 8080 } },
        startupProbe: { tcpSocket: { port: 8080 }, failureThreshold: 6 },
      },
    });
    cluster.clock.advance(30 * SECOND);
    expect(cluster.container).toMatchObject({ started: false, ready: false });
    cluster.clock.advance(30 * SECOND);
    expect(cluster.container).toMatchObject({
      started: true,
      ready: true,
      restartCount: 0,
    });
    expect(cluster.messages('Unhealthy')[0]).toMatch(
      /^Startup probe failed: dial tcp [0-9.]+:8080: connect: connection refused$/,
    );
  });

  it('dependency-down: HTTP readiness gets 503, and nothing restarts', () => {
    const cluster = new FaultCluster();
    cluster.release('1.5.0', {
      container: {
        readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
      },
    });
    expect(cluster.container.ready).toBe(true);
    cluster.inject('dependency-down', { target: 'database:5432' });
    cluster.clock.advance(31 * SECOND);
    expect(cluster.container).toMatchObject({ ready: false, restartCount: 0 });
    expect(cluster.messages('Unhealthy')).toEqual([
      'Readiness probe failed: HTTP probe failed with statuscode: 503',
    ]);
    cluster.faults.clear('acme', 'shop');
    cluster.clock.advance(10 * SECOND);
    expect(cluster.container.ready).toBe(true);
  });
});

describe('faults of running', () => {
  it('disk-full: ends with 1 some time after it starts', () => {
    const cluster = releaseWith('disk-full');
    cluster.clock.advance(10 * SECOND);
    expect(cluster.container.restartCount).toBe(0);
    cluster.clock.advance(10 * SECOND);
    expect(cluster.container).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 1, reason: 'Error' } },
    });
  });

  it('credential-rotated: fails what ran before, and a restart heals', () => {
    const readinessProbe = { httpGet: { path: '/ready', port: 8080 } };
    const cluster = new FaultCluster();
    cluster.release('1.4.0', { container: { readinessProbe } });
    cluster.inject('credential-rotated');
    cluster.clock.advance(31 * SECOND);
    expect(cluster.container.ready).toBe(false);
    cluster.release('1.4.0', {
      container: { readinessProbe, env: [{ name: 'RESTARTS', value: '1' }] },
    });
    cluster.clock.advance(5 * SECOND);
    expect(cluster.container).toMatchObject({ ready: true, restartCount: 0 });
  });

  it.each(['cpu-throttle', 'alert-only', 'workflow-failed'] as const)(
    '%s: leaves containers as they are',
    fault => {
      const cluster = releaseWith(fault);
      cluster.clock.advance(5 * MINUTE);
      expect(cluster.container).toMatchObject({ ready: true, restartCount: 0 });
      expect(cluster.faults.active()).toHaveLength(1);
    },
  );
});

describe('faults of the cluster', () => {
  it('unschedulable: no node has the memory', () => {
    const cluster = releaseWith('unschedulable');
    expect(cluster.pod.spec.nodeName).toBeUndefined();
    expect(cluster.messages('FailedScheduling')[0]).toMatch(
      /^0\/3 nodes are available: 3 Insufficient memory\. preemption: 0\/3 nodes are available: /,
    );
    expect(
      cluster.pod.status?.conditions?.find(
        ({ type }) => type === 'PodScheduled',
      ),
    ).toMatchObject({ status: 'False', reason: 'Unschedulable' });
    cluster.faults.clear('acme', 'shop');
    cluster.clock.advance(SECOND);
    expect(cluster.container.ready).toBe(true);
  });
});
