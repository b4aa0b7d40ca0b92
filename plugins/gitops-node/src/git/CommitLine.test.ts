import fc from 'fast-check';
import { CommitLine } from './CommitLine';

describe('CommitLine', () => {
  it('knows what comes before what, and nothing of other commits', () => {
    const line = new CommitLine();
    expect(line.isAncestor('a', 'a')).toBeUndefined();
    line.extend('a', ['b', 'c']);
    line.extend('c', ['d']);
    expect(line.isAncestor('a', 'd')).toBe(true);
    expect(line.isAncestor('c', 'c')).toBe(true);
    expect(line.isAncestor('d', 'b')).toBe(false);
    expect(line.isAncestor('a', 'x')).toBeUndefined();
    expect(line.isAncestor('x', 'a')).toBeUndefined();
  });

  it('begins anew when somebody else moved the branch', () => {
    const line = new CommitLine();
    line.extend('a', ['b']);
    line.extend('pushed', ['c']);
    expect(line.isAncestor('pushed', 'c')).toBe(true);
    expect(line.isAncestor('b', 'c')).toBeUndefined();
    // Also after the branch was set back to what it was.
    line.extend('b', ['e']);
    expect(line.isAncestor('c', 'e')).toBeUndefined();
  });

  it('never says anything that the history does not', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            back: fc.integer({ min: 0, max: 3 }),
            size: fc.integer({ min: 1, max: 3 }),
          }),
        ),
        steps => {
          const line = new CommitLine();
          const parents = new Map<string, string>();
          const all = ['0'];
          for (const { back, size } of steps) {
            const base = all[Math.max(0, all.length - 1 - back)];
            const commits = Array.from(
              { length: size },
              (_, index) => `${all.length + index}`,
            );
            commits.forEach((commit, index) =>
              parents.set(commit, index === 0 ? base : commits[index - 1]),
            );
            all.push(...commits);
            line.extend(base, commits);
          }
          const comesBefore = (
            ancestor: string,
            descendant?: string,
          ): boolean =>
            descendant !== undefined &&
            (ancestor === descendant ||
              comesBefore(ancestor, parents.get(descendant)));
          for (const ancestor of all) {
            for (const descendant of all) {
              const answer = line.isAncestor(ancestor, descendant);
              expect([undefined, comesBefore(ancestor, descendant)]).toContain(
                answer,
              );
            }
          }
        },
      ),
    );
  });

  it('forgets the oldest instead of growing without end', () => {
    const line = new CommitLine();
    const many = Array.from({ length: 25_000 }, (_, index) => `${index}`);
    line.extend('base', many);
    line.extend('24999', ['next']);
    expect(line.isAncestor('0', 'next')).toBeUndefined();
    expect(line.isAncestor('24999', 'next')).toBe(true);
  });
});
