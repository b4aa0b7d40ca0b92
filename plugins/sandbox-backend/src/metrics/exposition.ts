import { Counter, Gauge, Registry } from 'prom-client';
import type { MetricFamily } from './families';

/** The text format of Prometheus, version 0.0.4. */
export async function exposition(
  families: readonly MetricFamily[],
): Promise<{ contentType: string; body: string }> {
  const registry = new Registry();
  for (const { name, type, help, samples } of families) {
    const labelNames = [
      ...new Set(samples.flatMap(({ labels }) => Object.keys(labels))),
    ];
    const options = { name, help, labelNames, registers: [registry] };
    if (type === 'counter') {
      const counter = new Counter(options);
      samples.forEach(({ labels, value }) => counter.inc(labels, value));
    } else {
      const gauge = new Gauge(options);
      samples.forEach(({ labels, value }) => gauge.set(labels, value));
    }
  }
  return {
    contentType: registry.contentType,
    body: await registry.metrics(),
  };
}
