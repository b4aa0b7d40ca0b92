import { StubServer } from '../testing/StubServer';
import { prometheusQueries } from './prometheusQueries';
import { PrometheusMetrics } from './PrometheusMetrics';

const NOW = new Date('2026-03-01T10:00:00.000Z');
const SECONDS = NOW.getTime() / 1000;
const acme = { namespace: 'acme' };
const shop = { namespace: 'acme', service: 'shop' };

const vector = (...result: object[]) => ({
  json: { status: 'success', data: { resultType: 'vector', result } },
});
const matrix = (...result: object[]) => ({
  json: { status: 'success', data: { resultType: 'matrix', result } },
});

describe('the queries', () => {
  const selector =
    '{namespace="acme",pod=~"shop(?:--before-deploy|-[a-z0-9]{1,16})-[a-z0-9]{5}",container!=""}';

  it('have fixed shapes', () => {
    const { peaks, ...queries } = prometheusQueries(shop);
    expect(queries).toEqual({
      cpuByPod: `sum by (pod) (rate(container_cpu_usage_seconds_total${selector}[5m]))`,
      memoryByPod: `sum by (pod) (container_memory_working_set_bytes${selector})`,
      cpu: `sum by (namespace) (rate(container_cpu_usage_seconds_total${selector}[5m]))`,
      memory: `sum by (namespace) (container_memory_working_set_bytes${selector})`,
    });
    expect(peaks(604_800)).toEqual({
      cpuP95: `quantile_over_time(0.95, (sum by (pod) (rate(container_cpu_usage_seconds_total${selector}[5m])))[604800s:300s])`,
      memoryMax: `max_over_time((sum by (pod) (container_memory_working_set_bytes${selector}))[604800s:300s])`,
      samples: `count_over_time((sum by (namespace) (container_memory_working_set_bytes${selector}))[604800s:300s])`,
    });
  });

  it('are about all of a namespace when no service is named', () => {
    expect(prometheusQueries(acme).memory).toBe(
      'sum by (namespace) (container_memory_working_set_bytes{namespace="acme",container!=""})',
    );
  });

  it.each([
    { namespace: 'a"} or vector(1) #' },
    { namespace: 'acme', service: '.*' },
    { namespace: 'acme', service: 'shop"}' },
  ])('take nothing but names: %j', of => {
    expect(() => prometheusQueries(of)).toThrow(RangeError);
  });
});

describe('PrometheusMetrics', () => {
  let server: StubServer;
  beforeEach(async () => {
    server = await StubServer.start(() => vector());
  });
  afterEach(() => server.stop());

  const create = () =>
    PrometheusMetrics.create({
      url: `${server.url}/`,
      clock: { now: () => NOW, schedule: () => () => {} },
    });
  const isCpu = (url: URL) =>
    String(url.searchParams.get('query')).includes('cpu');

  it('has what each pod uses, also before there is a rate', async () => {
    server.answerWith(url =>
      isCpu(url)
        ? vector({ metric: { pod: 'shop-a' }, value: [SECONDS, '0.25'] })
        : vector(
            { metric: { pod: 'shop-a' }, value: [SECONDS, '1048576'] },
            { metric: { pod: 'shop-b' }, value: [SECONDS, '2097152'] },
            { metric: { pod: 'shop-c' }, value: [SECONDS, 'NaN'] },
          ),
    );
    const measuredAt = NOW.toISOString();
    expect(await create().usage(shop)).toEqual({
      value: [
        { pod: 'shop-a', cpuCores: 0.25, memoryBytes: 1_048_576, measuredAt },
        { pod: 'shop-b', cpuCores: 0, memoryBytes: 2_097_152, measuredAt },
      ],
      source: 'prometheus',
      observedAt: measuredAt,
    });
    expect(server.requests.map(({ pathname }) => pathname)).toEqual([
      '/api/v1/query',
      '/api/v1/query',
    ]);
  });

  it('has what was used over time, with gaps where there is nothing', async () => {
    server.answerWith(url =>
      isCpu(url)
        ? matrix({
            metric: { namespace: 'acme' },
            values: [
              [SECONDS - 30, '0.5'],
              [SECONDS, '+Inf'],
            ],
          })
        : matrix({
            metric: { namespace: 'acme' },
            values: [
              [SECONDS - 60, '10'],
              [SECONDS - 30, '20'],
            ],
          }),
    );
    const since = new Date(NOW.getTime() - 60_000);
    expect(
      await create().history(acme, { since, until: NOW, stepSeconds: 30 }),
    ).toMatchObject({
      value: [
        { time: '2026-03-01T09:59:00.000Z', cpuCores: null, memoryBytes: 10 },
        { time: '2026-03-01T09:59:30.000Z', cpuCores: 0.5, memoryBytes: 20 },
      ],
    });
    const [url] = server.requests;
    expect(url.pathname).toBe('/api/v1/query_range');
    expect(url.searchParams.get('start')).toBe(String(SECONDS - 60));
    expect(url.searchParams.get('end')).toBe(String(SECONDS));
    expect(url.searchParams.get('step')).toBe('30');
  });

  it('has the peaks of the pod that used most, and what they rest on', async () => {
    server.answerWith(url => {
      const query = String(url.searchParams.get('query'));
      const of = (pod: string, value: string) => ({
        metric: { pod },
        value: [SECONDS, value],
      });
      if (query.startsWith('count')) {
        return vector({ metric: {}, value: [SECONDS, '12'] });
      }
      return query.startsWith('quantile')
        ? vector(of('a', '0.2'), of('b', '0.4'))
        : vector(of('a', '300'), of('b', '200'));
    });
    expect(await create().peaks(shop, 604_800)).toMatchObject({
      value: { cpuP95Cores: 0.4, memoryMaxBytes: 300, coveredSeconds: 3_600 },
    });
    expect(await create().peaks(shop, 1_800)).toMatchObject({
      value: { coveredSeconds: 1_800 },
    });
  });

  it('knows no peaks of what it never saw', async () => {
    expect(await create().peaks(shop, 3_600)).toEqual({
      unknown: 'Prometheus has no figures of this service yet',
      source: 'prometheus',
    });
  });

  it.each<[string, Parameters<StubServer['answerWith']>[0], string]>([
    [
      'refuses a query',
      () => ({ status: 400, json: { status: 'error', error: 'parse error' } }),
      'Prometheus answered 400',
    ],
    [
      'answers with HTML',
      () => ({ text: '<html>' }),
      'Prometheus answered with something that is no JSON',
    ],
    [
      'answers with garbage',
      () => vector({ metric: { pod: 1 }, value: 'x' }),
      'Prometheus answered with something that is no result of a query',
    ],
    [
      'breaks off',
      () => (_, response) => {
        response.socket?.destroy();
      },
      'Prometheus could not be reached',
    ],
    [
      'answers without end',
      () => (_, response) => {
        const chunk = Buffer.alloc(1024 * 1024, 'x');
        const write = () => {
          if (!response.destroyed) {
            response.write(chunk, write);
          }
        };
        write();
      },
      'Prometheus could not be reached',
    ],
  ])('is unknown when Prometheus %s', async (_, answer, unknown) => {
    server.answerWith(answer);
    const expected = { unknown, source: 'prometheus' };
    expect(await create().usage(shop)).toEqual(expected);
    expect(await create().peaks(shop, 3_600)).toEqual(expected);
    expect(
      await create().history(shop, {
        since: NOW,
        until: NOW,
        stepSeconds: 30,
      }),
    ).toEqual(expected);
  });
});
