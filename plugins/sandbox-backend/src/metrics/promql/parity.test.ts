import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { mockServices } from '@backstage/backend-test-utils';
import { FaultCluster } from '../../faults/__testUtils__/FaultCluster';
import { keyOf, Evaluator } from './evaluate';
import { MetricsCollector } from '../MetricsCollector';
import { MetricsRecorder } from '../MetricsRecorder';
import { UsageModel } from '../UsageModel';
import type { SampleHistory } from '../SampleHistory';
import { parseQuery } from './parseQuery';

const MINUTE = 60_000;
const READY = 'Server is ready to receive web requests';
const installed =
  spawnSync('prometheus', ['--version']).status === 0 &&
  spawnSync('promtool', ['--version']).status === 0;
// Real Prometheus is no dependency; Debian's package `prometheus` has it.
const whenInstalled = installed ? describe : describe.skip;

jest.setTimeout(60_000);

const CPU =
  'rate(container_cpu_usage_seconds_total{namespace="acme",container!=""}[5m])';
const MEMORY =
  'container_memory_working_set_bytes{namespace="acme",pod=~"shop-[a-z0-9]{1,16}-[a-z0-9]{5}"}';
const QUERIES = [
  `sum by (pod) (${CPU})`,
  `sum by (namespace) (${CPU})`,
  `sum by (pod) (${MEMORY})`,
  `avg without (pod, image) (${MEMORY})`,
  `count(${MEMORY})`,
  `min(${MEMORY})`,
  `max_over_time(${MEMORY}[10m])`,
  `quantile_over_time(0.95, (sum by (pod) (${CPU}))[1200s:300s])`,
  `max_over_time((sum by (pod) (${MEMORY}))[1200s:300s])`,
  `count_over_time((sum by (namespace) (${MEMORY}))[1200s:300s])`,
  'increase(kube_pod_container_status_restarts_total[20m])',
  'kube_pod_status_phase{phase!~"Run.*|Pend.*"}',
  'quantile_over_time(0.3, container_memory_working_set_bytes[7m])',
  'sum_over_time(kube_deployment_spec_replicas[5m])',
  'avg_over_time(container_memory_working_set_bytes[3m:40s])',
  'rate(container_cpu_usage_seconds_total[10s])',
  'last_over_time(kube_deployment_spec_replicas[1m])',
];

whenInstalled('PromQL of the sandbox and of a real Prometheus', () => {
  let folder: string;
  let prometheus: ChildProcess;
  let url: string;
  let history: SampleHistory;
  let now: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mctl-prometheus-'));
    ({ history, now } = recordHistory());
    const file = join(folder, 'history.txt');
    await writeFile(file, openMetrics(history));
    const data = join(folder, 'data');
    const made = spawnSync(
      'promtool',
      ['tsdb', 'create-blocks-from', 'openmetrics', file, data],
      { encoding: 'utf8' },
    );
    if (made.status !== 0) {
      throw new Error(`promtool could not read the history: ${made.stderr}`);
    }
    await writeFile(join(folder, 'prometheus.yml'), 'scrape_configs: []\n');
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    prometheus = spawn(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${data}`,
        `--storage.tsdb.retention.time=100y`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    await untilLine(prometheus, READY);
  });

  afterAll(async () => {
    if (prometheus.exitCode === null) {
      prometheus.kill('SIGTERM');
      await once(prometheus, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  });

  it.each(QUERIES)('agree on %s', async query => {
    const ask = new URL(`${url}/api/v1/query`);
    ask.search = String(
      new URLSearchParams({ query, time: String(now / 1000) }),
    );
    const answer = await (await fetch(ask)).json();
    const theirs = new Map<string, number>(
      answer.data.result.map(
        (each: { metric: Record<string, string>; value: [number, string] }) => [
          keyOf(each.metric),
          Number(each.value[1]),
        ],
      ),
    );
    const ours = new Map(
      new Evaluator(history)
        .at(parseQuery(query), now)
        .map(({ labels, value }) => [keyOf(labels), value]),
    );
    expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
    for (const [key, value] of ours) {
      expect(value).toBeCloseTo(theirs.get(key) ?? NaN, 6);
    }
  });
});

/**
 * Half an hour of a service that leaks and is restarted once, so that counters
 * begin anew. No series ends in it: text cannot tell Prometheus that one did.
 */
function recordHistory() {
  const cluster = new FaultCluster();
  const usage = UsageModel.create(cluster);
  const collector = MetricsCollector.create({
    ...cluster,
    usage,
    requests: () => [],
  });
  const recorder = MetricsRecorder.create({
    ...cluster,
    collector,
    logger: mockServices.logger.mock(),
  });
  // Off the steps of subqueries: whether a range includes its beginning
  // differs between versions 2 and 3 of Prometheus.
  cluster.clock.advance(7000);
  recorder.start();
  cluster.release('1.4.0', {
    container: { resources: { limits: { memory: '1500Mi', cpu: '500m' } } },
    spec: { replicas: 2 },
  });
  cluster.inject('leak');
  cluster.clock.advance(20 * MINUTE);
  cluster.faults.clear('acme', 'shop');
  cluster.clock.advance(9 * MINUTE + 3456);
  return {
    history: recorder.history,
    now: cluster.clock.now().getTime(),
  };
}

function openMetrics(history: SampleHistory): string {
  const readings = history.readings(0, Infinity);
  const lines = history
    .series(() => true)
    .flatMap(({ name, series }) => {
      const labels = Object.entries(series.labels)
        .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
        .join(',');
      return readings.flatMap(({ index, time }) => {
        const value = series.at(index);
        return value === undefined
          ? []
          : [`${name}{${labels}} ${value} ${time / 1000}`];
      });
    });
  return `${lines.join('\n')}\n# EOF\n`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

async function untilLine(child: ChildProcess, words: string): Promise<void> {
  if (!child.stderr) {
    throw new Error('the standard error of Prometheus is not a pipe');
  }
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    lines.push(line);
    if (line.includes(words)) {
      child.stderr.resume();
      return;
    }
  }
  throw new Error(`Prometheus ended before it was ready:\n${lines.join('\n')}`);
}
