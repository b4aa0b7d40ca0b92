import fc from 'fast-check';
import { accountsOf, nodeOf, podOf } from './__testUtils__/nodes';
import { refusalOf } from './nodeFilters';
import { pickNode } from './pickNode';

describe('pickNode', () => {
  it('has none when there is none, or none that fits', () => {
    const pod = podOf({ name: 'shop', cpu: 3000 });
    expect(pickNode(pod, [])).toBeUndefined();
    expect(pickNode(pod, accountsOf([{ node: nodeOf('a') }]))).toBeUndefined();
  });

  it('takes the first of equals', () => {
    const accounts = accountsOf([{ node: nodeOf('a') }, { node: nodeOf('b') }]);
    expect(pickNode(podOf({ name: 'shop' }), accounts)).toBe('a');
  });

  it('takes where the most is left, as a share', () => {
    const accounts = accountsOf([
      { node: nodeOf('small'), pods: [podOf({ name: 'x', cpu: 500 })] },
      {
        node: nodeOf('large', { allocatable: { cpu: '16' } }),
        pods: [podOf({ name: 'y', cpu: 1000 })],
      },
    ]);
    expect(pickNode(podOf({ name: 'shop', cpu: 100 }), accounts)).toBe('large');
  });

  it('weighs memory and the number of pods as well', () => {
    const memory = accountsOf([
      { node: nodeOf('a'), pods: [podOf({ name: 'x', memory: 2048 })] },
      { node: nodeOf('b'), pods: [podOf({ name: 'y', memory: 1024 })] },
    ]);
    expect(pickNode(podOf({ name: 'shop' }), memory)).toBe('b');
    const crowded = accountsOf([
      { node: nodeOf('a'), pods: [podOf({ name: 'x' }), podOf({ name: 'y' })] },
      { node: nodeOf('b'), pods: [podOf({ name: 'z' })] },
    ]);
    expect(pickNode(podOf({ name: 'shop' }), crowded)).toBe('b');
  });

  it('keeps away from siblings, even where more is left', () => {
    const accounts = accountsOf([
      { node: nodeOf('a'), pods: [podOf({ name: 'x', owner: 'rs' })] },
      { node: nodeOf('b'), pods: [podOf({ name: 'y', cpu: 1900 })] },
    ]);
    const shop = { name: 'shop', cpu: 100 };
    expect(pickNode(podOf({ ...shop, owner: 'rs' }), accounts)).toBe('b');
    expect(pickNode(podOf({ ...shop, owner: 'other' }), accounts)).toBe('a');
    expect(pickNode(podOf(shop), accounts)).toBe('a');
  });

  it('goes to a sibling rather than nowhere', () => {
    const accounts = accountsOf([
      { node: nodeOf('a'), pods: [podOf({ name: 'x', owner: 'rs' })] },
      { node: nodeOf('b'), pods: [podOf({ name: 'y', cpu: 2000 })] },
    ]);
    const pod = podOf({ name: 'shop', cpu: 100, owner: 'rs' });
    expect(pickNode(pod, accounts)).toBe('a');
  });

  it('picks a node that fits whenever there is one, with the fewest siblings', () => {
    const shape = fc.record({
      cpu: fc.integer({ min: 0, max: 900 }),
      memory: fc.integer({ min: 0, max: 1500 }),
      owner: fc.constantFrom('one', 'two'),
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(shape, { maxLength: 6 }), { maxLength: 5 }),
        shape,
        (nodes, wanted) => {
          const accounts = accountsOf(
            nodes.map((pods, node) => ({
              node: nodeOf(`n${node}`),
              pods: pods.map((pod, index) =>
                podOf({ ...pod, name: `p${node}-${index}` }),
              ),
            })),
          );
          const pod = podOf({ ...wanted, name: 'shop' });
          const fitting = accounts.filter(account => !refusalOf(pod, account));
          const picked = pickNode(pod, accounts);
          const siblings = fitting.map(
            ({ byOwner }) => byOwner.get(wanted.owner) ?? 0,
          );
          const found = fitting.find(
            ({ node }) => node.metadata.name === picked,
          );
          expect(found === undefined).toBe(fitting.length === 0);
          expect(found?.byOwner.get(wanted.owner) ?? 0).toBe(
            fitting.length === 0 ? 0 : Math.min(...siblings),
          );
        },
      ),
    );
  });
});
