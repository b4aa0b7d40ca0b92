import { CallerLimits } from './CallerLimits';

const ada = 'user:default/ada';
const ben = 'user:default/ben';

/** How many requests come through before the first is refused. */
async function countTaken(
  limits: CallerLimits,
  user: string,
  kind: 'read' | 'write',
) {
  for (let taken = 0; taken < 100; taken += 1) {
    try {
      await limits.take(user, kind);
    } catch (error) {
      expect(error).toMatchObject({
        code: 'rate_limited',
        status: 429,
        hint: expect.stringMatching(/^Try again in \d+ s\.$/),
        details: { retryAfterSeconds: expect.any(Number) },
      });
      return taken;
    }
  }
  throw new Error('Nothing was refused');
}

describe('CallerLimits', () => {
  it('lets through what is allowed a minute, and the burst on top', async () => {
    const limits = CallerLimits.create({ reads: 5, writes: 2, burst: 3 });
    await expect(countTaken(limits, ada, 'read')).resolves.toBe(8);
    await expect(countTaken(limits, ada, 'write')).resolves.toBe(5);
  });

  it('counts each caller apart', async () => {
    const limits = CallerLimits.create({ reads: 2, writes: 2, burst: 0 });
    await expect(countTaken(limits, ada, 'read')).resolves.toBe(2);
    await expect(countTaken(limits, ben, 'read')).resolves.toBe(2);
  });
});
