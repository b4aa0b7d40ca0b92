import assert from 'node:assert/strict';
import { isKnown, type Observed } from '@mctl/plugin-platform-common';
import type { ClusterMetrics } from './types';

/** Metrics to try, and a service that runs for longer than a measurement. */
export interface MetricsUnderTest {
  metrics: ClusterMetrics;
  namespace: string;
  service: string;
  now: () => Date;
}

function valueOf<T>(observed: Observed<T>): T {
  assert.ok(isKnown(observed), JSON.stringify(observed));
  return observed.value;
}

/** What `ClusterMetrics` promises of a service that runs. */
export const CLUSTER_METRICS_CONTRACT: ReadonlyArray<{
  title: string;
  /** @throws when the promise is broken */
  run(under: MetricsUnderTest): Promise<void>;
}> = [
  {
    title: 'shows what each pod uses now',
    async run({ metrics, namespace, service }) {
      const pods = valueOf(await metrics.usage({ namespace, service }));
      assert.ok(pods.length > 0);
      for (const { pod, cpuCores, memoryBytes, measuredAt } of pods) {
        assert.ok(pod.startsWith(`${service}-`));
        assert.ok(cpuCores >= 0 && memoryBytes > 0);
        assert.ok(!Number.isNaN(Date.parse(measuredAt)));
      }
      const all = valueOf(await metrics.usage({ namespace }));
      assert.ok(all.length >= pods.length);
    },
  },
  {
    title: 'has a history, oldest first, with nothing where there is nothing',
    async run({ metrics, namespace, service, now }) {
      const until = now();
      const since = new Date(until.getTime() - 3_600_000);
      const range = { since, until, stepSeconds: 60 };
      for (const whose of [{ namespace }, { namespace, service }]) {
        const points = valueOf(await metrics.history(whose, range));
        const times = points.map(({ time }) => time);
        assert.deepEqual(times, [...times].sort());
      }
      const nothing = await metrics.history(
        { namespace, service: 'nobody' },
        range,
      );
      assert.deepEqual(valueOf(nothing), []);
    },
  },
  {
    title: 'knows peaks, or says that there are no figures yet',
    async run({ metrics, namespace, service }) {
      const peaks = await metrics.peaks({ namespace, service }, 604_800);
      if (isKnown(peaks)) {
        const { cpuP95Cores, memoryMaxBytes, coveredSeconds } = peaks.value;
        assert.ok(cpuP95Cores >= 0 && memoryMaxBytes > 0);
        assert.ok(coveredSeconds >= 0 && coveredSeconds <= 604_800);
      } else {
        assert.match(peaks.unknown, /no figures/);
      }
    },
  },
];
