import fc from 'fast-check';
import { FileTree, type TreeChange } from './FileTree';

const anyPath = fc
  .array(fc.constantFrom('a', 'b', 'a-x', 'a.b', 'ä'), {
    minLength: 1,
    maxLength: 3,
  })
  .map(parts => parts.join('/'));

describe('FileTree', () => {
  it('answers as a plain map would, after any changes', () => {
    const anyChange: fc.Arbitrary<TreeChange> = fc.oneof(
      fc.record({
        path: anyPath,
        mode: fc.constant('100644'),
        blob: fc.constantFrom('1', '2'),
      }),
      fc.record({ path: anyPath, mode: fc.constant(null) }),
    );
    const anyBatch = fc.uniqueArray(anyChange, {
      selector: change => change.path,
    });
    fc.assert(
      fc.property(fc.array(anyBatch), anyPath, (batches, probe) => {
        let tree = FileTree.create([]);
        const model = new Map<string, string>();
        for (const batch of batches) {
          tree = tree.update(batch);
          for (const change of batch) {
            if (change.mode === null) {
              model.delete(change.path);
            } else {
              model.set(change.path, change.blob);
            }
          }
        }
        const paths = Array.from(model.keys()).sort();
        expect(tree.all().map(({ path }) => path)).toEqual(paths);
        expect(tree.get(probe)?.blob).toBe(model.get(probe));
        const below = paths.filter(path => path.startsWith(`${probe}/`));
        expect(tree.list(`${probe}/`).map(({ path }) => path)).toEqual(below);
        expect(tree.has(`${probe}/`)).toBe(below.length > 0);
        expect(
          tree
            .unusual()
            .map(({ path, blob }) => `${path} ${blob}`)
            .sort(),
        ).toEqual(
          paths
            .filter(path => path.includes('ä'))
            .map(path => `${path} ${model.get(path)}`),
        );
      }),
    );
  });

  it('stays as it was when another is made from it', () => {
    const before = FileTree.create([{ path: 'a', mode: '100644', blob: '1' }]);
    before.update([{ path: 'a', mode: null }]);
    expect(before.get('a')?.blob).toBe('1');
  });
});
