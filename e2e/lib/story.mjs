import { it } from 'node:test';

/** Milliseconds after which a step counts as stuck. */
const STEP_TIMEOUT = 180_000;

/**
 * Makes the tests of a story, in which each step goes on where the one before
 * ended. Once a step has failed the others are skipped: there is nothing that
 * they could go on with.
 *
 * @param {() => Promise<void>} [onFailure] keeps what may explain a failure
 */
export function tellStory(onFailure) {
  let isBroken = false;
  /** @param {string} title @param {() => Promise<void>} step */
  return (title, step) => {
    it(title, { timeout: STEP_TIMEOUT }, async test => {
      if (isBroken) {
        test.skip('an earlier step failed');
        return;
      }
      isBroken = true;
      try {
        await step();
      } catch (error) {
        await onFailure?.();
        throw error;
      }
      isBroken = false;
    });
  };
}
