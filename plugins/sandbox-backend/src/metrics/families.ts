/** Labels of a series. */
export type Labels = Readonly<Record<string, string>>;

export interface MetricSample {
  labels: Labels;
  value: number;
}

/** All series of one name at one moment. */
export interface MetricFamily {
  name: string;
  type: 'counter' | 'gauge';
  help: string;
  samples: MetricSample[];
}

/** Gathers the series of one moment. */
export class FamilyBuilder {
  readonly #families = new Map<string, MetricFamily>();

  /** Says what a name means; names without series are left out in the end. */
  describe(
    name: string,
    type: MetricFamily['type'],
    help: string,
  ): (labels: Labels, value: number) => void {
    const family: MetricFamily = { name, type, help, samples: [] };
    this.#families.set(name, family);
    return (labels, value) => family.samples.push({ labels, value });
  }

  build(): MetricFamily[] {
    return [...this.#families.values()].filter(
      ({ samples }) => samples.length > 0,
    );
  }
}
