/** The time and timers, so that tests can pass their own. @public */
export interface Clock {
  now(): Date;
  /** Calls back once after a while; returns how to call it off. */
  schedule(delayMs: number, callback: () => void): () => void;
}

/** The clock of the machine. Its timers keep no process alive. @public */
export const systemClock: Clock = {
  now: () => new Date(),
  schedule(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
