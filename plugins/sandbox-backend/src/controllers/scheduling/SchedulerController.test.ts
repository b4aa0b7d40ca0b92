import fc from 'fast-check';
import { seedNodes } from '../../seedNodes';
import { NODES, PODS } from '../../store/resources';
import {
  createPod,
  reportPod,
  startControllers,
} from '../__testUtils__/startControllers';
import { readAmounts } from './resourceAmounts';
import {
  SchedulerController,
  type SchedulerOptions,
} from './SchedulerController';

const POOL = { count: 3, cpu: '2', memory: '4Gi', pods: 5 };

function start(
  pool: Partial<typeof POOL> = {},
  options: Partial<SchedulerOptions> = {},
) {
  const cluster = startControllers(
    context => [new SchedulerController({ ...context, ...options })],
    ({ store }) => seedNodes(store, { ...POOL, ...pool }),
  );
  const { store } = cluster;
  return {
    ...cluster,
    pod: (name: string) => store.get(PODS, 'acme', name),
    nodeOf: (name: string) => store.get(PODS, 'acme', name)?.spec.nodeName,
    scheduled: (name: string) =>
      store
        .get(PODS, 'acme', name)
        ?.status?.conditions?.find(({ type }) => type === 'PodScheduled'),
  };
}

const cpu = (amount: string) => ({ requests: { cpu: amount } });
const important = (priority: number) => ({ spec: { priority } });

describe('SchedulerController', () => {
  it('puts a pod on a node and says so', () => {
    const { store, settle, nodeOf, scheduled, told } = start();
    createPod(store, 'shop', cpu('1'));
    settle();
    expect(nodeOf('shop')).toBe('sandbox-1');
    expect(scheduled('shop')).toMatchObject({
      status: 'True',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    });
    expect(told()).toEqual([
      'Scheduled: Successfully assigned acme/shop to sandbox-1',
    ]);
  });

  it('spreads pods where the most is left', () => {
    const { store, settle, nodeOf } = start();
    ['a', 'b', 'c'].forEach(name => createPod(store, name, cpu('1')));
    settle();
    expect(['a', 'b', 'c'].map(nodeOf)).toEqual([
      'sandbox-1',
      'sandbox-2',
      'sandbox-3',
    ]);
  });

  it('keeps the pods of one owner apart before it looks at what is left', () => {
    const { store, settle, nodeOf } = start({ count: 2 });
    const owner = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      name: 'shop',
      uid: 'u',
      controller: true,
    };
    const metadata = { ownerReferences: [owner] };
    createPod(store, 'a', { metadata });
    settle();
    createPod(store, 'big', {
      ...cpu('1500m'),
      spec: { nodeSelector: { 'kubernetes.io/hostname': 'sandbox-2' } },
    });
    settle();
    createPod(store, 'b', { ...cpu('100m'), metadata });
    settle();
    expect([nodeOf('a'), nodeOf('b')]).toEqual(['sandbox-1', 'sandbox-2']);
  });

  // The messages are those of FitError and of the preemption plugin in
  // kubernetes/pkg/scheduler/framework (1.32).
  it.each([
    [
      'cpu',
      { requests: { cpu: '3' } },
      '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    ],
    [
      'cpu and memory',
      { requests: { cpu: '3', memory: '5Gi' } },
      '0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    ],
    [
      'a resource that no node has',
      { requests: { 'nvidia.com/gpu': '1' } },
      '0/3 nodes are available: 3 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    ],
    [
      'labels',
      { spec: { nodeSelector: { disk: 'ssd' } } },
      "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    ],
    [
      'cpu, for a pod that preempts nobody',
      {
        requests: { cpu: '3' },
        spec: { preemptionPolicy: 'Never' as const },
      },
      '0/3 nodes are available: 3 Insufficient cpu.',
    ],
  ])('says that no node has the %s', (_, options, message) => {
    const { store, settle, told, nodeOf, scheduled } = start();
    createPod(store, 'shop', options);
    settle();
    expect(nodeOf('shop')).toBeUndefined();
    expect(told()).toEqual([`FailedScheduling: ${message}`]);
    expect(scheduled('shop')).toMatchObject({
      status: 'False',
      reason: 'Unschedulable',
      message,
    });
  });

  it('says that full nodes take no more, with nobody to preempt', () => {
    const { store, settle, scheduled } = start({ count: 1, pods: 1 });
    createPod(store, 'a');
    settle();
    createPod(store, 'b');
    settle();
    expect(scheduled('b')?.message).toBe(
      '0/1 nodes are available: 1 Too many pods. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    );
  });

  it('says each reason with the number of nodes that give it', () => {
    const { store, settle, scheduled } = start();
    store.modify(NODES, undefined, 'sandbox-1', draft => {
      draft.spec.unschedulable = true;
    });
    store.modify(NODES, undefined, 'sandbox-2', draft => {
      draft.spec.taints = [
        { key: 'dedicated', value: 'db', effect: 'NoSchedule' },
      ];
    });
    createPod(store, 'shop', cpu('3'));
    settle();
    expect(scheduled('shop')?.message).toBe(
      '0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {dedicated: db}, 1 node(s) were unschedulable. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    );
  });

  it.each([
    [{ key: 'dedicated', operator: 'Exists' as const }, true],
    [{ key: 'dedicated', value: 'db' }, true],
    [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }, true],
    [{ operator: 'Exists' as const }, true],
    [{ key: 'dedicated', value: 'web' }, false],
    [{ key: 'other', operator: 'Exists' as const }, false],
    [{ key: 'dedicated', value: 'db', effect: 'NoExecute' }, false],
  ])('lets %j onto a tainted node: %s', (toleration, allowed) => {
    const { store, settle, nodeOf } = start({ count: 1 });
    store.modify(NODES, undefined, 'sandbox-1', draft => {
      draft.spec.taints = [
        { key: 'dedicated', value: 'db', effect: 'NoSchedule' },
      ];
    });
    createPod(store, 'shop', { spec: { tolerations: [toleration] } });
    settle();
    expect(nodeOf('shop')).toBe(allowed ? 'sandbox-1' : undefined);
  });

  it('has no node at all', () => {
    const { store, settle, scheduled } = start({ count: 0 });
    createPod(store, 'shop');
    settle();
    expect(scheduled('shop')?.message).toBe(
      'no nodes available to schedule pods',
    );
  });

  it.each<[string, (name: string, c: ReturnType<typeof start>) => void]>([
    ['is deleted', (name, { store }) => store.remove(PODS, 'acme', name)],
    ['has ended', (name, { store }) => reportPod(store, name, 'Succeeded')],
  ])('tries a pod again when another %s', (_, leave) => {
    const cluster = start({ count: 1 });
    const { store, settle, nodeOf } = cluster;
    createPod(store, 'a', cpu('2'));
    settle();
    createPod(store, 'b', cpu('1'));
    settle();
    expect(nodeOf('b')).toBeUndefined();
    leave('a', cluster);
    settle();
    expect(nodeOf('b')).toBe('sandbox-1');
  });

  it('tries pods again when a node comes, the important ones first', () => {
    const { store, settle, nodeOf } = start({ count: 0 });
    createPod(store, 'a', cpu('2'));
    createPod(store, 'b', { ...cpu('2'), ...important(10) });
    settle();
    seedNodes(store, { ...POOL, count: 1 });
    settle();
    expect([nodeOf('a'), nodeOf('b')]).toEqual([undefined, 'sandbox-1']);
  });

  it('leaves pods alone that are going away or have a node', () => {
    const { store, settle, nodeOf, told } = start();
    createPod(store, 'bound', { spec: { nodeName: 'elsewhere' } });
    createPod(store, 'going', { metadata: { finalizers: ['x'] } });
    store.delete(PODS, 'acme', 'going');
    settle();
    expect(nodeOf('bound')).toBe('elsewhere');
    expect(nodeOf('going')).toBeUndefined();
    expect(told()).toEqual([]);
  });

  it('waits for what holds a pod, and says what', () => {
    let hold: string | undefined = 'persistentvolumeclaim "data" not found';
    const assigned: string[] = [];
    const { store, settle, nodeOf, scheduled } = start(
      {},
      {
        holds: [() => hold],
        onAssign: (pod, node) => assigned.push(`${pod.metadata.name} ${node}`),
      },
    );
    createPod(store, 'shop');
    settle();
    expect(scheduled('shop')?.message).toBe(
      '0/3 nodes are available: persistentvolumeclaim "data" not found. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    );
    hold = undefined;
    store.modify(NODES, undefined, 'sandbox-1', draft => {
      draft.metadata.labels = { changed: 'yes' };
    });
    settle();
    expect(nodeOf('shop')).toBe('sandbox-1');
    expect(assigned).toEqual(['shop sandbox-1']);
  });

  it('never puts more on a node than it has', () => {
    const amount = fc.integer({ min: 1, max: 2500 });
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ cpu: amount, priority: fc.integer({ min: 0, max: 2 }) }),
          { maxLength: 20 },
        ),
        pods => {
          const { store, settle } = start({ pods: 4 });
          pods.forEach(({ cpu: milli, priority }, index) => {
            createPod(store, `p${index}`, {
              requests: { cpu: `${milli}m` },
              spec: { priority },
            });
            settle();
          });
          for (const node of store.list(NODES)) {
            const there = store
              .list(PODS)
              .filter(({ spec }) => spec.nodeName === node.metadata.name);
            const asked = there
              .map(
                ({ spec }) =>
                  readAmounts(spec.containers[0].resources?.requests).cpu,
              )
              .reduce((sum, value) => sum + value, 0);
            expect(asked).toBeLessThanOrEqual(2000);
            expect(there.length).toBeLessThanOrEqual(4);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('preemption', () => {
  it('makes room for a pod of a higher priority', () => {
    const { store, settle, nodeOf, pod, told } = start({ count: 1 });
    createPod(store, 'low', cpu('2'));
    settle();
    const high = createPod(store, 'high', { ...cpu('1'), ...important(100) });
    settle();
    expect(pod('high')?.status?.nominatedNodeName).toBe('sandbox-1');
    expect(pod('low')).toMatchObject({
      metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' },
      status: {
        conditions: expect.arrayContaining([
          expect.objectContaining({
            type: 'DisruptionTarget',
            status: 'True',
            reason: 'PreemptionByScheduler',
            message:
              'default-scheduler: preempting to accommodate a higher priority pod',
          }),
        ]),
      },
    });
    expect(told('low')).toContain(
      `Preempted: Preempted by pod ${high.metadata.uid} on node sandbox-1`,
    );
    expect(told('high')).toEqual([
      'FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu.',
    ]);
    // As the kubelet does when the containers have stopped.
    store.remove(PODS, 'acme', 'low');
    settle();
    expect(nodeOf('high')).toBe('sandbox-1');
    expect(pod('high')?.status).not.toHaveProperty('nominatedNodeName');
  });

  it('evicts no more than it must, and the least important', () => {
    const { store, settle, pod } = start({ count: 1 });
    createPod(store, 'five', { ...cpu('1'), ...important(5) });
    createPod(store, 'one', { ...cpu('1'), ...important(1) });
    settle();
    createPod(store, 'high', { ...cpu('1'), ...important(100) });
    settle();
    expect(pod('one')?.metadata.deletionTimestamp).toBeDefined();
    expect(pod('five')?.metadata.deletionTimestamp).toBeUndefined();
  });

  it('takes the node whose victims matter least', () => {
    const { store, settle, pod } = start({ count: 2 });
    createPod(store, 'five', { ...cpu('2'), ...important(5) });
    createPod(store, 'one', { ...cpu('2'), ...important(1) });
    settle();
    createPod(store, 'high', { ...cpu('1'), ...important(100) });
    settle();
    expect(pod('high')?.status?.nominatedNodeName).toBe(
      pod('one')?.spec.nodeName,
    );
  });

  it('does not evict others while it waits for those it evicted', () => {
    const { store, settle, pod } = start({ count: 2 });
    createPod(store, 'a', cpu('2'));
    createPod(store, 'b', cpu('2'));
    settle();
    createPod(store, 'high', { ...cpu('2'), ...important(100) });
    settle();
    store.modify(NODES, undefined, 'sandbox-1', draft => {
      draft.metadata.labels = { changed: 'yes' };
    });
    settle();
    const going = ['a', 'b'].filter(
      name => pod(name)?.metadata.deletionTimestamp,
    );
    expect(going).toHaveLength(1);
  });

  it.each([
    ['equals', { priority: 0 }],
    [
      'that may not preempt',
      { priority: 9, preemptionPolicy: 'Never' as const },
    ],
  ])('does not happen for %s', (_, spec) => {
    const { store, settle, pod } = start({ count: 1 });
    createPod(store, 'first', cpu('2'));
    settle();
    createPod(store, 'second', { ...cpu('1'), spec });
    settle();
    expect(pod('first')?.metadata.deletionTimestamp).toBeUndefined();
    expect(pod('second')?.spec.nodeName).toBeUndefined();
  });

  it('does not happen where it would be no use', () => {
    const { store, settle, pod } = start({ count: 1 });
    createPod(store, 'low', cpu('1'));
    settle();
    createPod(store, 'high', { ...cpu('3'), ...important(100) });
    settle();
    expect(pod('low')?.metadata.deletionTimestamp).toBeUndefined();
  });
});
