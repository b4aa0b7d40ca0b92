import { mockServices } from '@backstage/backend-test-utils';
import {
  AUTOSCALERS,
  CLAIMS,
  INGRESSES,
  JOBS,
  QUOTAS,
  SERVICES,
} from '../store/resources';
import { FaultCluster } from '../faults/__testUtils__/FaultCluster';
import { ClusterMetrics } from './ClusterMetrics';
import { exposition } from './exposition';
import { MetricsCollector } from './MetricsCollector';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const CONTAINER = {
  resources: {
    requests: { cpu: '100m', memory: '128Mi' },
    limits: { cpu: '500m', memory: '256Mi' },
  },
};

function start(options: Parameters<FaultCluster['release']>[1] = {}) {
  const cluster = new FaultCluster();
  const metrics = ClusterMetrics.create({
    ...cluster,
    logger: mockServices.logger.mock(),
  });
  const collector = MetricsCollector.create({
    store: cluster.store,
    clock: cluster.clock,
    usage: metrics.usage,
    requests: () => metrics.requests.totals(),
  });
  cluster.store.create(SERVICES, {
    metadata: { name: 'shop', namespace: 'acme' },
    spec: { selector: { app: 'shop' }, ports: [{ port: 80 }] },
  });
  cluster.store.create(INGRESSES, {
    metadata: { name: 'shop', namespace: 'acme' },
    spec: {
      rules: [
        {
          host: 'shop--acme.localhost',
          http: { paths: [{ backend: { service: { name: 'shop' } } }] },
        },
      ],
    },
  });
  cluster.release('1.4.0', { container: CONTAINER, ...options });
  /** Values of a name, by the labels that matter. */
  const read = (name: string, labels: Record<string, string> = {}) =>
    (collector.collect().find(family => family.name === name)?.samples ?? [])
      .filter(sample =>
        Object.entries(labels).every(
          ([label, value]) => sample.labels[label] === value,
        ),
      )
      .map(({ value }) => value);
  return { cluster, metrics, collector, read };
}

describe('states of pods, as kube-state-metrics has them', () => {
  it.each([
    ['kube_pod_status_phase', { phase: 'Running' }, [1]],
    ['kube_pod_status_phase', { phase: 'Pending' }, [0]],
    ['kube_pod_status_ready', { condition: 'true' }, [1]],
    ['kube_pod_container_status_ready', { container: 'shop' }, [1]],
    ['kube_pod_container_status_restarts_total', {}, [0]],
    [
      'kube_pod_container_resource_requests',
      { resource: 'cpu', unit: 'core' },
      [0.1],
    ],
    [
      'kube_pod_container_resource_limits',
      { resource: 'memory', unit: 'byte' },
      [256 * 2 ** 20],
    ],
    ['kube_deployment_spec_replicas', { deployment: 'shop' }, [1]],
    ['kube_deployment_status_replicas_available', {}, [1]],
    [
      'kube_deployment_status_condition',
      { condition: 'Available', status: 'true' },
      [1],
    ],
  ])('%s %j', (name, labels, values) => {
    expect(start().read(name, labels)).toEqual(values);
  });

  it('say why containers wait and how they ended', () => {
    const { cluster, read } = start();
    cluster.inject('crash-loop');
    cluster.clock.advance(20 * SECOND);
    expect(
      read('kube_pod_container_status_waiting_reason', {
        reason: 'CrashLoopBackOff',
      }),
    ).toEqual([1]);
    expect(
      read('kube_pod_container_status_last_terminated_reason', {
        reason: 'Error',
      }),
    ).toEqual([1]);
    expect(read('kube_pod_container_status_last_terminated_exitcode')).toEqual([
      1,
    ]);
    expect(read('kube_pod_container_status_restarts_total')[0]).toBeGreaterThan(
      0,
    );
  });

  it('say which pods no node takes', () => {
    const { cluster, read } = start();
    cluster.inject('unschedulable');
    cluster.release('1.5.0');
    expect(read('kube_pod_status_unschedulable')).toEqual([1]);
  });
});

describe('states of everything else', () => {
  it('autoscalers, jobs, claims and quotas', () => {
    const { cluster, read } = start();
    const { store } = cluster;
    const metadata = { name: 'shop', namespace: 'acme' };
    store.create(AUTOSCALERS, {
      metadata,
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'shop' },
        maxReplicas: 5,
      },
    });
    store.modify(AUTOSCALERS, 'acme', 'shop', draft => {
      draft.status = {
        currentReplicas: 2,
        desiredReplicas: 3,
        conditions: [{ type: 'ScalingActive', status: 'False' }],
      };
    });
    store.create(JOBS, {
      metadata,
      spec: {
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [{ name: 'main', image: 'acme/shop:1' }],
          },
        },
      },
    });
    store.modify(JOBS, 'acme', 'shop', draft => {
      draft.status = {
        failed: 4,
        conditions: [
          { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' },
        ],
      };
    });
    store.create(CLAIMS, {
      metadata,
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '5Gi' } },
      },
    });
    store.create(QUOTAS, { metadata, spec: { hard: { pods: '30' } } });
    store.modify(QUOTAS, 'acme', 'shop', draft => {
      draft.status = { hard: { pods: '30' }, used: { pods: '1' } };
    });
    expect(read('kube_horizontalpodautoscaler_spec_min_replicas')).toEqual([1]);
    expect(read('kube_horizontalpodautoscaler_spec_max_replicas')).toEqual([5]);
    expect(
      read('kube_horizontalpodautoscaler_status_desired_replicas'),
    ).toEqual([3]);
    expect(
      read('kube_horizontalpodautoscaler_status_condition', {
        condition: 'ScalingActive',
        status: 'false',
      }),
    ).toEqual([1]);
    expect(
      read('kube_job_status_failed', { reason: 'BackoffLimitExceeded' }),
    ).toEqual([4]);
    expect(
      read('kube_persistentvolumeclaim_resource_requests_storage_bytes'),
    ).toEqual([5 * 2 ** 30]);
    expect(
      read('kube_resourcequota', { resource: 'pods', type: 'used' }),
    ).toEqual([1]);
    expect(
      read('kube_resourcequota', { resource: 'pods', type: 'hard' }),
    ).toEqual([30]);
  });
});

describe('usage of containers, as cAdvisor has it', () => {
  it('CPU seconds grow by what is used', () => {
    const { cluster, metrics, read } = start();
    cluster.clock.advance(MINUTE);
    const [before] = read('container_cpu_usage_seconds_total');
    cluster.clock.advance(10 * SECOND);
    const [after] = read('container_cpu_usage_seconds_total');
    const [{ cpuCores }] = metrics.usage.running(cluster.pod);
    expect(after - before).toBeCloseTo(10 * cpuCores, 6);
    expect(before).toBeGreaterThan(0);
  });

  it('CPU seconds begin anew with another run of the container', () => {
    const { cluster, read } = start();
    cluster.clock.advance(10 * MINUTE);
    const [before] = read('container_cpu_usage_seconds_total');
    cluster.inject('crash-loop');
    cluster.clock.advance(SECOND);
    cluster.faults.clear('acme', 'shop');
    cluster.clock.advance(SECOND);
    const [after] = read('container_cpu_usage_seconds_total');
    expect(after).toBeLessThan(before / 10);
  });

  it('leak: the working set grows to the limit, and starts over', () => {
    const { cluster, read } = start();
    cluster.inject('leak');
    const seen = Array.from({ length: 12 }, () => {
      cluster.clock.advance(10 * SECOND);
      return read('container_memory_working_set_bytes')[0];
    });
    expect(Math.max(...seen)).toBeGreaterThan(240 * 2 ** 20);
    expect(Math.max(...seen)).toBeLessThanOrEqual(256 * 2 ** 20);
    expect(seen.at(-1)).toBeLessThan(120 * 2 ** 20);
  });

  it('cpu-throttle: most periods, and answers that take long', () => {
    const { cluster, read } = start();
    const periods = () => [
      ...read('container_cpu_cfs_periods_total'),
      ...read('container_cpu_cfs_throttled_periods_total'),
    ];
    cluster.clock.advance(MINUTE);
    const [healthyPeriods, healthyThrottled] = periods();
    expect(healthyThrottled).toBe(0);
    cluster.inject('cpu-throttle');
    cluster.clock.advance(MINUTE);
    const [all, throttled] = periods();
    expect(throttled / (all - healthyPeriods)).toBeCloseTo(0.92, 2);
    expect(
      read('container_cpu_cfs_throttled_seconds_total')[0],
    ).toBeGreaterThan(30);
    const mean = () =>
      read('nginx_ingress_controller_request_duration_seconds_sum')[0] /
      read('nginx_ingress_controller_request_duration_seconds_count')[0];
    expect(mean()).toBeGreaterThan(1);
  });

  it('disk-full: the volume has nothing left', () => {
    const volumes = [
      { name: 'data', persistentVolumeClaim: { claimName: 'shop-data' } },
    ];
    const { cluster, read } = start();
    cluster.store.create(CLAIMS, {
      metadata: { name: 'shop-data', namespace: 'acme' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
      },
    });
    cluster.store.modify(CLAIMS, 'acme', 'shop-data', draft => {
      draft.status = { phase: 'Bound', capacity: { storage: '1Gi' } };
    });
    cluster.release('1.4.0', { container: CONTAINER, pod: { volumes } });
    cluster.clock.advance(SECOND);
    const of = (what: string) =>
      read(`kubelet_volume_stats_${what}_bytes`, {
        persistentvolumeclaim: 'shop-data',
      })[0];
    expect(of('available')).toBeGreaterThan(0.4 * 2 ** 30);
    expect(of('used') + of('available')).toBe(2 ** 30);
    cluster.inject('disk-full');
    expect(of('available')).toBe(0);
    expect(of('capacity')).toBe(2 ** 30);
  });
});

describe('requests, as ingress-nginx counts them', () => {
  const requests = (status: string) => ({
    status,
    host: 'shop--acme.localhost',
  });

  it('grow while the service is well', () => {
    const { cluster, read } = start();
    cluster.clock.advance(10 * MINUTE);
    const [count] = read('nginx_ingress_controller_requests', requests('200'));
    expect(count).toBeGreaterThan(500);
    expect(read('nginx_ingress_controller_requests', requests('502'))).toEqual(
      [],
    );
  });

  it('fail while a dependency is down, and while no pod is ready', () => {
    const { cluster, read } = start();
    cluster.inject('dependency-down', { target: 'database' });
    cluster.clock.advance(MINUTE);
    const [failed] = read('nginx_ingress_controller_requests', requests('502'));
    expect(failed).toBeGreaterThan(50);
    cluster.inject('crash-loop');
    cluster.clock.advance(5 * SECOND);
    read('nginx_ingress_controller_requests');
    cluster.clock.advance(10 * SECOND);
    expect(
      read('nginx_ingress_controller_requests', requests('503'))[0],
    ).toBeGreaterThan(10);
    expect(read('nginx_ingress_controller_requests', requests('502'))).toEqual([
      failed,
    ]);
  });

  it('have those that were really made on top', () => {
    const { cluster, metrics, read } = start();
    const real = (method: string) =>
      metrics.requests.record({
        namespace: 'acme',
        ingress: 'shop',
        service: 'shop',
        host: 'shop--acme.localhost',
        method,
        status: 201,
        latencyMs: 20,
      });
    for (let count = 0; count < 90; count += 1) {
      real('POST');
    }
    real('BREW');
    expect(
      read('nginx_ingress_controller_requests', {
        status: '201',
        method: 'POST',
      }),
    ).toEqual([90]);
    expect(
      read('nginx_ingress_controller_requests', { method: 'OTHER' }),
    ).toEqual([1]);
    expect(metrics.requests.rate('acme', 'shop')).toBeCloseTo(91 / 30, 5);
    cluster.clock.advance(MINUTE);
    expect(metrics.requests.rate('acme', 'shop')).toBe(0);
  });
});

describe('exposition', () => {
  it('writes the text format, with help and type of each name', async () => {
    const { collector } = start();
    const { body, contentType } = await exposition(collector.collect());
    expect(contentType).toContain('version=0.0.4');
    expect(body).toMatch(
      /# HELP kube_pod_status_phase The pods current phase\.\n# TYPE kube_pod_status_phase gauge\nkube_pod_status_phase\{namespace="acme",pod="shop-[^"]+",uid="[^"]+",phase="Pending"\} 0\n/,
    );
    expect(body).toContain(
      '# TYPE container_cpu_usage_seconds_total counter\n',
    );
  });

  it('keeps what is in labels from breaking out of them', async () => {
    const { body } = await exposition([
      {
        name: 'm',
        type: 'gauge',
        help: 'h',
        samples: [{ labels: { a: 'x"\\\n' }, value: 1 }],
      },
    ]);
    expect(body).toContain('m{a="x\\"\\\\\\n"} 1');
  });
});
