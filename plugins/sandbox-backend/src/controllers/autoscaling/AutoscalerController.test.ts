import { AUTOSCALERS, DEPLOYMENTS, PODS } from '../../store/resources';
import type { HorizontalPodAutoscaler } from '../../store/scalingObjects';
import {
  createPod,
  reportPod,
  startControllers,
} from '../__testUtils__/startControllers';
import { AutoscalerController } from './AutoscalerController';

const LABELS = { app: 'shop' };
const BLIND =
  'failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API';

function start(
  options: {
    spec?: Partial<HorizontalPodAutoscaler['spec']>;
    replicas?: number;
    requests?: Record<string, string>;
  } = {},
) {
  const { spec, replicas = 2, requests = { cpu: '100m' } } = options;
  let cores: number | undefined = 0.08;
  const cluster = startControllers(
    context => [
      new AutoscalerController({
        ...context,
        usage: {
          usageOf: () =>
            cores === undefined
              ? undefined
              : [{ container: 'main', cpuCores: cores, memoryBytes: 2 ** 20 }],
        },
      }),
    ],
    ({ store }) => {
      store.create(DEPLOYMENTS, {
        metadata: { name: 'shop', namespace: 'acme' },
        spec: {
          replicas,
          selector: { matchLabels: LABELS },
          template: {
            metadata: { labels: LABELS },
            spec: { containers: [{ name: 'main', image: 'acme/shop:1' }] },
          },
        },
      });
      store.create(AUTOSCALERS, {
        metadata: { name: 'shop', namespace: 'acme' },
        spec: {
          scaleTargetRef: {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: 'shop',
          },
          minReplicas: 1,
          maxReplicas: 5,
          metrics: [
            {
              type: 'Resource',
              resource: {
                name: 'cpu',
                target: { type: 'Utilization', averageUtilization: 80 },
              },
            },
          ],
          ...spec,
        },
      });
      for (let index = 0; index < 2; index += 1) {
        createPod(store, `p${index}`, {
          requests,
          metadata: { labels: LABELS },
        });
        reportPod(store, `p${index}`, 'Running');
      }
    },
  );
  const { store } = cluster;
  const status = () => store.get(AUTOSCALERS, 'acme', 'shop')?.status;
  return {
    ...cluster,
    use: (value: number | undefined) => {
      cores = value;
    },
    status,
    replicas: () => store.get(DEPLOYMENTS, 'acme', 'shop')?.spec.replicas,
    condition: (type: string) =>
      status()?.conditions?.find(each => each.type === type),
  };
}

describe('AutoscalerController', () => {
  it('leaves alone what is at its target, and says what it saw', () => {
    const { settle, status, condition, replicas, told } = start();
    settle();
    expect(replicas()).toBe(2);
    expect(status()).toMatchObject({
      currentReplicas: 2,
      desiredReplicas: 2,
      currentMetrics: [
        {
          type: 'Resource',
          resource: {
            name: 'cpu',
            current: { averageUtilization: 80, averageValue: '80m' },
          },
        },
      ],
    });
    expect(condition('AbleToScale')).toMatchObject({
      status: 'True',
      reason: 'ReadyForNewScale',
      message: 'recommended size matches current size',
    });
    expect(condition('ScalingActive')).toMatchObject({
      status: 'True',
      reason: 'ValidMetricFound',
      message:
        'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
    });
    expect(condition('ScalingLimited')).toMatchObject({
      status: 'False',
      reason: 'DesiredWithinRange',
      message: 'the desired count is within the acceptable range',
    });
    expect(told()).toEqual([]);
  });

  it('grows when the load does', () => {
    const { settle, use, replicas, condition, told, status } = start();
    use(0.16);
    settle();
    expect(replicas()).toBe(4);
    expect(told('shop')).toEqual([
      'SuccessfulRescale: New size: 4; reason: cpu resource utilization (percentage of request) above target',
    ]);
    expect(condition('AbleToScale')).toMatchObject({
      reason: 'SucceededRescale',
      message: 'the HPA controller was able to update the target scale to 4',
    });
    expect(status()?.lastScaleTime).toBe('2026-01-01T00:00:00Z');
  });

  it('stops at its bound, and says so', () => {
    const { settle, use, replicas, condition } = start();
    use(1);
    settle();
    expect(replicas()).toBe(5);
    expect(condition('ScalingLimited')).toMatchObject({
      status: 'True',
      reason: 'TooManyReplicas',
      message:
        'the desired replica count is more than the maximum replica count',
    });
  });

  it('shrinks after it has seen less for five minutes', () => {
    const { clock, settle, use, replicas, condition, told } = start();
    settle();
    use(0.01);
    clock.advance(60_000);
    expect(replicas()).toBe(2);
    expect(condition('AbleToScale')?.reason).toBe('ScaleDownStabilized');
    clock.advance(300_000);
    expect(replicas()).toBe(1);
    expect(told('shop')).toEqual([
      'SuccessfulRescale: New size: 1; reason: All metrics below target',
    ]);
  });

  it('says that it is blind without metrics, and does nothing', () => {
    const { settle, use, replicas, condition, told } = start();
    use(undefined);
    settle();
    expect(replicas()).toBe(2);
    expect(condition('ScalingActive')).toMatchObject({
      status: 'False',
      reason: 'FailedGetResourceMetric',
      message: `the HPA was unable to compute the replica count: ${BLIND}`,
    });
    expect(told('shop')).toEqual([
      `FailedGetResourceMetric: ${BLIND}`,
      `FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: ${BLIND}`,
    ]);
  });

  it('sees again when there are metrics', () => {
    const { clock, settle, use, condition } = start();
    use(undefined);
    settle();
    use(0.08);
    clock.advance(15_000);
    expect(condition('ScalingActive')?.status).toBe('True');
  });

  it('needs requests to measure by', () => {
    const { settle, condition } = start({ requests: {} });
    settle();
    expect(condition('ScalingActive')?.message).toMatch(
      /failed to get cpu utilization: missing request for cpu in container main of Pod p\d$/,
    );
  });

  it('measures by an amount as well', () => {
    const { settle, replicas, status } = start({
      requests: {},
      spec: {
        metrics: [
          {
            type: 'Resource',
            resource: {
              name: 'memory',
              target: { type: 'AverageValue', averageValue: '512Ki' },
            },
          },
        ],
      },
    });
    settle();
    expect(replicas()).toBe(4);
    expect(status()?.currentMetrics).toEqual([
      {
        type: 'Resource',
        resource: { name: 'memory', current: { averageValue: '1Mi' } },
      },
    ]);
  });

  it.each([
    [7, 5, 'above Spec.MaxReplicas'],
    [1, 2, 'below Spec.MinReplicas'],
  ])('brings %i replicas within its bounds', (replicas, expected, reason) => {
    const cluster = start({ replicas, spec: { minReplicas: 2 } });
    cluster.settle();
    expect(cluster.replicas()).toBe(expected);
    expect(cluster.told('shop')).toEqual([
      `SuccessfulRescale: New size: ${expected}; reason: Current number of replicas ${reason}`,
    ]);
  });

  it('is off while its target is switched off', () => {
    const { settle, replicas, condition } = start({ replicas: 0 });
    settle();
    expect(replicas()).toBe(0);
    expect(condition('ScalingActive')).toMatchObject({
      status: 'False',
      reason: 'ScalingDisabled',
      message:
        'scaling is disabled since the replica count of the target is zero',
    });
  });

  it('misses its target', () => {
    const { store, settle, condition, told } = start();
    store.remove(DEPLOYMENTS, 'acme', 'shop');
    settle();
    expect(condition('AbleToScale')).toMatchObject({
      status: 'False',
      reason: 'FailedGetScale',
      message:
        'the HPA controller was unable to get the target\'s current scale: deployments.apps "shop" not found',
    });
    expect(told('shop')).toEqual([
      'FailedGetScale: deployments.apps "shop" not found',
    ]);
  });

  it('does not count pods that are going away', () => {
    const { store, settle, use, replicas } = start({ replicas: 1 });
    store.remove(PODS, 'acme', 'p1');
    use(0.16);
    settle();
    expect(replicas()).toBe(2);
  });
});
