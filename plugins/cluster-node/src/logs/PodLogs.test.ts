import type { Observed } from '@mctl/plugin-platform-common';
import { isKnown } from '@mctl/plugin-platform-common';
import type { JobInfo } from '../objectTypes';
import { StubServer, type StubAnswer } from '../testing/StubServer';
import type { PodInfo, Workload } from '../types';
import { PodLogs } from './PodLogs';
import type { LogRequest, ServiceLogs } from './types';

const NOW = new Date('2026-03-01T10:00:00.000Z');

function pod(name: string, rest: Partial<PodInfo> = {}): PodInfo {
  return {
    namespace: 'acme',
    name,
    uid: name,
    replicaSet: null,
    phase: 'Running',
    ready: true,
    terminating: false,
    createdAt: '2026-03-01T09:00:00.000Z',
    startedAt: null,
    containers: [
      {
        name: 'shop',
        image: 'shop:1',
        ready: true,
        restarts: 0,
        state: null,
        lastState: null,
      },
    ],
    ...rest,
  };
}

function restarted(name: string): PodInfo {
  const lastState = {
    state: 'terminated' as const,
    reason: 'Error',
    message: null,
    exitCode: 1,
    startedAt: null,
    finishedAt: null,
  };
  const before = pod(name);
  return {
    ...before,
    containers: before.containers.map(each => ({ ...each, lastState })),
  };
}

describe('PodLogs', () => {
  let server: StubServer;
  let answers: Map<string, StubAnswer>;
  let pods: Observed<PodInfo[]>;
  let jobPods: PodInfo[];

  const seen = <T>(value: T) => ({
    value,
    source: 'cluster',
    observedAt: NOW.toISOString(),
  });

  beforeEach(async () => {
    answers = new Map();
    pods = seen([pod('shop-a')]);
    jobPods = [];
    server = await StubServer.start(
      url => answers.get(url.pathname.split('/')[6]) ?? { text: '' },
    );
  });
  afterEach(() => server.stop());

  const read = (request: Partial<LogRequest> = {}) =>
    PodLogs.create({
      connection: { load: server.load },
      status: {
        workload: () =>
          (isKnown(pods)
            ? seen({ pods: pods.value })
            : pods) as Observed<Workload | null>,
        jobs: () => seen([{ pods: jobPods }]) as Observed<JobInfo[]>,
      },
      clock: { now: () => NOW, schedule: () => () => {} },
    }).read({ namespace: 'acme', service: 'shop', limit: 100, ...request });

  const valueOf = (observed: Observed<ServiceLogs>): ServiceLogs => {
    if (!isKnown(observed)) {
      throw new Error(observed.unknown);
    }
    return observed.value;
  };
  const textsOf = (observed: Observed<ServiceLogs>) =>
    valueOf(observed).lines.map(({ text }) => text);

  it('puts the lines of all pods in the order of their times', async () => {
    pods = seen([pod('shop-a'), pod('shop-b')]);
    jobPods = [pod('shop--before-deploy-x')];
    answers.set('shop-a', {
      text: '2026-03-01T09:00:00.5Z two\n2026-03-01T09:00:00.51Z three\n',
    });
    answers.set('shop-b', { text: '2026-03-01T09:00:00Z one\n' });
    answers.set('shop--before-deploy-x', {
      text: '2026-03-01T09:00:01Z four\n2026-03-01T09:00:01Z five',
    });
    const answer = await read();
    expect(textsOf(answer)).toEqual(['one', 'two', 'three', 'four', 'five']);
    expect(answer).toMatchObject({
      source: 'cluster',
      observedAt: NOW.toISOString(),
      value: {
        more: false,
        sources: [
          { pod: 'shop-a', container: 'shop', lines: 2 },
          { pod: 'shop-b', container: 'shop', lines: 1 },
          { pod: 'shop--before-deploy-x', container: 'shop', lines: 2 },
        ],
      },
    });
    expect(valueOf(answer).lines[0]).toEqual({
      time: '2026-03-01T09:00:00.000000000Z',
      pod: 'shop-b',
      container: 'shop',
      text: 'one',
    });
  });

  it('asks for as much as is wanted, and for times', async () => {
    await read({ limit: 7, since: new Date('2026-03-01T09:00:00Z') });
    const [{ pathname, searchParams }] = server.requests;
    expect(pathname).toBe('/api/v1/namespaces/acme/pods/shop-a/log');
    expect(Object.fromEntries(searchParams)).toEqual({
      container: 'shop',
      timestamps: 'true',
      tailLines: '7',
      limitBytes: expect.any(String),
      sinceTime: '2026-03-01T09:00:00.000Z',
    });
  });

  it('keeps the newest lines that match, of a range of time', async () => {
    const line = (second: number, text: string) =>
      `2026-03-01T09:00:0${second}Z ${text}`;
    answers.set('shop-a', {
      text: [
        line(1, 'GET /a'),
        line(2, 'POST /b'),
        line(3, 'GET /c'),
        line(4, 'GET /d'),
        line(5, 'GET /e'),
      ].join('\n'),
    });
    const answer = await read({
      until: new Date('2026-03-01T09:00:05Z'),
      limit: 2,
      matches: text => text.startsWith('GET'),
    });
    expect(textsOf(answer)).toEqual(['GET /c', 'GET /d']);
    expect(valueOf(answer).more).toBe(true);
    expect(valueOf(answer).sources).toEqual([
      { pod: 'shop-a', container: 'shop', lines: 3 },
    ]);
  });

  it.each<[string, StubAnswer, string]>([
    [
      'waits for its image',
      {
        status: 400,
        json: {
          kind: 'Status',
          message:
            'container "shop" in pod "shop-b" is waiting to start: trying and failing to pull image',
        },
      },
      'container "shop" in pod "shop-b" is waiting to start: trying and failing to pull image',
    ],
    [
      'may not be read',
      { status: 403, json: { message: 'pods "shop-b" is forbidden' } },
      'the platform may not read the logs here',
    ],
    ['is gone', { status: 404, json: {} }, 'the pod is gone'],
    [
      'is on a node that does not answer',
      { status: 500, text: 'Get "https://10.0.0.7:10250/x": dial tcp' },
      'the node of the pod did not answer',
    ],
    [
      'breaks off',
      (_, response) => {
        response.socket?.destroy();
      },
      'the cluster could not be reached',
    ],
  ])('names a pod that %s', async (_, answer, unknown) => {
    pods = seen([pod('shop-a'), pod('shop-b')]);
    answers.set('shop-a', { text: '2026-03-01T09:00:00Z one' });
    answers.set('shop-b', answer);
    const logs = valueOf(await read());
    expect(logs.lines).toHaveLength(1);
    expect(logs.sources).toEqual([
      { pod: 'shop-a', container: 'shop', lines: 1 },
      { pod: 'shop-b', container: 'shop', unknown },
    ]);
    // Without the other pod nothing is known, which is not the same as nothing.
    pods = seen([pod('shop-b')]);
    expect(await read()).toEqual({
      unknown: `no pod could be read: ${unknown}`,
      source: 'cluster',
    });
  });

  it('knows nothing while the pods are not known', async () => {
    pods = { unknown: 'the cluster could not be reached', source: 'cluster' };
    expect(await read()).toEqual(pods);
    expect(server.requests).toEqual([]);
  });

  it('has nothing of a service without pods, and knows it', async () => {
    pods = seen([]);
    expect(await read()).toMatchObject({
      value: { lines: [], sources: [], more: false },
    });
  });

  it('asks only pods that were restarted for what was before', async () => {
    pods = seen([pod('shop-a'), restarted('shop-b')]);
    answers.set('shop-b', { text: '2026-03-01T09:00:00Z panic: no' });
    expect(textsOf(await read({ previous: true }))).toEqual(['panic: no']);
    expect(
      server.requests.map(url => url.searchParams.get('previous')),
    ).toEqual(['true']);
  });

  it('asks only the container that is wanted', async () => {
    const both = pod('shop-a');
    pods = seen([
      {
        ...both,
        containers: [
          ...both.containers,
          { ...both.containers[0], name: 'web' },
        ],
      },
    ]);
    await read({ container: 'web' });
    expect(
      server.requests.map(url => url.searchParams.get('container')),
    ).toEqual(['web']);
  });

  it('leaves containers out when there are very many, and says so', async () => {
    pods = seen(Array.from({ length: 60 }, (_, index) => pod(`shop-${index}`)));
    const { sources } = valueOf(await read());
    expect(sources).toHaveLength(60);
    expect(sources.filter(source => 'unknown' in source)).toHaveLength(10);
    expect(server.requests).toHaveLength(50);
  });

  it('asks for fewer lines when they are so long that the newest are cut', async () => {
    const line = `2026-03-01T09:00:00Z ${'x'.repeat(100_000)}\n`;
    server.answerWith(url => {
      const limit = Number(url.searchParams.get('limitBytes'));
      const lines = Number(url.searchParams.get('tailLines'));
      return { text: line.repeat(Math.min(lines, 60)).slice(0, limit) };
    });
    const { lines, more } = valueOf(await read({ limit: 100 }));
    expect(
      server.requests.map(url => url.searchParams.get('tailLines')),
    ).toEqual(['100', '25']);
    expect(more).toBe(true);
    expect(lines).toHaveLength(25);
    expect(lines[0].text).toMatch(/x… \[cut: 100000 characters in all\]$/);
  });

  it('passes over what has no time', async () => {
    answers.set('shop-a', {
      text: 'rest of a line\n2026-03-01T09:00:00Z one\n2026-03-01T09:00:00Z\n',
    });
    expect(textsOf(await read())).toEqual(['one', '']);
  });
});
