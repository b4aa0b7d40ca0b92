import fc from 'fast-check';
import { FaultBook } from '../faults/FaultBook';
import { ServiceLogs } from '../logs/ServiceLogs';
import type { PodLogs } from '../logs/PodLogs';
import type { ContainerStatus, Pod } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { PODS } from '../store/resources';
import { StatusError } from '../store/StatusError';
import { collectResponse } from '../testing/collectResponse';
import { failureOf } from '../testing/failureOf';
import { ManualClock } from '../testing/ManualClock';
import { ManualLogs } from '../testing/ManualLogs';
import { newStore } from '../testing/newStore';
import { streamPodLogs } from './podLogs';

const terminated = {
  exitCode: 1,
  reason: 'Error',
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:01Z',
  containerID: 'c',
};
const running = { running: { startedAt: '2026-01-01T00:00:02Z' } };

function startPod(
  createLogs: (cluster: {
    clock: ManualClock;
    store: ObjectStore;
  }) => PodLogs = () => new ManualLogs(),
) {
  const clock = new ManualClock();
  const store = newStore({ clock, namespaces: ['acme'] });
  const logs = createLogs({ clock, store });
  let pod: Pod = store.create(PODS, {
    metadata: { name: 'shop-1', namespace: 'acme' },
    spec: {
      nodeName: 'sandbox',
      containers: [
        {
          name: 'shop',
          image: 'acme/shop:1.4.0',
          ports: [{ containerPort: 8080 }],
        },
      ],
    },
  });
  const become = (status: Partial<ContainerStatus>) => {
    pod =
      store.modify(PODS, 'acme', 'shop-1', draft => {
        draft.status = {
          phase: 'Running',
          containerStatuses: [
            {
              name: 'shop',
              image: 'acme/shop:1.4.0',
              imageID: '',
              ready: false,
              started: false,
              restartCount: 0,
              state: {},
              lastState: {},
              ...status,
            },
          ],
        };
      }) ?? pod;
  };
  const ask = (query = '') => {
    const answer = collectResponse();
    streamPodLogs({
      pod,
      query: new URLSearchParams(query),
      logs,
      store,
      clock,
      response: answer.response,
    });
    return answer;
  };
  return { clock, store, become, ask, change: (next: Pod) => (pod = next) };
}

/** What the sandbox's containers write. */
function serviceLogs(cluster: { clock: ManualClock; store: ObjectStore }) {
  const faults = FaultBook.create(cluster);
  return ServiceLogs.create({ ...cluster, faults });
}

/** A pod whose container has written a line each second. */
function startWriting(lines: readonly string[]) {
  const logs = new ManualLogs();
  const started = startPod(() => logs);
  started.become({ state: running });
  logs.present = lines.map((text, second) => ({
    time: `2026-01-01T00:00:0${second}.000Z`,
    text,
  }));
  return { ...started, logs };
}

describe('streamPodLogs', () => {
  it('shows how a container started', () => {
    const { clock, become, ask } = startPod(serviceLogs);
    become({ state: running });
    clock.advance(2500);
    const { text, ended } = ask();
    expect(text()).toBe(
      [
        '2026-01-01T00:00:02.000Z INFO starting acme/shop:1.4.0',
        '2026-01-01T00:00:02.000Z INFO configuration read: 0 variables',
        '2026-01-01T00:00:02.200Z INFO listening on :8080',
        '',
      ].join('\n'),
    );
    expect(ended()).toBe(true);
  });

  it('shows why a container crashed, now and before', () => {
    const waiting = { waiting: { reason: 'CrashLoopBackOff' } };
    for (const [status, query] of [
      [{ state: { terminated } }, ''],
      [{ state: waiting, lastState: { terminated } }, ''],
      [{ state: running, lastState: { terminated } }, 'previous=true'],
    ] as const) {
      const { clock, become, ask } = startPod(serviceLogs);
      become(status);
      clock.advance(3000);
      expect(ask(query).text()).toContain('Error: Cannot find module');
    }
  });

  it.each([
    ['', 'abcd'],
    ['tailLines=0', ''],
    ['tailLines=1', 'd'],
    ['tailLines=99', 'abcd'],
    ['sinceTime=2026-01-01T00:00:02Z', 'cd'],
    ['sinceSeconds=1', 'cd'],
    // The kubelet looks for the end of the file first.
    ['sinceTime=2026-01-01T00:00:01Z&tailLines=2', 'cd'],
    ['limitBytes=5', 'abc'],
  ])('shows of four lines by %s: %s', (query, texts) => {
    const { clock, ask } = startWriting(['a', 'b', 'c', 'd']);
    clock.advance(3000);
    expect(ask(query).text().replaceAll('\n', '')).toBe(texts);
  });

  it('says when each line was written', () => {
    const { ask } = startWriting(['a', 'b']);
    expect(ask('timestamps=true').text()).toBe(
      '2026-01-01T00:00:00.000Z a\n2026-01-01T00:00:01.000Z b\n',
    );
  });

  it('cuts at a byte, whatever character it belongs to', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' })),
        fc.integer({ min: 1, max: 50 }),
        (texts, limit) => {
          const { logs, ask } = startWriting([]);
          logs.present = texts.map(text => ({ time: '2026-01-01', text }));
          const all = Buffer.from(texts.map(text => `${text}\n`).join(''));
          expect(ask(`limitBytes=${limit}`).text()).toBe(
            Buffer.from(all.subarray(0, limit)).toString(),
          );
        },
      ),
    );
  });

  it('follows until the container ends, with its last words', () => {
    const { logs, become, ask } = startWriting(['a']);
    const { text, ended } = ask('follow=true');
    logs.write({ time: '2026-01-01T00:00:03Z', text: 'b' });
    expect(text()).toBe('a\nb\n');
    become({ state: running, ready: true });
    expect(ended()).toBe(false);
    logs.present.push({ time: '2026-01-01T00:00:04Z', text: 'bye' });
    become({ state: { terminated } });
    expect(text()).toBe('a\nb\nbye\n');
    expect(ended()).toBe(true);
    expect(logs.followers).toBe(0);
  });

  it('ends with the run it followed, not with the next one', () => {
    const { logs, become, ask } = startWriting(['a']);
    const { text, ended } = ask('follow=true');
    logs.before = [...logs.present, { time: '2026-01-01', text: 'bye' }];
    logs.present = [{ time: '2026-01-01', text: 'hello again' }];
    become({ state: running, restartCount: 1, lastState: { terminated } });
    expect(text()).toBe('a\nbye\n');
    expect(ended()).toBe(true);
  });

  it('stops listening when the pod or the client goes', () => {
    const { logs, store, ask } = startWriting(['a']);
    const { ended } = ask('follow=true');
    const other = ask('follow=true');
    other.response.emit('close');
    expect(logs.followers).toBe(1);
    store.remove(PODS, 'acme', 'shop-1');
    expect(ended()).toBe(true);
    expect(logs.followers).toBe(0);
  });

  it('stops following when there is no room any more', () => {
    const { logs, ask } = startWriting(['a']);
    const { text, ended } = ask('follow=true&limitBytes=4');
    logs.write({ time: '2026-01-01T00:00:03Z', text: 'bcd' });
    expect(text()).toBe('a\nbc');
    expect(ended()).toBe(true);
    expect(logs.followers).toBe(0);
  });

  it.each([
    ['ContainerCreating', 'ContainerCreating'],
    ['CreateContainerConfigError', 'CreateContainerConfigError'],
    ['ErrImagePull', 'trying and failing to pull image'],
    ['ImagePullBackOff', 'trying and failing to pull image'],
  ])('says that %s keeps a container waiting', (reason, because) => {
    const { become, ask } = startPod();
    become({ state: { waiting: { reason } } });
    expect(() => ask()).toThrow(
      `container "shop" in pod "shop-1" is waiting to start: ${because}`,
    );
  });

  it('says what there is not', () => {
    const { become, ask } = startPod();
    expect(() => ask()).toThrow(
      'container "shop" in pod "shop-1" is not available',
    );
    become({ state: running });
    expect(() => ask('previous=1')).toThrow(
      'previous terminated container "shop" in pod "shop-1" not found',
    );
    expect(() => ask('container=proxy')).toThrow(
      'container proxy is not valid for pod shop-1',
    );
  });

  it('is empty as long as the pod has no node', () => {
    const { store, ask, change } = startPod();
    change(
      store.create(PODS, {
        metadata: { name: 'new', namespace: 'acme' },
        spec: { containers: [{ name: 'a', image: 'a' }] },
      }),
    );
    expect(ask().text()).toBe('');
  });

  it('asks which of several containers is meant', () => {
    const { store, ask, change } = startPod();
    change(
      store.create(PODS, {
        metadata: { name: 'two', namespace: 'acme' },
        spec: {
          nodeName: 'sandbox',
          initContainers: [{ name: 'first', image: 'a' }],
          containers: [
            { name: 'a', image: 'a' },
            { name: 'b', image: 'a' },
          ],
        },
      }),
    );
    expect(() => ask()).toThrow(
      'a container name must be specified for pod two, choose one of: [a b] or one of the init containers: [first]',
    );
    expect(() => ask('container=first')).toThrow(
      'container "first" in pod "two" is not available',
    );
  });

  it.each([
    ['limitBytes=0', 422, 'limitBytes: Invalid value: 0: must be greater than'],
    ['sinceSeconds=0', 422, 'sinceSeconds: Invalid value: 0'],
    ['sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z', 422, 'at most one of'],
    ['sinceTime=yesterday', 400, 'must be a time such as'],
    ['tailLines=-1', 400, 'must be a whole number'],
  ])('refuses %s', (query, code, message) => {
    const { ask } = startWriting(['a']);
    const failure = failureOf(() => ask(query));
    expect(failure).toBeInstanceOf(StatusError);
    expect(failure).toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});
