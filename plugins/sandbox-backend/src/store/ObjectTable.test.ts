import type { KubeObject, ObjectMeta } from './objects';
import { ObjectTable } from './ObjectTable';
import { CONFIG_MAPS, NAMESPACES, SECRETS } from './resources';

const object = (
  name: string,
  metadata: Partial<ObjectMeta> = {},
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name,
    namespace: 'acme',
    uid: `uid-of-${name}`,
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
    ...metadata,
  },
});
const owned = (...owners: string[]) => ({
  ownerReferences: owners.map(uid => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: uid,
    uid,
  })),
});

describe('ObjectTable', () => {
  let table: ObjectTable;
  beforeEach(() => {
    table = new ObjectTable();
  });

  const dependents = (uid: string) =>
    table.dependentsOf(uid).map(entry => entry.object.metadata.name);

  it('is empty at first', () => {
    expect(table.all()).toEqual([]);
    expect(table.list(CONFIG_MAPS)).toEqual([]);
    expect(table.list(CONFIG_MAPS, 'acme')).toEqual([]);
    expect(table.get(CONFIG_MAPS, 'acme/a')).toBeUndefined();
    expect(table.getByUid('uid-of-a')).toBeUndefined();
    expect(table.dependentsOf('uid-of-a')).toEqual([]);
  });

  it('keeps apart types and namespaces', () => {
    const here = object('a');
    const there = object('a', { namespace: 'other', uid: '2' });
    const secret = object('a', { uid: '3' });
    table.put(CONFIG_MAPS, here);
    table.put(CONFIG_MAPS, there);
    table.put(SECRETS as never, secret);
    expect(table.list(CONFIG_MAPS)).toEqual([here, there]);
    expect(table.list(CONFIG_MAPS, 'acme')).toEqual([here]);
    expect(table.list(CONFIG_MAPS, 'other')).toEqual([there]);
    expect(table.list(CONFIG_MAPS, 'nowhere')).toEqual([]);
    expect(table.list(SECRETS)).toEqual([secret]);
    expect(table.get(CONFIG_MAPS, 'other/a')).toBe(there);
  });

  it('finds what belongs to no namespace', () => {
    const cluster = object('acme', { namespace: undefined });
    table.put(NAMESPACES as never, cluster);
    expect(table.get(NAMESPACES, '/acme')).toBe(cluster);
    expect(table.list(NAMESPACES)).toEqual([cluster]);
    expect(table.list(NAMESPACES, 'acme')).toEqual([]);
  });

  it('has the newest version of an object in every place', () => {
    table.put(CONFIG_MAPS, object('a', owned('one')));
    const next = object('a', { resourceVersion: '2', ...owned('one', 'two') });
    table.put(CONFIG_MAPS, next);
    expect(table.all()).toEqual([next]);
    expect(table.list(CONFIG_MAPS)).toEqual([next]);
    expect(table.list(CONFIG_MAPS, 'acme')).toEqual([next]);
    expect(table.getByUid('uid-of-a')).toBe(next);
    expect(table.dependentsOf('one')).toEqual([
      { type: CONFIG_MAPS, object: next },
    ]);
  });

  it('follows an object from owner to owner', () => {
    table.put(CONFIG_MAPS, object('a', owned('one')));
    table.put(CONFIG_MAPS, object('b', owned('one', 'two')));
    expect(dependents('one')).toEqual(['a', 'b']);
    table.put(CONFIG_MAPS, object('a', owned('two')));
    expect(dependents('one')).toEqual(['b']);
    expect(dependents('two').sort()).toEqual(['a', 'b']);
    table.put(CONFIG_MAPS, object('b'));
    expect(dependents('one')).toEqual([]);
    expect(dependents('two')).toEqual(['a']);
  });

  it('drops an object from every place', () => {
    const a = object('a', owned('one'));
    table.put(CONFIG_MAPS, a);
    table.put(CONFIG_MAPS, object('b', owned('one')));
    table.drop(CONFIG_MAPS, a);
    expect(table.get(CONFIG_MAPS, 'acme/a')).toBeUndefined();
    expect(table.getByUid('uid-of-a')).toBeUndefined();
    expect(table.list(CONFIG_MAPS, 'acme')).toHaveLength(1);
    expect(dependents('one')).toEqual(['b']);
  });

  it('drops by uid, so that a newer object of the same name stays', () => {
    const old = object('a');
    const fresh = object('a', { uid: 'fresh' });
    table.put(CONFIG_MAPS, old);
    table.drop(CONFIG_MAPS, old);
    table.put(CONFIG_MAPS, fresh);
    table.drop(CONFIG_MAPS, old);
    expect(table.get(CONFIG_MAPS, 'acme/a')).toBe(fresh);
    expect(table.list(CONFIG_MAPS, 'acme')).toEqual([fresh]);
  });

  it('hands out lists of its own', () => {
    table.put(CONFIG_MAPS, object('a'));
    table.list(CONFIG_MAPS).pop();
    table.list(CONFIG_MAPS, 'acme').pop();
    table.all().pop();
    expect(table.list(CONFIG_MAPS)).toHaveLength(1);
    expect(table.list(CONFIG_MAPS, 'acme')).toHaveLength(1);
    expect(table.all()).toHaveLength(1);
  });
});
