import fc from 'fast-check';
import type { Service } from '../../store/networkObjects';
import type { ObjectStore } from '../../store/ObjectStore';
import {
  ENDPOINT_SLICES,
  ENDPOINTS,
  PODS,
  SERVICES,
} from '../../store/resources';
import {
  createPod,
  reportPod,
  startControllers,
} from '../__testUtils__/startControllers';
import { GarbageCollector } from '../GarbageCollector';
import { hasEnded, isReady } from '../podPhase';
import { EndpointsController } from './EndpointsController';

function start(spec: Partial<Service['spec']> = {}) {
  const cluster = startControllers(({ store }) => [
    new EndpointsController({ store }),
    new GarbageCollector({ store }),
  ]);
  const { store } = cluster;
  store.create(SERVICES, {
    metadata: { name: 'shop', namespace: 'acme' },
    spec: {
      selector: { app: 'shop' },
      ports: [{ name: 'http', port: 80, targetPort: 'http' }],
      ...spec,
    },
  });
  return {
    ...cluster,
    subsets: () => store.get(ENDPOINTS, 'acme', 'shop')?.subsets,
    slice: () => store.list(ENDPOINT_SLICES)[0],
  };
}

function addPod(store: ObjectStore, name: string, podIP: string, app = 'shop') {
  createPod(store, name, {
    metadata: { labels: { app } },
    spec: {
      nodeName: 'sandbox-1',
      containers: [
        {
          name: 'main',
          image: 'acme/shop:1',
          ports: [{ name: 'http', containerPort: 8080 }],
        },
      ],
    },
  });
  store.modify(PODS, 'acme', name, draft => {
    draft.status = { phase: 'Pending', podIP };
  });
}

describe('EndpointsController', () => {
  it('tells ready pods from those that are not', () => {
    const { store, settle, subsets, slice } = start();
    addPod(store, 'a', '10.42.0.1');
    addPod(store, 'b', '10.42.0.2');
    addPod(store, 'other', '10.42.0.3', 'mail');
    reportPod(store, 'a', 'Running');
    settle();
    expect(subsets()).toMatchObject([
      {
        addresses: [
          {
            ip: '10.42.0.1',
            nodeName: 'sandbox-1',
            targetRef: { kind: 'Pod', name: 'a', namespace: 'acme' },
          },
        ],
        notReadyAddresses: [{ ip: '10.42.0.2' }],
        ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      },
    ]);
    expect(slice()).toMatchObject({
      metadata: { labels: { 'kubernetes.io/service-name': 'shop' } },
      addressType: 'IPv4',
      endpoints: [
        {
          addresses: ['10.42.0.1'],
          conditions: { ready: true, serving: true, terminating: false },
        },
        { addresses: ['10.42.0.2'], conditions: { ready: false } },
      ],
    });
  });

  it('follows pods that become ready, end and go away', () => {
    const { store, settle, subsets } = start();
    addPod(store, 'a', '10.42.0.1');
    settle();
    expect(subsets()?.[0]).not.toHaveProperty('addresses');
    reportPod(store, 'a', 'Running');
    settle();
    expect(subsets()?.[0].addresses).toHaveLength(1);
    reportPod(store, 'a', 'Succeeded');
    settle();
    expect(subsets()).toBeUndefined();
    store.remove(PODS, 'acme', 'a');
    settle();
    expect(subsets()).toBeUndefined();
  });

  it('sends nothing new to a pod that terminates', () => {
    const { store, settle, subsets, slice } = start();
    addPod(store, 'a', '10.42.0.1');
    reportPod(store, 'a', 'Running');
    store.delete(PODS, 'acme', 'a');
    settle();
    expect(subsets()).toBeUndefined();
    expect(slice().endpoints[0].conditions).toEqual({
      ready: false,
      serving: true,
      terminating: true,
    });
  });

  it('follows a pod whose labels change', () => {
    const { store, settle, subsets } = start();
    addPod(store, 'a', '10.42.0.1');
    settle();
    store.modify(PODS, 'acme', 'a', draft => {
      draft.metadata.labels = { app: 'quarantine' };
    });
    settle();
    expect(subsets()).toBeUndefined();
  });

  it.each([
    [{ port: 80 }, 80],
    [{ port: 80, targetPort: 9000 }, 9000],
  ])('reads the port %j as %i', (port, expected) => {
    const { store, settle, subsets } = start({ ports: [port] });
    addPod(store, 'a', '10.42.0.1');
    settle();
    expect(subsets()?.[0].ports).toEqual([{ port: expected, protocol: 'TCP' }]);
  });

  it('goes away with its service', () => {
    const { store, settle, slice } = start();
    addPod(store, 'a', '10.42.0.1');
    settle();
    store.delete(SERVICES, 'acme', 'shop');
    settle();
    expect(store.list(ENDPOINTS)).toEqual([]);
    expect(slice()).toBeUndefined();
  });

  it('leaves services without a selector to others', () => {
    const { settle, subsets, slice } = start({ selector: undefined });
    settle();
    expect(subsets()).toBeUndefined();
    expect(slice()).toBeUndefined();
  });

  it('writes nothing when nothing changed', () => {
    const { store, settle } = start();
    addPod(store, 'a', '10.42.0.1');
    settle();
    const before = store.get(ENDPOINTS, 'acme', 'shop')?.metadata;
    store.modify(PODS, 'acme', 'a', draft => {
      draft.metadata.annotations = { note: 'x' };
    });
    settle();
    expect(store.get(ENDPOINTS, 'acme', 'shop')?.metadata).toEqual(before);
  });

  it('lists who is there, whatever happened to the pods before', () => {
    const step = fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      does: fc.constantFrom('start', 'ready', 'unready', 'end', 'remove'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), steps => {
        const { store, settle, subsets } = start();
        for (const { name, does } of steps) {
          if (does === 'remove') {
            store.remove(PODS, 'acme', name);
          } else if (does === 'start' && !store.get(PODS, 'acme', name)) {
            addPod(store, name, `10.42.0.${name.charCodeAt(0)}`);
          } else if (does === 'end') {
            reportPod(store, name, 'Succeeded');
          } else if (does !== 'start') {
            reportPod(store, name, 'Running', { ready: does === 'ready' });
          }
          settle();
        }
        const there = store
          .list(PODS, 'acme')
          .filter(pod => !hasEnded(pod))
          .map(pod => [pod.metadata.name, isReady(pod)])
          .sort();
        const listed = (subsets() ?? []).flatMap(
          ({ addresses = [], notReadyAddresses = [] }) => [
            ...addresses.map(({ targetRef }) => [targetRef?.name, true]),
            ...notReadyAddresses.map(({ targetRef }) => [
              targetRef?.name,
              false,
            ]),
          ],
        );
        expect(listed.sort()).toEqual(there);
      }),
      { numRuns: 50 },
    );
  });
});
