import type { KubernetesObject } from '@kubernetes/client-node';
import fc from 'fast-check';
import { ObjectIndex, ownerUids } from './ObjectIndex';

function object(
  namespace: string,
  name: string,
  owners: readonly string[] = [],
): KubernetesObject {
  return {
    metadata: {
      namespace: namespace || undefined,
      name,
      ownerReferences: owners.map(uid => ({
        apiVersion: 'v1',
        kind: 'Owner',
        name: uid,
        uid,
      })),
    },
  };
}

describe('ObjectIndex', () => {
  it('finds objects by name, by namespace and by owner', () => {
    const a = object('acme', 'a', ['1', '2']);
    const b = object('acme', 'b', ['1']);
    const node = object('', 'a');
    const index = ObjectIndex.create({
      references: ownerUids,
      objects: [a, b, node],
    });
    expect(index.get('acme', 'a')).toBe(a);
    expect(index.get('', 'a')).toBe(node);
    expect(index.get('other', 'a')).toBeUndefined();
    expect(index.inNamespace('acme')).toEqual([a, b]);
    expect(index.referringTo('1')).toEqual([a, b]);
    expect(index.referringTo('2')).toEqual([a]);
    expect(index.all()).toEqual([a, b, node]);
  });

  it('forgets the owners that an object no longer has', () => {
    const index = ObjectIndex.create({ references: ownerUids });
    index.put(object('acme', 'a', ['1']));
    const moved = object('acme', 'a', ['2']);
    index.put(moved);
    expect(index.referringTo('1')).toEqual([]);
    expect(index.referringTo('2')).toEqual([moved]);
    // What is known counts, not what the deletion says.
    index.remove(object('acme', 'a', []));
    expect(index.referringTo('2')).toEqual([]);
    index.remove(object('acme', 'a'));
    expect(index.all()).toEqual([]);
  });

  it('finds what a search through all objects would find', () => {
    const namespace = fc.constantFrom('', 'acme', 'other');
    const name = fc.constantFrom('a', 'b', 'c');
    const uid = fc.constantFrom('1', '2', '3');
    const change = fc.record({
      namespace,
      name,
      owners: fc.uniqueArray(uid),
      removed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change), changes => {
        const index = ObjectIndex.create({ references: ownerUids });
        const model = new Map<string, KubernetesObject>();
        for (const { removed, owners, ...where } of changes) {
          const subject = object(where.namespace, where.name, owners);
          const key = `${where.namespace}/${where.name}`;
          if (removed) {
            index.remove(subject);
            model.delete(key);
          } else {
            index.put(subject);
            model.set(key, subject);
          }
        }
        expect(new Set(index.all())).toEqual(new Set(model.values()));
        for (const owner of ['1', '2', '3']) {
          expect(new Set(index.referringTo(owner))).toEqual(
            new Set(
              [...model.values()].filter(each =>
                ownerUids(each).includes(owner),
              ),
            ),
          );
        }
      }),
    );
  });
});
