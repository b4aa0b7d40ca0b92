import { CONFIG_MAPS, EVENTS, NAMESPACES, PODS } from '../store/resources';
import { startControllers } from './__testUtils__/startControllers';
import { NamespaceController } from './NamespaceController';

function start() {
  const cluster = startControllers(({ store }) => [
    new NamespaceController({ store }),
  ]);
  const map = (name: string, metadata = {}) =>
    cluster.store.create(CONFIG_MAPS, {
      metadata: { name, namespace: 'acme', ...metadata },
    });
  return { ...cluster, map };
}

describe('NamespaceController', () => {
  it('empties a namespace before it goes, events last', () => {
    const { clock, store, map, logger } = start();
    map('a');
    store.create(PODS, {
      metadata: { name: 'p', namespace: 'acme' },
      spec: { containers: [{ name: 'a', image: 'a' }], nodeName: 'n' },
    });
    store.create(EVENTS, { metadata: { name: 'e', namespace: 'acme' } });
    store.delete(NAMESPACES, undefined, 'acme');
    clock.advance(10);
    expect(store.get(NAMESPACES, undefined, 'acme')?.status?.phase).toBe(
      'Terminating',
    );
    expect(store.list(CONFIG_MAPS)).toEqual([]);
    expect(store.list(EVENTS)).toHaveLength(1);
    // As the kubelet does when the containers have stopped.
    store.remove(PODS, 'acme', 'p');
    clock.advance(10);
    expect(store.get(NAMESPACES, undefined, 'acme')).toBeUndefined();
    expect(store.list(EVENTS)).toEqual([]);
    expect(store.get(NAMESPACES, undefined, 'other')).toBeDefined();
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('waits for finalizers', () => {
    const { clock, store, map } = start();
    map('a', { finalizers: ['x'] });
    store.delete(NAMESPACES, undefined, 'acme');
    clock.advance(10);
    expect(store.get(NAMESPACES, undefined, 'acme')).toBeDefined();
    store.modify(CONFIG_MAPS, 'acme', 'a', draft => {
      draft.metadata.finalizers = [];
    });
    clock.advance(10);
    expect(store.get(NAMESPACES, undefined, 'acme')).toBeUndefined();
  });

  it('takes nothing new while it goes away, but for events', () => {
    const { clock, store, map, events } = start();
    const held = map('a', { finalizers: ['x'] });
    store.delete(NAMESPACES, undefined, 'acme');
    clock.advance(10);
    expect(() => map('b')).toThrow(
      'configmaps "b" is forbidden: unable to create new content in namespace acme because it is being terminated',
    );
    events.record({
      object: held,
      type: 'Normal',
      reason: 'Waiting',
      message: 'held by x',
      component: 'test',
    });
    expect(store.list(EVENTS, 'acme')).toHaveLength(1);
  });

  it('leaves the other namespaces as they are', () => {
    const { clock, store } = start();
    store.create(CONFIG_MAPS, { metadata: { name: 'm', namespace: 'other' } });
    store.delete(NAMESPACES, undefined, 'acme');
    clock.advance(10);
    expect(store.list(CONFIG_MAPS)).toHaveLength(1);
    expect(store.get(NAMESPACES, undefined, 'other')?.status?.phase).toBe(
      'Active',
    );
  });

  it('is empty at once when it is made anew', () => {
    const { clock, store, map } = start();
    map('a');
    store.delete(NAMESPACES, undefined, 'acme');
    clock.advance(10);
    store.create(NAMESPACES, { metadata: { name: 'acme' } });
    clock.advance(10);
    expect(store.list(CONFIG_MAPS, 'acme')).toEqual([]);
    expect(map('a').metadata.namespace).toBe('acme');
  });
});
