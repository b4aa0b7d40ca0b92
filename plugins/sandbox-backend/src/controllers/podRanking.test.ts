import fc from 'fast-check';
import type { Pod } from '../store/objects';
import { leastUsefulFirst } from './podRanking';

function pod(
  name: string,
  options: {
    node?: string;
    phase?: 'Pending' | 'Running';
    ready?: boolean;
    cost?: string;
    restarts?: number;
    created?: string;
  } = {},
): Pod {
  const { node = 'n', phase = 'Running', ready = true } = options;
  const { cost, restarts = 0, created = '2026-01-01T00:00:00Z' } = options;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      uid: name,
      resourceVersion: '1',
      creationTimestamp: created,
      ...(cost && {
        annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost },
      }),
    },
    spec: { containers: [], ...(node && { nodeName: node }) },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: [
        {
          name: 'c',
          image: 'i',
          imageID: '',
          ready,
          started: true,
          restartCount: restarts,
          state: {},
          lastState: {},
        },
      ],
    },
  };
}

function order(...pods: Pod[]): string[] {
  return leastUsefulFirst(pods).map(({ metadata }) => metadata.name);
}

describe('leastUsefulFirst', () => {
  it.each<[string, Pod, Pod]>([
    ['without a node', pod('last'), pod('first', { node: '' })],
    ['that is pending', pod('last'), pod('first', { phase: 'Pending' })],
    ['that is not ready', pod('last'), pod('first', { ready: false })],
    ['that costs less', pod('last', { cost: '5' }), pod('first')],
    ['that restarted more', pod('last'), pod('first', { restarts: 3 })],
    [
      'that is younger',
      pod('last'),
      pod('first', { created: '2026-01-02T00:00:00Z' }),
    ],
  ])('gives up a pod first %s', (_, last, first) => {
    expect(order(last, first)).toEqual(['first', 'last']);
    expect(order(first, last)).toEqual(['first', 'last']);
  });

  it('thins out the node that has the most', () => {
    expect(
      order(
        pod('a', { node: 'x' }),
        pod('b', { node: 'y' }),
        pod('c', { node: 'y' }),
      )[2],
    ).toBe('a');
  });

  it('looks at readiness before age', () => {
    const young = pod('young', { created: '2026-01-02T00:00:00Z' });
    expect(order(pod('ill', { ready: false }), young)).toEqual([
      'ill',
      'young',
    ]);
  });

  it('orders the same whatever comes first', () => {
    const pods = fc.uniqueArray(
      fc.record({
        node: fc.constantFrom('', 'x', 'y'),
        ready: fc.boolean(),
        restarts: fc.integer({ min: 0, max: 3 }),
        minute: fc.integer({ min: 10, max: 59 }),
      }),
      { selector: ({ minute }) => minute, maxLength: 10 },
    );
    fc.assert(
      fc.property(pods, records => {
        const made = records.map(({ minute, ...options }) =>
          pod(String(minute), {
            ...options,
            created: `2026-01-01T00:${minute}:00Z`,
          }),
        );
        expect(order(...[...made].reverse())).toEqual(order(...made));
      }),
    );
  });
});
