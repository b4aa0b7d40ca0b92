import { StubServer } from '../testing/StubServer';
import { CombinedMetrics } from './CombinedMetrics';
import { MetricsApi } from './MetricsApi';
import type { ClusterMetrics } from './types';

const NOW = new Date('2026-03-01T10:00:00.000Z');

const podMetrics = (name: string, ...usage: object[]) => ({
  metadata: { name },
  timestamp: '2026-03-01T09:59:30Z',
  window: '15s',
  containers: usage.map(each => ({ name: 'shop', usage: each })),
});

describe('MetricsApi', () => {
  let server: StubServer;
  beforeEach(async () => {
    server = await StubServer.start(() => ({
      json: {
        kind: 'PodMetricsList',
        items: [
          podMetrics(
            'shop-6c9f7d8b5c-x7k2p',
            { cpu: '250m', memory: '64Mi' },
            { cpu: '1500000n', memory: '1024' },
          ),
          podMetrics('shop-api-6c9f7d8b5c-x7k2p', { cpu: '1', memory: '1Gi' }),
        ],
      },
    }));
  });
  afterEach(() => server.stop());

  const create = () =>
    MetricsApi.create({
      connection: { load: server.load },
      clock: { now: () => NOW, schedule: () => () => {} },
    });

  it('adds up what the containers of each pod use', async () => {
    expect(await create().usage({ namespace: 'acme' })).toEqual({
      value: [
        {
          pod: 'shop-6c9f7d8b5c-x7k2p',
          cpuCores: 0.2515,
          memoryBytes: 64 * 1024 * 1024 + 1024,
          measuredAt: '2026-03-01T09:59:30.000Z',
        },
        expect.objectContaining({ cpuCores: 1, memoryBytes: 1024 ** 3 }),
      ],
      source: 'metrics.k8s.io',
      observedAt: NOW.toISOString(),
    });
    expect(server.requests[0].pathname).toBe(
      '/apis/metrics.k8s.io/v1beta1/namespaces/acme/pods',
    );
  });

  it('shows only the pods of the service that is wanted', async () => {
    expect(
      await create().usage({ namespace: 'acme', service: 'shop' }),
    ).toMatchObject({ value: [{ pod: 'shop-6c9f7d8b5c-x7k2p' }] });
  });

  it.each<[string, Parameters<StubServer['answerWith']>[0], string]>([
    [
      'there is no metrics server',
      () => ({ status: 404, text: '404 page not found' }),
      'the cluster has no metrics server',
    ],
    [
      'the metrics server is down',
      () => ({ status: 503, json: { message: 'no endpoints at 10.0.0.1' } }),
      'the metrics server did not answer',
    ],
    [
      'it answers with something else',
      () => ({ json: { items: [{}] } }),
      'the metrics server answered with something unreadable',
    ],
    [
      'a figure is none',
      () => ({
        json: { items: [podMetrics('a', { cpu: 'lots', memory: '1' })] },
      }),
      'the metrics server answered with something unreadable',
    ],
    [
      'the connection breaks off',
      () => (_, response) => {
        response.socket?.destroy();
      },
      'the cluster could not be reached',
    ],
  ])('is unknown when %s', async (_, answer, unknown) => {
    server.answerWith(answer);
    expect(await create().usage({ namespace: 'acme' })).toEqual({
      unknown,
      source: 'metrics.k8s.io',
    });
  });
});

describe('CombinedMetrics', () => {
  const of = { namespace: 'acme', service: 'shop' };
  const range = { since: NOW, until: NOW, stepSeconds: 60 };
  const known = (source: string) => ({
    value: [],
    source,
    observedAt: NOW.toISOString(),
  });
  const unknown = { unknown: 'none', source: 'metrics.k8s.io' };
  const prometheus: ClusterMetrics = {
    usage: async () => known('prometheus'),
    history: async () => known('prometheus'),
    peaks: async () => unknown,
  };

  it('asks Prometheus for usage only when the metrics server is silent', async () => {
    const usage = jest.fn().mockResolvedValue(known('metrics.k8s.io'));
    const metrics = CombinedMetrics.create({ current: { usage }, prometheus });
    expect(await metrics.usage(of)).toMatchObject({ source: 'metrics.k8s.io' });
    usage.mockResolvedValue(unknown);
    expect(await metrics.usage(of)).toMatchObject({ source: 'prometheus' });
    expect(await metrics.history(of, range)).toEqual(known('prometheus'));
    expect(await metrics.peaks(of, 60)).toBe(unknown);
  });

  it('says that there is no history without a Prometheus', async () => {
    const metrics = CombinedMetrics.create({
      current: { usage: async () => unknown },
    });
    expect(await metrics.usage(of)).toBe(unknown);
    for (const answer of [
      await metrics.history(of, range),
      await metrics.peaks(of, 60),
    ]) {
      expect(answer).toEqual({
        unknown: expect.stringContaining('mctl.metrics.prometheus.url'),
        source: 'prometheus',
      });
    }
  });
});
