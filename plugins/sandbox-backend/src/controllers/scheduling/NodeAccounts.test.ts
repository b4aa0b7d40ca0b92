import fc from 'fast-check';
import type { Pod } from '../../store/objects';
import { hasEnded } from '../podPhase';
import { eventOf, nodeOf, podOf } from './__testUtils__/nodes';
import { NodeAccounts } from './NodeAccounts';

const on = (nodeName: string | undefined, pod: Pod): Pod => ({
  ...pod,
  spec: { ...pod.spec, ...(nodeName && { nodeName }) },
});

describe('NodeAccounts', () => {
  it('knows a pod before its node', () => {
    const accounts = new NodeAccounts();
    accounts.observe(eventOf('ADDED', on('a', podOf({ name: 'p', cpu: 500 }))));
    expect(accounts.list()).toEqual([]);
    expect(accounts.get('a')).toBeUndefined();
    accounts.observe(eventOf('ADDED', nodeOf('a')));
    expect(accounts.get('a')?.requested.cpu).toBe(500);
  });

  it('forgets a node, and has its pods back when it comes back', () => {
    const accounts = new NodeAccounts();
    accounts.observe(eventOf('ADDED', nodeOf('a')));
    accounts.observe(eventOf('ADDED', on('a', podOf({ name: 'p', cpu: 500 }))));
    accounts.observe(eventOf('DELETED', nodeOf('a')));
    expect(accounts.list()).toEqual([]);
    accounts.observe(eventOf('ADDED', nodeOf('a')));
    expect(accounts.list()).toMatchObject([{ requested: { cpu: 500 } }]);
  });

  it('takes a new size of a node', () => {
    const accounts = new NodeAccounts();
    accounts.observe(eventOf('ADDED', nodeOf('a')));
    const larger = nodeOf('a', { allocatable: { cpu: '8' } });
    accounts.observe(eventOf('MODIFIED', larger));
    expect(accounts.get('a')?.allocatable.cpu).toBe(8000);
  });

  it('holds the pods as they are now', () => {
    const accounts = new NodeAccounts();
    const pod = on('a', podOf({ name: 'p' }));
    accounts.observe(eventOf('ADDED', nodeOf('a')));
    accounts.observe(eventOf('ADDED', pod));
    const going = {
      ...pod,
      metadata: { ...pod.metadata, deletionTimestamp: 'now' },
    };
    accounts.observe(eventOf('MODIFIED', going));
    expect([...(accounts.get('a')?.pods.values() ?? [])]).toEqual([going]);
  });

  /** A change to one of a few pods. */
  const step = fc.record({
    name: fc.constantFrom('p', 'q', 'r', 's'),
    change: fc.constantFrom('MODIFIED', 'DELETED'),
    node: fc.constantFrom('a', 'b', undefined),
    phase: fc.constantFrom('Running', 'Succeeded', 'Failed', undefined),
  });

  it('counts what a look at all pods would count', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        const accounts = new NodeAccounts();
        ['a', 'b'].forEach(name =>
          accounts.observe(eventOf('ADDED', nodeOf(name))),
        );
        const present = new Map<string, Pod>();
        for (const { name, change, node, phase } of steps) {
          // What a pod asks for, and who owns it, cannot change.
          const cpu = 100 * (name.charCodeAt(0) - 111);
          const owner = name < 'r' ? 'rs' : undefined;
          const pod = on(node, podOf({ name, cpu, owner, phase }));
          accounts.observe(eventOf(change, pod));
          if (change === 'DELETED') {
            present.delete(name);
          } else {
            present.set(name, pod);
          }
        }
        for (const name of ['a', 'b']) {
          const there = [...present.values()].filter(
            pod => pod.spec.nodeName === name && !hasEnded(pod),
          );
          const account = accounts.get(name);
          const names = [...(account?.pods.values() ?? [])].map(
            ({ metadata }) => metadata.name,
          );
          expect(names.sort()).toEqual(
            there.map(({ metadata }) => metadata.name).sort(),
          );
          expect(account?.requested.cpu ?? 0).toBe(
            there.reduce(
              (sum, { metadata }) =>
                sum + 100 * (metadata.name.charCodeAt(0) - 111),
              0,
            ),
          );
          const owned = there.filter(pod => pod.metadata.ownerReferences);
          expect(account?.byOwner.get('rs') ?? 0).toBe(owned.length);
        }
      }),
    );
  });
});
