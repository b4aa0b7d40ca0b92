import { newStore } from '../testing/newStore';
import { ManualClock } from '../testing/ManualClock';
import { EVENTS, NAMESPACES, NODES, PODS } from '../store/resources';
import { ObjectStore } from '../store/ObjectStore';
import { ControlLoop } from './ControlLoop';
import { EventExpiryController } from './EventExpiryController';
import { type EventNote, EventRecorder } from './EventRecorder';
import { mockServices } from '@backstage/backend-test-utils';

function startRecorder() {
  const clock = new ManualClock();
  const store = newStore({ clock, namespaces: ['acme', 'default'] });
  const pod = store.create(PODS, {
    metadata: { name: 'shop', namespace: 'acme' },
    spec: {
      nodeName: 'sandbox-1',
      containers: [{ name: 'shop', image: 'shop:1' }],
    },
  });
  const events = EventRecorder.create({ store, clock });
  const record = (note: Partial<EventNote> = {}) =>
    events.record({
      object: pod,
      type: 'Warning',
      reason: 'Failed',
      message: 'Error: ErrImagePull',
      component: 'kubelet',
      fieldPath: 'spec.containers{shop}',
      ...note,
    });
  return { clock, store, pod, record };
}

describe('EventRecorder', () => {
  it('tells who saw what, when and where', () => {
    const { store, record } = startRecorder();
    record();
    const [event] = store.list(EVENTS);
    expect(event).toMatchObject({
      metadata: {
        namespace: 'acme',
        name: expect.stringMatching(/^shop\.[0-9a-f]{16}$/),
      },
      involvedObject: {
        kind: 'Pod',
        name: 'shop',
        namespace: 'acme',
        fieldPath: 'spec.containers{shop}',
      },
      count: 1,
      firstTimestamp: '2026-01-01T00:00:00Z',
      source: { component: 'kubelet', host: 'sandbox-1' },
    });
  });

  it('counts repetitions in one event', () => {
    const { clock, store, record } = startRecorder();
    record();
    clock.advance(60_000);
    record();
    record();
    expect(store.list(EVENTS)).toMatchObject([
      {
        count: 3,
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp: '2026-01-01T00:01:00Z',
      },
    ]);
  });

  it('goes on counting after a restart', () => {
    const { clock, store, pod, record } = startRecorder();
    record();
    const restored = ObjectStore.create({ clock, dump: store.dump() });
    EventRecorder.create({ store: restored, clock }).record({
      object: pod,
      type: 'Warning',
      reason: 'Failed',
      message: 'Error: ErrImagePull',
      component: 'kubelet',
      fieldPath: 'spec.containers{shop}',
    });
    expect(restored.list(EVENTS).map(({ count }) => count)).toEqual([2]);
  });

  it('begins anew when the event is gone', () => {
    const { store, record } = startRecorder();
    record();
    const [{ metadata }] = store.list(EVENTS);
    store.remove(EVENTS, 'acme', metadata.name);
    record();
    expect(store.list(EVENTS).map(({ count }) => count)).toEqual([1]);
  });

  it('is not disturbed by events that others write without an object', () => {
    const { store, record } = startRecorder();
    store.create(EVENTS, { metadata: { name: 'strange', namespace: 'acme' } });
    record();
    expect(store.list(EVENTS)).toHaveLength(2);
  });

  it.each<[string, Partial<EventNote>]>([
    ['message', { message: 'Error: ImagePullBackOff' }],
    ['reason', { reason: 'BackOff' }],
    ['container', { fieldPath: 'spec.containers{proxy}' }],
    ['component', { component: 'default-scheduler' }],
    ['type', { type: 'Normal' }],
  ])('keeps events apart by their %s', (_, note) => {
    const { store, record } = startRecorder();
    record();
    record(note);
    expect(store.list(EVENTS).map(({ count }) => count)).toEqual([1, 1]);
  });

  it('puts events of objects without a namespace into the default one', () => {
    const { store, record } = startRecorder();
    const node = store.create(NODES, { metadata: { name: 'sandbox' } });
    record({ object: node });
    expect(store.list(EVENTS, 'default')).toHaveLength(1);
  });

  it('may still tell what happens in a namespace that goes away', () => {
    const { store, record } = startRecorder();
    store.delete(NAMESPACES, undefined, 'acme');
    record();
    expect(store.list(EVENTS)).toHaveLength(1);
  });
});

describe('EventExpiryController', () => {
  it('forgets events an hour after they were last seen', () => {
    const { clock, store, record } = startRecorder();
    ControlLoop.create({
      store,
      clock,
      logger: mockServices.logger.mock(),
      controllers: [new EventExpiryController({ store, clock })],
    }).start();
    record();
    record({ reason: 'Once' });
    clock.advance(50 * 60_000);
    record();
    clock.advance(11 * 60_000);
    expect(store.list(EVENTS).map(({ reason }) => reason)).toEqual(['Failed']);
    clock.advance(50 * 60_000);
    expect(store.list(EVENTS)).toEqual([]);
  });

  it('keeps events that fill eventTime alone', () => {
    const { clock, store } = startRecorder();
    ControlLoop.create({
      store,
      clock,
      logger: mockServices.logger.mock(),
      controllers: [new EventExpiryController({ store, clock })],
    }).start();
    store.create(EVENTS, {
      metadata: { name: 'e', namespace: 'acme' },
      eventTime: '2026-01-01T00:00:00.000000Z',
    });
    clock.advance(59 * 60_000);
    expect(store.list(EVENTS)).toHaveLength(1);
    clock.advance(60_000);
    expect(store.list(EVENTS)).toEqual([]);
  });
});
