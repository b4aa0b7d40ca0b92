import { ManualClock } from '../testing/ManualClock';
import { newStore } from '../testing/newStore';
import type { KubeObject } from '../store/objects';
import {
  APPLICATIONS,
  DEPLOYMENTS,
  EVENTS,
  NAMESPACES,
  PODS,
  REPLICA_SETS,
  type ResourceType,
} from '../store/resources';
import { humanDuration } from './humanDuration';
import { toTable } from './table';

const now = new Date('2026-01-01T01:00:00Z');
const labels = { app: 'shop', tier: 'web' };
const replicated = {
  replicas: 3,
  selector: { matchLabels: labels },
  template: {
    metadata: { labels },
    spec: {
      containers: [
        { name: 'shop', image: 'acme/shop:1.4.0' },
        { name: 'proxy', image: 'proxy:2' },
      ],
    },
  },
};

function fill() {
  const clock = new ManualClock();
  const store = newStore({ clock, namespaces: ['acme', 'argocd'] });
  const metadata = { name: 'shop', namespace: 'acme' };
  store.create(DEPLOYMENTS, { metadata, spec: replicated });
  store.modify(DEPLOYMENTS, 'acme', 'shop', draft => {
    draft.status = {
      readyReplicas: 2,
      updatedReplicas: 3,
      availableReplicas: 1,
    };
  });
  store.create(REPLICA_SETS, { metadata, spec: replicated });
  store.modify(REPLICA_SETS, 'acme', 'shop', draft => {
    draft.status = { replicas: 3, readyReplicas: 2 };
  });
  return { clock, store, metadata };
}

/** The columns with their cells, those of `-o wide` apart. */
function print(type: ResourceType, object: KubeObject | undefined) {
  const table = toTable({
    type,
    objects: object ? [object] : [],
    metadata: { resourceVersion: '7' },
    now,
    include: 'Metadata',
  });
  const cells = table.rows[0].cells;
  const pick = (priority: number) =>
    Object.fromEntries(
      table.columnDefinitions.flatMap((column, index) =>
        column.priority === priority
          ? [[column.name.toUpperCase(), cells[index]]]
          : [],
      ),
    );
  return { shown: pick(0), wide: pick(1) };
}

describe('toTable', () => {
  it('prints deployments', () => {
    const { store } = fill();
    expect(print(DEPLOYMENTS, store.get(DEPLOYMENTS, 'acme', 'shop'))).toEqual({
      shown: {
        NAME: 'shop',
        READY: '2/3',
        'UP-TO-DATE': 3,
        AVAILABLE: 1,
        AGE: '60m',
      },
      wide: {
        CONTAINERS: 'shop,proxy',
        IMAGES: 'acme/shop:1.4.0,proxy:2',
        SELECTOR: 'app=shop,tier=web',
      },
    });
  });

  it('prints replica sets', () => {
    const { store } = fill();
    expect(
      print(REPLICA_SETS, store.get(REPLICA_SETS, 'acme', 'shop')),
    ).toEqual({
      shown: { NAME: 'shop', DESIRED: 3, CURRENT: 3, READY: 2, AGE: '60m' },
      wide: {
        CONTAINERS: 'shop,proxy',
        IMAGES: 'acme/shop:1.4.0,proxy:2',
        SELECTOR: 'app=shop,tier=web',
      },
    });
  });

  it('prints namespaces', () => {
    const { store } = fill();
    store.delete(NAMESPACES, undefined, 'acme');
    expect(
      print(NAMESPACES, store.get(NAMESPACES, undefined, 'acme')).shown,
    ).toEqual({ NAME: 'acme', STATUS: 'Terminating', AGE: '60m' });
  });

  it('prints events, whichever fields their source fills', () => {
    const { store, metadata } = fill();
    const event = {
      metadata,
      involvedObject: {
        kind: 'Pod',
        name: 'shop-1',
        fieldPath: 'spec.containers{shop}',
      },
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off restarting failed container\n',
    };
    const counted = store.create(EVENTS, {
      ...event,
      count: 4,
      firstTimestamp: '2026-01-01T00:50:00Z',
      lastTimestamp: '2026-01-01T00:59:30Z',
      source: { component: 'kubelet', host: 'sandbox' },
    });
    expect(print(EVENTS, counted)).toEqual({
      shown: {
        'LAST SEEN': '30s',
        TYPE: 'Warning',
        REASON: 'BackOff',
        OBJECT: 'pod/shop-1',
        MESSAGE: 'Back-off restarting failed container',
      },
      wide: {
        SUBOBJECT: 'spec.containers{shop}',
        SOURCE: 'kubelet, sandbox',
        'FIRST SEEN': '10m',
        COUNT: 4,
        NAME: 'shop',
      },
    });
    const series = store.create(EVENTS, {
      ...event,
      metadata: { name: 'series', namespace: 'acme' },
      eventTime: '2026-01-01T00:30:00.000000Z',
      series: { count: 9, lastObservedTime: '2026-01-01T00:59:00.000000Z' },
    });
    expect(print(EVENTS, series)).toMatchObject({
      shown: { 'LAST SEEN': '60s' },
      wide: { COUNT: 9, SOURCE: '' },
    });
  });

  it('prints applications as Argo CD does', () => {
    const { store } = fill();
    const metadata = { name: 'acme.svc.shop', namespace: 'argocd' };
    const fresh = store.create(APPLICATIONS, {
      metadata,
      spec: { project: 'acme' },
    });
    expect(print(APPLICATIONS, fresh).shown).toEqual({
      NAME: 'acme.svc.shop',
      'SYNC STATUS': '',
      'HEALTH STATUS': '',
    });
    const synced = store.modify(
      APPLICATIONS,
      'argocd',
      metadata.name,
      draft => {
        draft.status = {
          sync: { status: 'Synced', revision: 'abc' },
          health: { status: 'Healthy' },
        };
      },
    );
    expect(print(APPLICATIONS, synced)).toEqual({
      shown: {
        NAME: 'acme.svc.shop',
        'SYNC STATUS': 'Synced',
        'HEALTH STATUS': 'Healthy',
      },
      wide: { REVISION: 'abc', PROJECT: 'acme' },
    });
  });

  describe('of pods', () => {
    const running = {
      name: 'shop',
      image: 'i',
      imageID: '',
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
      lastState: {},
    };
    const terminated = {
      exitCode: 1,
      reason: 'Error',
      startedAt: '2026-01-01T00:00:00Z',
      finishedAt: '2026-01-01T00:58:00Z',
      containerID: 'c',
    };

    function pod(statuses: Array<Partial<typeof running> | object>) {
      const { store, metadata } = fill();
      store.create(PODS, { metadata, spec: replicated.template.spec });
      store.modify(PODS, 'acme', 'shop', draft => {
        draft.spec.nodeName = 'sandbox';
        draft.status = {
          phase: 'Running',
          podIP: '10.42.0.2',
          containerStatuses: statuses.map(status => ({
            ...running,
            ...status,
          })),
        };
      });
      return { store, found: () => store.get(PODS, 'acme', 'shop') };
    }

    it('prints those that run', () => {
      expect(print(PODS, pod([{}, { ready: false }]).found())).toEqual({
        shown: {
          NAME: 'shop',
          READY: '1/2',
          STATUS: 'Running',
          RESTARTS: '0',
          AGE: '60m',
        },
        wide: {
          IP: '10.42.0.2',
          NODE: 'sandbox',
          'NOMINATED NODE': '<none>',
          'READINESS GATES': '<none>',
        },
      });
    });

    it.each([
      ['CrashLoopBackOff', { waiting: { reason: 'CrashLoopBackOff' } }],
      ['ImagePullBackOff', { waiting: { reason: 'ImagePullBackOff' } }],
      ['Error', { terminated }],
    ])('prints %s with the restarts of all containers', (status, state) => {
      const { found } = pod([
        { restartCount: 2, lastState: { terminated }, state },
        { restartCount: 1 },
      ]);
      expect(print(PODS, found()).shown).toMatchObject({
        STATUS: status,
        RESTARTS: '3 (2m ago)',
      });
    });

    it('prints those that go away', () => {
      const { store, found } = pod([{}, {}]);
      store.delete(PODS, 'acme', 'shop');
      expect(print(PODS, found()).shown.STATUS).toBe('Terminating');
    });
  });

  it('sends along what kubectl asks for', () => {
    const { store } = fill();
    const [object] = store.list(DEPLOYMENTS);
    const options = {
      type: DEPLOYMENTS,
      objects: [object],
      metadata: { resourceVersion: '7' },
      now,
    };
    expect(toTable({ ...options, include: 'Object' }).rows[0].object).toBe(
      object,
    );
    expect(toTable({ ...options, include: 'Metadata' })).toMatchObject({
      metadata: { resourceVersion: '7' },
      rows: [
        {
          object: {
            kind: 'PartialObjectMetadata',
            metadata: { name: 'shop' },
          },
        },
      ],
    });
  });
});

describe('humanDuration', () => {
  it.each([
    [-5, '0s'],
    [119, '119s'],
    [120, '2m'],
    [125, '2m5s'],
    [600, '10m'],
    [3 * 3600, '3h'],
    [3 * 3600 + 60, '3h1m'],
    [8 * 3600, '8h'],
    [48 * 3600, '2d'],
    [49 * 3600, '2d1h'],
    [8 * 86400, '8d'],
    [2 * 365 * 86400, '2y'],
    [2 * 365 * 86400 + 86400, '2y1d'],
    [8 * 365 * 86400, '8y'],
  ])('prints %i seconds as %s', (seconds, text) => {
    expect(humanDuration(seconds * 1000)).toBe(text);
  });
});
