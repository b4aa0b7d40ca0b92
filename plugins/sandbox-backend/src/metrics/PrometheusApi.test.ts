import { mockServices } from '@backstage/backend-test-utils';
import { PrometheusMetrics } from '@mctl/plugin-cluster-node';
import type { Observed } from '@mctl/plugin-platform-common';
import request from 'supertest';
import { IngressServer } from '../ingress/IngressServer';
import { ServiceGateway } from '../ingress/ServiceGateway';
import { PODS } from '../store/resources';
import { FaultCluster } from '../faults/__testUtils__/FaultCluster';
import { ClusterMetrics } from './ClusterMetrics';

const MINUTE = 60_000;

function known<T>(observed: Observed<T>): T {
  if (!('value' in observed)) {
    throw new Error(observed.unknown);
  }
  return observed.value;
}

describe('PrometheusApi', () => {
  const logger = mockServices.logger.mock();
  let cluster: FaultCluster;
  let server: IngressServer;
  let metrics: ClusterMetrics;
  let url: string;

  const get = (path: string, query: Record<string, string> = {}) =>
    request(url).get(path).query(query);
  const seconds = () => cluster.clock.now().getTime() / 1000;

  beforeEach(async () => {
    cluster = new FaultCluster();
    metrics = ClusterMetrics.create({ ...cluster, logger });
    server = IngressServer.create({
      gateway: ServiceGateway.create(cluster),
      clock: cluster.clock,
      logger,
      own: (asked, response) => metrics.api.handle(asked, response),
      onRequest: () => {},
    });
    url = `http://127.0.0.1:${await server.listen(0)}`;
    metrics.start();
    cluster.release('1.4.0', { spec: { replicas: 2 } });
  });

  afterEach(async () => {
    metrics.stop();
    await server.close();
  });

  it('hands out metrics to scrape', async () => {
    const response = await get('/metrics');
    expect(response.headers['content-type']).toMatch(/^text\/plain; version=/);
    expect(response.text).toMatch(
      /^kube_deployment_spec_replicas\{namespace="acme",deployment="shop"\} 2$/m,
    );
  });

  it('answers what was recorded, in the form of Prometheus', async () => {
    cluster.clock.advance(MINUTE);
    const response = await get('/api/v1/query', {
      query: 'sum by (deployment) (kube_deployment_spec_replicas)',
    });
    expect(response.body).toEqual({
      status: 'success',
      data: {
        resultType: 'vector',
        result: [{ metric: { deployment: 'shop' }, value: [seconds(), '2'] }],
      },
    });
  });

  it('answers with nothing before anything was recorded', async () => {
    const response = await get('/api/v1/query', { query: 'kube_pod_info' });
    expect(response.body.data.result).toEqual([]);
  });

  it('answers over time, also to a form', async () => {
    cluster.clock.advance(5 * MINUTE);
    const response = await request(url)
      .post('/api/v1/query_range')
      .type('form')
      .send({
        query: 'sum(kube_deployment_spec_replicas)',
        start: new Date(
          cluster.clock.now().getTime() - 2 * MINUTE,
        ).toISOString(),
        end: seconds(),
        step: '1m',
      });
    expect(response.body.data).toEqual({
      resultType: 'matrix',
      result: [
        {
          metric: {},
          values: [
            [seconds() - 120, '2'],
            [seconds() - 60, '2'],
            [seconds(), '2'],
          ],
        },
      ],
    });
  });

  it('answers numbers as scalars', async () => {
    const response = await get('/api/v1/query', { query: '1.5', time: '7' });
    expect(response.body.data).toEqual({
      resultType: 'scalar',
      result: [7, '1.5'],
    });
  });

  it.each([
    ['/api/v1/query', {}, 'parse error'],
    ['/api/v1/query', { query: 'up > 1' }, 'does not evaluate "up > 1"'],
    [
      '/api/v1/query',
      { query: 'up', time: 'soon' },
      'invalid parameter "time"',
    ],
    ['/api/v1/query_range', { query: 'up' }, 'invalid parameter "start"'],
    [
      '/api/v1/query_range',
      { query: 'up', start: '2', end: '1', step: '1' },
      'end timestamp must not be before start time',
    ],
    [
      '/api/v1/query_range',
      { query: 'up', start: '0', end: '99999', step: '1' },
      'exceeded maximum resolution',
    ],
    [
      '/api/v1/query_range',
      { query: 'up', start: '0', end: '1', step: '0' },
      'not a valid duration',
    ],
  ])('refuses %s %j as Prometheus does', async (path, query, words) => {
    const response = await get(path, query);
    expect(response).toMatchObject({
      status: 400,
      body: {
        status: 'error',
        errorType: 'bad_data',
        error: expect.stringContaining(words),
      },
    });
  });

  it('refuses forms beyond reason, and methods that change nothing', async () => {
    const large = await request(url)
      .post('/api/v1/query')
      .type('form')
      .send({ query: 'x'.repeat(70_000) });
    expect(large.body.error).toContain('larger than 64 KiB');
    expect((await request(url).put('/api/v1/query')).status).toBe(405);
    expect((await request(url).post('/metrics')).status).toBe(405);
    expect((await get('/api/v1/series')).status).toBe(404);
  });

  it('says that it keeps no history of very many pods', async () => {
    for (let count = 0; count < 1000; count += 1) {
      cluster.store.create(PODS, {
        metadata: { name: `p-${count}`, namespace: 'acme' },
        spec: { nodeName: 'none', containers: [{ name: 'a', image: 'a:1' }] },
      });
    }
    expect(await get('/api/v1/query', { query: 'up' })).toMatchObject({
      status: 422,
      body: {
        errorType: 'execution',
        error:
          'the sandbox keeps no history of more than 1000 pods, and there are 1002',
      },
    });
  });

  describe('to the client of the platform', () => {
    const client = () =>
      PrometheusMetrics.create({ url, clock: cluster.clock });
    const of = { namespace: 'acme', service: 'shop' };

    it('usage by pod', async () => {
      cluster.clock.advance(5 * MINUTE);
      const value = known(await client().usage(of));
      expect(value).toHaveLength(2);
      for (const { pod, cpuCores, memoryBytes } of value) {
        const now = metrics.usage.usageOf(
          cluster.store.get(PODS, 'acme', pod) ?? cluster.pod,
        )?.[0];
        expect(cpuCores).toBeGreaterThan((now?.cpuCores ?? 0) * 0.7);
        expect(cpuCores).toBeLessThan((now?.cpuCores ?? 0) * 1.4);
        expect(memoryBytes).toBeGreaterThan((now?.memoryBytes ?? 0) * 0.9);
        expect(memoryBytes).toBeLessThan((now?.memoryBytes ?? 0) * 1.1);
      }
    });

    it('history, no longer than there is one', async () => {
      cluster.clock.advance(30 * MINUTE);
      const until = cluster.clock.now();
      const value = known(
        await client().history(of, {
          since: new Date(until.getTime() - 60 * MINUTE),
          until,
          stepSeconds: 300,
        }),
      );
      expect(value).toHaveLength(6);
      expect(value.every(({ memoryBytes }) => (memoryBytes ?? 0) > 0)).toBe(
        true,
      );
    });

    it('peaks, with the time that they cover', async () => {
      cluster.clock.advance(30 * MINUTE);
      const value = known(await client().peaks(of, 3600));
      expect(value.coveredSeconds).toBe(1800);
      expect(value.memoryMaxBytes).toBeGreaterThan(30 * 2 ** 20);
      expect(value.cpuP95Cores).toBeGreaterThan(0);
    });
  });
});
