import fc from 'fast-check';
import { isDeeperThan } from './isDeeperThan';

describe('isDeeperThan', () => {
  it('counts levels', () => {
    expect(isDeeperThan({ a: [1] }, 1)).toBe(false);
    expect(isDeeperThan({ a: [1] }, 0)).toBe(true);
    expect(isDeeperThan('text', 0)).toBe(false);
  });

  it('agrees with counting brackets', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), depth => {
        const value: unknown = JSON.parse(
          `${'['.repeat(depth)}${']'.repeat(depth)}`,
        );
        expect(isDeeperThan(value, depth - 1)).toBe(false);
        expect(depth > 1 && isDeeperThan(value, depth - 2)).toBe(depth > 1);
      }),
    );
  });
});
