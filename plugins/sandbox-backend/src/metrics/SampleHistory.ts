import type { Labels, MetricFamily } from './families';

/** A series as it was over time: one value each time all were read. */
export class Series {
  readonly labels: Labels;
  /** Of values that stay the same: index of the first reading, how many, value. */
  #runs: Array<{ first: number; count: number; value: number }> = [];

  constructor(labels: Labels) {
    this.labels = labels;
  }

  add(index: number, value: number): void {
    const last = this.#runs.at(-1);
    if (last && last.first + last.count === index && last.value === value) {
      last.count += 1;
    } else {
      this.#runs.push({ first: index, count: 1, value });
    }
  }

  /** The value at a reading, if the series was there. */
  at(index: number): number | undefined {
    let low = 0;
    let high = this.#runs.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const { first, count, value } = this.#runs[middle];
      if (index < first) {
        high = middle - 1;
      } else if (index >= first + count) {
        low = middle + 1;
      } else {
        return value;
      }
    }
    return undefined;
  }

  /** Forgets readings before one; returns whether any is left. */
  forget(index: number): boolean {
    const kept = this.#runs.findIndex(
      ({ first, count }) => first + count > index,
    );
    this.#runs = kept === -1 ? [] : this.#runs.slice(kept);
    return this.#runs.length > 0;
  }
}

/** What was read of every metric, for as long as it is kept. */
export class SampleHistory {
  readonly #retentionMs: number;
  readonly #families = new Map<string, Map<string, Series>>();
  /** When each reading was made; the first has the index `#first`. */
  #times: number[] = [];
  #first = 0;

  /** @param options - `retentionMs` is how long readings are kept */
  static create(options: { retentionMs: number }): SampleHistory {
    return new SampleHistory(options.retentionMs);
  }

  private constructor(retentionMs: number) {
    this.#retentionMs = retentionMs;
  }

  /** @param time - milliseconds, later than all before */
  add(time: number, families: readonly MetricFamily[]): void {
    const index = this.#first + this.#times.length;
    this.#times.push(time);
    for (const { name, samples } of families) {
      const series = this.#families.get(name) ?? new Map<string, Series>();
      this.#families.set(name, series);
      for (const { labels, value } of samples) {
        const key = JSON.stringify(labels);
        const known = series.get(key) ?? new Series(labels);
        series.set(key, known);
        known.add(index, value);
      }
    }
    this.#forget(time - this.#retentionMs);
  }

  /** All series of a name, or of all names that fit. */
  series(
    names: (name: string) => boolean,
  ): Array<{ name: string; series: Series }> {
    return [...this.#families]
      .filter(([name]) => names(name))
      .flatMap(([name, all]) =>
        [...all.values()].map(series => ({ name, series })),
      );
  }

  /** Readings from one moment to another, both included, oldest first. */
  readings(
    from: number,
    until: number,
  ): Array<{ index: number; time: number }> {
    const start = this.#indexFrom(from);
    const readings = [];
    for (
      let position = start;
      position < this.#times.length && this.#times[position] <= until;
      position += 1
    ) {
      readings.push({
        index: this.#first + position,
        time: this.#times[position],
      });
    }
    return readings;
  }

  /** Position of the first reading that is not before a moment. */
  #indexFrom(time: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#times[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  #forget(before: number): void {
    const old = this.#indexFrom(before);
    // Many at a time, so that adding stays cheap.
    if (old < 40) {
      return;
    }
    this.#times = this.#times.slice(old);
    this.#first += old;
    for (const [name, all] of this.#families) {
      for (const [key, series] of all) {
        if (!series.forget(this.#first)) {
          all.delete(key);
        }
      }
      if (all.size === 0) {
        this.#families.delete(name);
      }
    }
  }
}
