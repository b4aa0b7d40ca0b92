import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds between two looks. */
const INTERVAL = 50;

/**
 * Looks again and again until what is waited for is there.
 *
 * @template T
 * @param {() => Promise<T | undefined | false>} look
 * @param {{ what: string, timeout?: number }} options what is waited for, in
 * words, and after how many milliseconds it is given up
 * @returns {Promise<T>}
 */
export async function until(look, { what, timeout = 30_000 }) {
  const giveUp = performance.now() + timeout;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > giveUp) {
      throw new Error(`Not within ${timeout} ms: ${what}`);
    }
    await pause(INTERVAL);
  }
}
