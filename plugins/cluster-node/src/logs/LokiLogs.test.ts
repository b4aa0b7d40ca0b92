import { StubServer } from '../testing/StubServer';
import { LokiLogs } from './LokiLogs';
import type { ClusterLogs, LogRequest } from './types';

const NOW = new Date('2026-03-01T10:00:00.000Z');
const NANOSECONDS = BigInt(NOW.getTime()) * 1_000_000n;
const request: LogRequest = { namespace: 'acme', service: 'shop', limit: 10 };

/** A value of Loki, some nanoseconds ago. */
const entry = (ago: number, text: string) => [
  String(NANOSECONDS - BigInt(ago)),
  text,
];

function streams(...result: object[]) {
  return {
    json: { status: 'success', data: { resultType: 'streams', result } },
  };
}

describe('LokiLogs', () => {
  let server: StubServer;
  beforeEach(async () => {
    server = await StubServer.start(() => streams());
  });
  afterEach(() => server.stop());

  const pods: ClusterLogs = {
    read: async () => ({ unknown: 'asked the pods', source: 'cluster' }),
  };
  const create = () =>
    LokiLogs.create({
      url: `${server.url}/`,
      pods,
      clock: { now: () => NOW, schedule: () => () => {} },
    });

  it('puts the streams of all pods in order, the newest last', async () => {
    server.answerWith(() =>
      streams(
        {
          stream: { pod: 'shop-a', container: 'shop', namespace: 'acme' },
          values: [entry(1, 'four'), entry(3, 'two, later'), entry(3, 'two')],
        },
        {
          stream: { pod: 'shop-b', container: 'shop' },
          values: [entry(2, '\u001b[31mthree'), entry(4, 'one')],
        },
      ),
    );
    expect(await create().read(request)).toEqual({
      source: 'loki',
      observedAt: NOW.toISOString(),
      value: {
        lines: [
          ['shop-b', 'one'],
          ['shop-a', 'two'],
          ['shop-a', 'two, later'],
          ['shop-b', 'three'],
          ['shop-a', 'four'],
        ].map(([pod, text]) => ({
          pod,
          text,
          container: 'shop',
          time: expect.stringMatching(/^2026-03-01T09:59:59\.99999999\dZ$/),
        })),
        sources: [
          { pod: 'shop-b', container: 'shop', lines: 2 },
          { pod: 'shop-a', container: 'shop', lines: 3 },
        ],
        more: false,
      },
    });
  });

  it('asks for the range, backward', async () => {
    await create().read({
      ...request,
      since: new Date('2026-03-01T09:00:00Z'),
      until: new Date('2026-03-01T09:30:00Z'),
      contains: 'ERROR',
    });
    const [url] = server.requests;
    expect(url.pathname).toBe('/loki/api/v1/query_range');
    expect(url.searchParams.get('query')).toMatch(/^\{.*\} \|= "ERROR"$/);
    expect(url.searchParams.get('direction')).toBe('backward');
    expect(url.searchParams.get('start')).toBe('1772355600000000000');
    expect(url.searchParams.get('end')).toBe('1772357400000000000');
  });

  it('goes further back while too few lines match', async () => {
    server.answerWith(url => {
      const end = BigInt(url.searchParams.get('end') ?? 0);
      return streams({
        stream: { pod: 'shop-a', container: 'shop' },
        values: Array.from({ length: 5_000 }, (_, index) => [
          String(end - BigInt(index + 1)),
          index === 0 ? 'wanted' : 'other',
        ]),
      });
    });
    const answer = await create().read({
      ...request,
      limit: 3,
      matches: text => text === 'wanted',
    });
    expect(server.requests).toHaveLength(3);
    expect(answer).toMatchObject({
      value: { lines: [{}, {}, {}], more: true },
    });
  });

  it('gives up after a few pages, and says that there may be more', async () => {
    server.answerWith(url => {
      const end = BigInt(url.searchParams.get('end') ?? 0);
      return streams({
        stream: { pod: 'shop-a', container: 'shop' },
        values: Array.from({ length: 5_000 }, (_, index) => [
          String(end - BigInt(index + 1)),
          'other',
        ]),
      });
    });
    const answer = await create().read({ ...request, matches: () => false });
    expect(server.requests).toHaveLength(5);
    expect(answer).toMatchObject({ value: { lines: [], more: true } });
  });

  it('leaves what was before a restart to the pods', async () => {
    expect(await create().read({ ...request, previous: true })).toEqual({
      unknown: 'asked the pods',
      source: 'cluster',
    });
    expect(server.requests).toEqual([]);
  });

  it.each<[string, Parameters<StubServer['answerWith']>[0], string]>([
    [
      'refuses',
      () => ({ status: 400, text: 'parse error at http://10.0.0.1' }),
      'Loki answered 400',
    ],
    [
      'answers with HTML',
      () => ({ text: '<html>' }),
      'Loki answered with something that is no JSON',
    ],
    [
      'answers with figures',
      () => ({
        json: { status: 'success', data: { resultType: 'matrix', result: [] } },
      }),
      'Loki answered with something that is no result of a log query',
    ],
    [
      'breaks off',
      () => (_, response) => {
        response.socket?.destroy();
      },
      'Loki could not be reached',
    ],
    [
      'sends somewhere else',
      () => (_, response) => {
        response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
      },
      'Loki could not be reached',
    ],
  ])('is unknown when Loki %s', async (_, answer, unknown) => {
    server.answerWith(answer);
    expect(await create().read(request)).toEqual({ unknown, source: 'loki' });
  });
});
