import type { Clock } from '@mctl/plugin-cluster-node';

/** A clock that moves only when a test says so. */
export class ManualClock implements Clock {
  #now = Date.parse('2026-01-01T00:00:00Z');
  #timers: Array<{ due: number; callback: () => void }> = [];

  now = () => new Date(this.#now);

  schedule = (delayMs: number, callback: () => void) => {
    const timer = { due: this.#now + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter(other => other !== timer);
    };
  };

  /** Lets time pass in which nothing runs, as when something takes long. */
  elapse(ms: number): void {
    this.#now += ms;
  }

  /** Moves on, running in their order the timers that come due. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers
        .filter(({ due }) => due <= end)
        .sort((a, b) => a.due - b.due)[0];
      if (!next) {
        break;
      }
      this.#timers = this.#timers.filter(other => other !== next);
      this.#now = Math.max(this.#now, next.due);
      next.callback();
    }
    this.#now = Math.max(this.#now, end);
  }
}
