import fc from 'fast-check';
import type { Pod } from '../../store/objects';
import type { MetricSpec } from '../../store/scalingObjects';
import { podOf } from '../scheduling/__testUtils__/nodes';
import { type Measured, measureMetric } from './measureMetric';

interface Load {
  /** In thousandths of a core. */
  request: number;
  /** In thousandths of a core; undefined when there are no metrics. */
  used?: number;
  ready?: boolean;
}

const cpu = (target: object): MetricSpec =>
  ({
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', ...target } },
  }) as MetricSpec;

/** Measures pods with a main container and a proxy that is idle. */
function measure(
  metric: MetricSpec,
  loads: readonly Load[],
  isBlind?: (pod: Pod) => boolean,
): Measured {
  const pods = loads.map(({ request, ready = true }, index): Pod => ({
    ...podOf({
      name: `p${index}`,
      spec: {
        containers: ['main', 'proxy'].map(name => ({
          name,
          image: 'a:1',
          resources: {
            requests: { cpu: `${request}m`, memory: '1Mi' },
          },
        })),
      },
    }),
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  }));
  return measureMetric({
    metric,
    pods,
    current: pods.length,
    isBlind,
    usage: {
      usageOf: pod => {
        const { used } = loads[Number(pod.metadata.name.slice(1))];
        return used === undefined
          ? undefined
          : [
              {
                container: 'main',
                cpuCores: used / 1000,
                memoryBytes: 2 ** 20,
              },
              { container: 'proxy', cpuCores: 0, memoryBytes: 2 ** 19 },
            ];
      },
    },
  });
}

describe('measureMetric', () => {
  it('measures a share of what all containers request', () => {
    expect(
      measure(cpu({ averageUtilization: 50 }), [
        { request: 100, used: 200 },
        { request: 100, used: 200 },
      ]),
    ).toEqual({
      replicas: 4,
      name: 'cpu resource utilization (percentage of request)',
      status: {
        type: 'Resource',
        resource: {
          name: 'cpu',
          current: { averageValue: '200m', averageUtilization: 100 },
        },
      },
    });
  });

  it('measures one container, when one is named', () => {
    const metric: MetricSpec = {
      type: 'ContainerResource',
      containerResource: {
        name: 'cpu',
        container: 'main',
        target: { type: 'Utilization', averageUtilization: 50 },
      },
    };
    expect(measure(metric, [{ request: 100, used: 100 }])).toMatchObject({
      replicas: 2,
      status: { resource: { current: { averageUtilization: 100 } } },
    });
  });

  it('measures memory in bytes', () => {
    const metric: MetricSpec = {
      type: 'Resource',
      resource: {
        name: 'memory',
        target: { type: 'AverageValue', averageValue: '512Ki' },
      },
    };
    expect(measure(metric, [{ request: 0, used: 0 }])).toMatchObject({
      replicas: 3,
      name: 'memory resource',
      status: { resource: { current: { averageValue: '1536Ki' } } },
    });
  });

  it('shows of the pods that count only', () => {
    const measured = measure(cpu({ averageUtilization: 100 }), [
      { request: 100, used: 100 },
      { request: 100, used: 900, ready: false },
      { request: 100 },
    ]);
    expect(measured).toMatchObject({
      status: {
        resource: { current: { averageValue: '100m', averageUtilization: 50 } },
      },
    });
  });

  it.each<[string, MetricSpec, Load[], object]>([
    [
      'no pod has metrics',
      cpu({ averageUtilization: 50 }),
      [{ request: 100 }],
      {
        reason: 'FailedGetResourceMetric',
        fault:
          'failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API',
      },
    ],
    [
      'there is no pod',
      cpu({ averageValue: '1' }),
      [],
      {
        reason: 'FailedGetResourceMetric',
        fault:
          'failed to get cpu resource metric value: unable to get metrics for resource cpu: no metrics returned from resource metrics API',
      },
    ],
    [
      'no pod is ready',
      cpu({ averageUtilization: 50 }),
      [{ request: 100, used: 1, ready: false }],
      {
        reason: 'FailedGetResourceMetric',
        fault:
          'failed to get cpu utilization: did not receive metrics for targeted pods (pods might be unready)',
      },
    ],
    [
      'it is of a kind that is not measured',
      { type: 'External' } as MetricSpec,
      [{ request: 100, used: 1 }],
      {
        reason: 'FailedGetExternalMetric',
        fault:
          'unable to get external metric: the sandbox measures resources only',
      },
    ],
  ])('says why it says nothing when %s', (_, metric, loads, expected) => {
    expect(measure(metric, loads)).toEqual(expected);
  });

  it('misses requests that it does not see', () => {
    expect(
      measure(
        cpu({ averageUtilization: 50 }),
        [
          { request: 100, used: 1 },
          { request: 100, used: 1 },
        ],
        pod => pod.metadata.name === 'p1',
      ),
    ).toMatchObject({
      fault:
        'failed to get cpu utilization: missing request for cpu in container main of Pod p1',
    });
  });

  it('asks for what the documented formula asks for when all pods are ready', () => {
    // desiredReplicas = ceil(currentReplicas * currentValue / desiredValue)
    const load = fc.integer({ min: 0, max: 2000 });
    fc.assert(
      fc.property(
        fc.array(load, { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 100 }),
        (used, share) => {
          const measured = measure(
            cpu({ averageUtilization: share }),
            used.map(each => ({ request: 500, used: each })),
          );
          const total = used.reduce((sum, each) => sum + each, 0);
          // Both containers request; in hundredths, so that it is exact.
          const wanted = used.length * 1000 * share;
          const settled = Math.abs(total * 100 - wanted) * 10 <= wanted;
          const exact = Math.ceil((total * 100) / (1000 * share));
          expect(measured).toMatchObject({
            replicas: settled ? used.length : exact,
          });
        },
      ),
    );
  });
});
