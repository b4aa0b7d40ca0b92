import {
  CLAIMS,
  CONFIG_MAPS,
  JOBS,
  PODS,
  SECRETS,
} from '../../store/resources';
import type { Pod, PodSpec } from '../../store/objects';
import { FaultCluster } from '../../faults/__testUtils__/FaultCluster';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

function startPod(spec: Partial<PodSpec>, metadata: object = {}) {
  const cluster = new FaultCluster();
  cluster.store.create(PODS, {
    metadata: { name: 'one', namespace: 'acme', ...metadata },
    spec: {
      containers: [{ name: 'main', image: 'acme/tool:1.0.0' }],
      ...spec,
    },
  });
  cluster.clock.advance(SECOND);
  return cluster;
}
const conditionOf = (pod: Pod, type: string) =>
  pod.status?.conditions?.find(condition => condition.type === type);

describe('init containers', () => {
  const initContainers = [
    { name: 'migrate', image: 'acme/migrate:1.0.0' },
    { name: 'warm', image: 'acme/warm:1.0.0' },
  ];

  it('run one after another before the others start', () => {
    const cluster = new FaultCluster();
    cluster.store.create(PODS, {
      metadata: { name: 'one', namespace: 'acme' },
      spec: {
        initContainers,
        containers: [{ name: 'main', image: 'acme/tool:1.0.0' }],
      },
    });
    const seen: string[] = [];
    for (let step = 0; step < 300; step += 1) {
      cluster.clock.advance(20);
      const { status } = cluster.pod;
      const state = [
        ...(status?.initContainerStatuses ?? []),
        ...(status?.containerStatuses ?? []),
      ]
        .filter(container => container.state.running)
        .map(({ name }) => name)
        .join('+');
      if (seen.at(-1) !== state) {
        seen.push(state);
      }
    }
    expect(seen).toEqual(['', 'migrate', '', 'warm', '', 'main']);
    expect(conditionOf(cluster.pod, 'Initialized')?.status).toBe('True');
    expect(cluster.pod.status?.phase).toBe('Running');
  });

  // pkg/kubelet/status/generate.go, GeneratePodInitializedCondition.
  it('keep the pod pending, and the condition says which', () => {
    const cluster = new FaultCluster();
    cluster.store.create(PODS, {
      metadata: { name: 'one', namespace: 'acme' },
      spec: {
        initContainers,
        containers: [{ name: 'main', image: 'acme/tool:1.0.0' }],
      },
    });
    cluster.clock.advance(100);
    expect(conditionOf(cluster.pod, 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [migrate warm]',
    });
    expect(cluster.container.state.waiting?.reason).toBe('PodInitializing');
    expect(cluster.pod.status?.phase).toBe('Pending');
  });

  it('tell of themselves by their own field path', () => {
    const cluster = startPod({ initContainers });
    const [started] = cluster.told('Started');
    expect(started.involvedObject.fieldPath).toBe(
      'spec.initContainers{migrate}',
    );
  });

  it('run beside the others when they are sidecars', () => {
    const cluster = startPod({
      initContainers: [
        { name: 'proxy', image: 'acme/proxy:1.0.0', restartPolicy: 'Always' },
      ],
    });
    cluster.clock.advance(2 * SECOND);
    expect(cluster.pod.status?.initContainerStatuses?.[0]).toMatchObject({
      started: true,
      state: { running: {} },
    });
    expect(cluster.container.ready).toBe(true);
  });
});

describe('restart policies', () => {
  it.each(['Never', 'OnFailure'])(
    '%s: a pod that ended well has succeeded',
    restartPolicy => {
      const cluster = startPod({ restartPolicy });
      cluster.clock.advance(SECOND);
      expect(cluster.pod.status?.phase).toBe('Succeeded');
      expect(cluster.container).toMatchObject({
        ready: false,
        restartCount: 0,
        state: { terminated: { exitCode: 0, reason: 'Completed' } },
      });
      expect(conditionOf(cluster.pod, 'Ready')).toMatchObject({
        status: 'False',
        reason: 'PodCompleted',
      });
      cluster.clock.advance(10 * MINUTE);
      expect(cluster.container.restartCount).toBe(0);
    },
  );

  const startJob = (restartPolicy: string) => {
    const cluster = new FaultCluster();
    cluster.inject('job-failed');
    const job = cluster.store.create(JOBS, {
      metadata: {
        name: 'shop-before-deploy',
        namespace: 'acme',
        labels: { 'mctl.ai/service': 'shop' },
      },
      spec: {
        template: { spec: { containers: [{ name: 'main', image: 'a:1' }] } },
      },
    });
    cluster.store.create(PODS, {
      metadata: {
        name: 'shop-before-deploy-x',
        namespace: 'acme',
        ownerReferences: [
          {
            apiVersion: 'batch/v1',
            kind: 'Job',
            name: job.metadata.name,
            uid: job.metadata.uid,
            controller: true,
          },
        ],
      },
      spec: {
        restartPolicy,
        containers: [{ name: 'main', image: 'acme/shop:1.4.0' }],
      },
    });
    cluster.clock.advance(3 * SECOND);
    return cluster;
  };

  it('Never: a pod of a job that job-failed has failed', () => {
    const cluster = startJob('Never');
    expect(cluster.pod.status?.phase).toBe('Failed');
    expect(cluster.container).toMatchObject({
      restartCount: 0,
      state: { terminated: { exitCode: 1, reason: 'Error' } },
    });
  });

  it('OnFailure: a container that failed is started again', () => {
    const cluster = startJob('OnFailure');
    expect(cluster.pod.status?.phase).toBe('Running');
    expect(cluster.container.restartCount).toBe(1);
    cluster.faults.clear('acme', 'shop');
    cluster.clock.advance(2 * SECOND);
    expect(cluster.pod.status?.phase).toBe('Succeeded');
  });

  it('job-failed leaves the service itself alone', () => {
    const cluster = new FaultCluster();
    cluster.inject('job-failed');
    cluster.release('1.4.0');
    cluster.clock.advance(MINUTE);
    expect(cluster.container).toMatchObject({ ready: true, restartCount: 0 });
  });

  it('a failing init container of a pod that never restarts fails it', () => {
    const cluster = new FaultCluster();
    cluster.inject('image-arch');
    cluster.release('1.4.0', {
      pod: { initContainers: [{ name: 'migrate', image: 'acme/shop:1.4.0' }] },
    });
    cluster.clock.advance(2 * SECOND);
    const { status } = cluster.pod;
    expect(status?.phase).toBe('Pending');
    expect(
      status?.initContainerStatuses?.[0].lastState.terminated,
    ).toMatchObject({ exitCode: 255 });
    expect(cluster.container.state.waiting?.reason).toBe('PodInitializing');
  });

  // pkg/kubelet: backOff is reset when a container ran for ten minutes.
  it('forget the back-off after ten minutes of running', () => {
    const cluster = new FaultCluster();
    cluster.release('1.4.0');
    const crash = () => {
      cluster.inject('crash-loop');
      cluster.clock.advance(SECOND);
      cluster.faults.clear('acme', 'shop');
      cluster.clock.advance(SECOND);
    };
    crash();
    const crashed = cluster.container.restartCount;
    expect(crashed).toBeGreaterThan(0);
    cluster.clock.advance(11 * MINUTE);
    cluster.inject('crash-loop');
    // At once, without back-off, as after the first of all.
    cluster.clock.advance(300);
    expect(cluster.container.restartCount).toBe(crashed + 1);
    expect(cluster.container.state.running).toBeDefined();
  });
});

describe('references', () => {
  const env = (valueFrom: object) => ({
    containers: [
      {
        name: 'main',
        image: 'acme/tool:1.0.0',
        env: [{ name: 'A', valueFrom }],
      },
    ],
  });
  const error = (cluster: FaultCluster) => cluster.container.state.waiting;

  it.each([
    [
      { configMapKeyRef: { name: 'app', key: 'a' } },
      'configmap "app" not found',
    ],
    [{ secretKeyRef: { name: 'app', key: 'a' } }, 'secret "app" not found'],
  ])('%j without the object', (valueFrom, message) => {
    const cluster = startPod(env(valueFrom));
    expect(error(cluster)).toEqual({
      reason: 'CreateContainerConfigError',
      message,
    });
    expect(cluster.messages('Failed')).toEqual([`Error: ${message}`]);
  });

  it.each(['configMapRef', 'secretRef'])('%s without the object', kind => {
    const cluster = startPod({
      containers: [
        {
          name: 'main',
          image: 'acme/tool:1.0.0',
          envFrom: [{ [kind]: { name: 'app' } }],
        },
      ],
    });
    expect(error(cluster)?.message).toMatch(
      /^(configmap|secret) "app" not found$/,
    );
  });

  it('goes on as soon as the key is there', () => {
    const cluster = startPod(env({ secretKeyRef: { name: 'app', key: 'a' } }));
    cluster.store.create(SECRETS, {
      metadata: { name: 'app', namespace: 'acme' },
      data: { b: 'eA==' },
    });
    cluster.clock.advance(100);
    expect(error(cluster)?.message).toBe(
      `couldn't find key a in Secret acme/app`,
    );
    cluster.store.modify(SECRETS, 'acme', 'app', draft => {
      draft.data = { a: 'eA==' };
    });
    cluster.clock.advance(SECOND);
    expect(cluster.container.ready).toBe(true);
  });

  it('does without what is optional', () => {
    const cluster = startPod(
      env({ configMapKeyRef: { name: 'app', key: 'a', optional: true } }),
    );
    expect(cluster.container.ready).toBe(true);
  });

  // pkg/volume/configmap and pkg/volume/util/operationexecutor.
  it.each([
    [
      { configMap: { name: 'app' } },
      'MountVolume.SetUp failed for volume "v" : configmap "app" not found',
    ],
    [
      { secret: { secretName: 'app' } },
      'MountVolume.SetUp failed for volume "v" : secret "app" not found',
    ],
    [
      { persistentVolumeClaim: { claimName: 'data' } },
      'Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed to process volumes=[v]: error processing PVC acme/data: failed to fetch PVC from API server: persistentvolumeclaims "data" not found',
    ],
  ])('a volume of %j that is missing', (volume, message) => {
    const cluster = startPod({ volumes: [{ name: 'v', ...volume }] });
    expect(cluster.messages('FailedMount')).toEqual([message]);
    expect(error(cluster)?.reason).toBe('ContainerCreating');
  });

  it('a volume of a key that is missing', () => {
    const cluster = new FaultCluster();
    cluster.store.create(CONFIG_MAPS, {
      metadata: { name: 'app', namespace: 'acme' },
      data: { a: '1' },
    });
    cluster.release('1.4.0', {
      pod: {
        volumes: [
          {
            name: 'v',
            configMap: { name: 'app', items: [{ key: 'b', path: 'b' }] },
          },
        ],
      },
    });
    expect(cluster.messages('FailedMount')).toEqual([
      'MountVolume.SetUp failed for volume "v" : references non-existent config key: b',
    ]);
  });

  it('waits without a word until its claim is bound', () => {
    const cluster = startPod({
      volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }],
    });
    cluster.store.create(CLAIMS, {
      metadata: { name: 'data', namespace: 'acme' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
      },
    });
    cluster.clock.advance(MINUTE);
    expect(error(cluster)?.reason).toBe('ContainerCreating');
    cluster.store.modify(CLAIMS, 'acme', 'data', draft => {
      draft.status = { phase: 'Bound' };
    });
    cluster.clock.advance(SECOND);
    expect(cluster.container.ready).toBe(true);
    expect(cluster.told('FailedMount')).toHaveLength(1);
  });
});

describe('probes', () => {
  const withProbes = (probes: object) => {
    const cluster = new FaultCluster();
    cluster.release('1.4.0', { container: probes });
    return cluster;
  };

  it.each([
    [{ tcpSocket: { port: 8080 } }, true],
    [{ tcpSocket: { port: 'http' } }, true],
    [{ httpGet: { path: '/any', port: 8080 } }, true],
    [{ exec: { command: ['true'] } }, true],
    [{ grpc: { port: 8080 } }, true],
    [{ tcpSocket: { port: 9090 } }, false],
    [{ httpGet: { port: 'web' } }, false],
    [{ grpc: { port: 9090 } }, false],
  ])('a readiness probe of %j says %p', (readinessProbe, ready) => {
    expect(withProbes({ readinessProbe }).container.ready).toBe(ready);
  });

  it.each([
    [
      { tcpSocket: { port: 9090 } },
      /^Readiness probe failed: dial tcp [\d.]+:9090: connect: connection refused$/,
    ],
    [
      { httpGet: { path: '/ready', port: 9090, scheme: 'HTTPS' } },
      /^Readiness probe failed: Get "https:\/\/[\d.]+:9090\/ready": dial tcp [\d.]+:9090: connect: connection refused$/,
    ],
    [
      { httpGet: { port: 'web' } },
      /^Readiness probe failed: strconv.Atoi: parsing "web": invalid syntax$/,
    ],
    [
      { grpc: { port: 9090 } },
      /^Readiness probe failed: timeout: failed to connect service "[\d.]+:9090" within 1s: context deadline exceeded$/,
    ],
  ])('a readiness probe of %j that fails says so', (readinessProbe, words) => {
    const cluster = withProbes({ readinessProbe });
    cluster.clock.advance(30 * SECOND);
    const [event] = cluster.told('Unhealthy');
    expect(event.message).toMatch(words);
    expect(event.count).toBe(4);
    expect(cluster.container).toMatchObject({ ready: false, restartCount: 0 });
  });

  it('a liveness probe of a port that nothing listens on restarts', () => {
    const cluster = withProbes({
      livenessProbe: {
        tcpSocket: { port: 9090 },
        periodSeconds: 2,
        failureThreshold: 2,
      },
    });
    cluster.clock.advance(3 * SECOND);
    expect(cluster.container.restartCount).toBe(1);
    cluster.clock.advance(4 * SECOND);
    expect(cluster.container.state.waiting?.reason).toBe('CrashLoopBackOff');
  });

  it('waits for the initial delay', () => {
    const cluster = withProbes({
      readinessProbe: { tcpSocket: { port: 8080 }, initialDelaySeconds: 20 },
    });
    cluster.clock.advance(18 * SECOND);
    expect(cluster.container.ready).toBe(false);
    cluster.clock.advance(3 * SECOND);
    expect(cluster.container.ready).toBe(true);
  });

  it('asks a healthy container no more, as every answer is the same', () => {
    const cluster = withProbes({
      readinessProbe: { tcpSocket: { port: 8080 } },
      livenessProbe: { tcpSocket: { port: 8080 } },
    });
    const { resourceVersion } = cluster.store;
    cluster.clock.advance(60 * MINUTE);
    expect(cluster.container).toMatchObject({ ready: true, restartCount: 0 });
    expect(cluster.store.resourceVersion).toBe(resourceVersion);
  });

  it('reads PORT as a port that is listened on', () => {
    const cluster = withProbes({
      ports: [],
      env: [{ name: 'PORT', value: '9090' }],
      readinessProbe: { tcpSocket: { port: 9090 } },
    });
    expect(cluster.container.ready).toBe(true);
  });
});

describe('the end of a pod', () => {
  it('tells of each container that is stopped, once', () => {
    const cluster = startPod({});
    cluster.store.delete(PODS, 'acme', 'one');
    cluster.clock.advance(100);
    expect(cluster.told('Killing')).toEqual([
      expect.objectContaining({ message: 'Stopping container main', count: 1 }),
    ]);
    cluster.clock.advance(SECOND);
    expect(cluster.store.list(PODS)).toEqual([]);
  });
});
