import fc from 'fast-check';
import type { FaultOutcome } from '../faults/FaultOutcome';
import type { Container } from '../store/objects';
import { PODS } from '../store/resources';
import { newStore } from '../testing/newStore';
import type { ContainerRun } from './containerRun';
import { type OutcomeAt, runEntries, SLOT_MS } from './runEntries';

const START = Date.parse('2026-01-01T00:00:00Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const healthy: OutcomeAt = () => ({});
const always =
  (outcome: FaultOutcome): OutcomeAt =>
  () =>
    outcome;

function runOf(
  options: {
    container?: Partial<Container>;
    end?: ContainerRun['end'];
    restartPolicy?: 'Never';
    isInit?: boolean;
    startedAt?: number;
  } = {},
): ContainerRun {
  const container: Container = {
    name: 'shop',
    image: 'acme/shop:1.4.0',
    ports: [{ containerPort: 8080 }],
    ...options.container,
  };
  const pod = newStore({ namespaces: ['acme'] }).create(PODS, {
    metadata: { name: 'shop', namespace: 'acme' },
    spec: {
      restartPolicy: options.restartPolicy,
      containers: options.isInit
        ? [{ name: 'other', image: 'acme/other:1' }]
        : [container],
    },
  });
  return {
    // A store makes up another uid each time, which would be another seed.
    pod: { ...pod, metadata: { ...pod.metadata, uid: 'one' } },
    container,
    startedAt: options.startedAt ?? START,
    end: options.end,
  };
}

/** What is written from `after` until `until`, both since the start. */
function entriesOf(
  run: ContainerRun,
  after: number,
  until: number,
  outcomeAt = healthy,
) {
  return runEntries(run, outcomeAt, {
    after: run.startedAt + after,
    until: run.startedAt + until,
  });
}

const ends = [
  undefined,
  { at: START, exitCode: 1, reason: 'Error' },
  { at: START + 90 * SECOND, exitCode: 0, reason: 'Completed' },
  { at: START + 91 * SECOND, exitCode: 1, reason: 'Error' },
  { at: START + 20 * MINUTE, exitCode: 137, reason: 'OOMKilled' },
];
/** A fault from the third until the ninth minute. */
const failsForAWhile: OutcomeAt = time =>
  time > START + 3 * MINUTE && time <= START + 9 * MINUTE
    ? { problem: { kind: 'no-space', path: '/data' }, app: { status: 500 } }
    : {};
const outcomes = [healthy, failsForAWhile, always({ app: { bootMs: 41_000 } })];
const kinds: Array<Parameters<typeof runOf>[0]> = [
  {},
  { container: { ports: [] } },
  { restartPolicy: 'Never' },
  { isInit: true },
];

const anyRun = fc
  .record({ kind: fc.constantFrom(...kinds), end: fc.constantFrom(...ends) })
  .map(({ kind, end }) => runOf({ ...kind, end }));
const anyOutcome = fc.constantFrom(...outcomes);
const anyMoments = (count: number, most: number) =>
  fc
    .array(fc.integer({ min: -1, max: most }), {
      minLength: count,
      maxLength: count,
    })
    .map(moments => moments.sort((a, b) => a - b));

describe('windows of what a run writes', () => {
  it('joined are the window around them: no line is lost or told twice', () => {
    fc.assert(
      fc.property(
        anyRun,
        anyOutcome,
        anyMoments(4, 30 * MINUTE),
        (run, outcomeAt, [first, second, third, last]) => {
          const read = (after: number, until: number) =>
            entriesOf(run, after, until, outcomeAt);
          expect([
            ...read(first, second),
            ...read(second, third),
            ...read(third, last),
          ]).toEqual(read(first, last));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('that overlap agree where they do, also after lines were rotated away', () => {
    fc.assert(
      fc.property(
        anyOutcome,
        anyMoments(3, 5 * HOUR),
        (outcomeAt, [from, middle, last]) => {
          const run = runOf();
          const early = entriesOf(run, from, middle, outcomeAt);
          const late = entriesOf(run, from, last, outcomeAt);
          const isEarly = late.filter(
            ({ time }) => time <= run.startedAt + middle,
          );
          expect(early.slice(early.length - isEarly.length)).toEqual(isEarly);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('are in order, within their bounds and within the run', () => {
    fc.assert(
      fc.property(
        anyRun,
        anyOutcome,
        anyMoments(2, HOUR),
        (run, outcomeAt, [after, until]) => {
          const times = entriesOf(run, after, until, outcomeAt).map(
            ({ time }) => time,
          );
          expect(times).toEqual([...times].sort((a, b) => a - b));
          const last = Math.min(START + until, run.end?.at ?? Infinity);
          expect(
            times.filter(time => time <= START + after || time > last),
          ).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('hold one line in each slot once the program listens', () => {
    const run = runOf();
    const slots = entriesOf(run, SLOT_MS, HOUR).map(({ time }) =>
      Math.floor((time - START) / SLOT_MS),
    );
    expect(new Set(slots).size).toBe(slots.length);
    expect(slots.length).toBeGreaterThanOrEqual(HOUR / SLOT_MS - 2);
  });

  it('of other runs of the same pod differ', () => {
    const messages = (startedAt: number) =>
      entriesOf(runOf({ startedAt }), SLOT_MS, 5 * MINUTE).map(
        ({ message }) => message,
      );
    expect(messages(START)).toEqual(messages(START));
    expect(messages(START + MINUTE)).not.toEqual(messages(START));
  });

  it('lose the start when it is rotated away, not before', () => {
    const begins = (until: number) =>
      entriesOf(runOf(), -1, until).some(({ message }) =>
        message.startsWith('starting '),
      );
    expect(begins(2 * HOUR - 1)).toBe(true);
    expect(begins(2 * HOUR)).toBe(false);
  });
});

describe('the end of a run', () => {
  const endAt = (exitCode: number) => ({
    at: START + MINUTE,
    exitCode,
    reason: 'Error',
  });
  const lastOf = (exitCode: number, outcomeAt = healthy) =>
    entriesOf(runOf({ end: endAt(exitCode) }), -1, HOUR, outcomeAt).at(-1);

  it('by itself is its last line', () => {
    expect(lastOf(0)).toEqual({
      time: START + MINUTE,
      level: 'INFO',
      message: 'done',
    });
  });

  it('by an error tells the problem of the fault', () => {
    const problem = { kind: 'migration-failed' } as const;
    expect(lastOf(1, always({ problem }))).toMatchObject({
      time: START + MINUTE,
      level: 'ERROR',
      problem,
    });
  });

  it('by an error without a known problem still has a cause', () => {
    expect(lastOf(1)?.problem).toEqual({ kind: 'module-missing' });
  });

  it('by SIGKILL is silent', () => {
    const last = lastOf(137);
    expect(last?.message).toMatch(/^(?:GET|POST) |^slow request /);
    expect(last?.time).toBeLessThanOrEqual(START + MINUTE);
  });

  it('asks for the fault of the whole second, as no more of it is told', () => {
    const asked: unknown[] = [];
    lastOf(1, (time, options) => {
      if (time === START + MINUTE) {
        asked.push(options);
      }
      return {};
    });
    expect(asked).toContainEqual({ wholeSecond: true });
  });
});

describe('requests of a run with a fault', () => {
  const during = (outcome: FaultOutcome, options = {}) =>
    entriesOf(runOf(options), SLOT_MS, 10 * MINUTE, always(outcome));

  it('mostly fail with the status that callers get', () => {
    const entries = during({
      app: { status: 502, latencyMs: 0 },
      problem: { kind: 'login-failed', user: 'shop' },
    });
    const failed = entries.filter(({ level }) => level === 'ERROR');
    expect(failed.length / entries.length).toBeGreaterThan(0.6);
    expect(failed.length / entries.length).toBeLessThan(0.8);
    expect(new Set(failed.map(({ fields }) => fields?.status))).toEqual(
      new Set([502]),
    );
  });

  it.each(['slow', 'heap-grows'] as const)(
    'that is only %s still succeed, with a warning',
    kind => {
      const warned = during({
        app: { latencyMs: 2500 },
        problem: { kind },
      }).filter(({ problem }) => problem);
      expect(warned.length).toBeGreaterThan(100);
      for (const { level, fields } of warned) {
        expect([level, fields?.status]).toEqual(['WARN', 200]);
        expect(fields?.durationMs).toBeGreaterThanOrEqual(2500);
      }
    },
  );

  it('say the same in the message and in the fields', () => {
    const entries = during({ problem: { kind: 'slow' } });
    for (const { message, fields } of entries) {
      expect(message.replace('slow request ', '')).toBe(
        `${fields?.method} ${fields?.path} ${fields?.status} ${fields?.durationMs}ms`,
      );
    }
    expect.hasAssertions();
  });

  it('are failed jobs where nobody can ask', () => {
    const entries = during(
      { problem: { kind: 'no-space', path: '/data' } },
      { container: { ports: [] } },
    );
    expect(new Set(entries.map(({ message }) => message))).toEqual(
      new Set(['job failed, will retry']),
    );
  });

  it('do not come before a slow program listens', () => {
    const entries = entriesOf(
      runOf(),
      -1,
      MINUTE,
      always({ app: { bootMs: 41_000 } }),
    );
    const early = entries.filter(({ time }) => time < START + 41_000);
    expect(early.map(({ message }) => message)).toEqual([
      'starting acme/shop:1.4.0',
      'configuration read: 0 variables',
      'loading the catalogue into memory',
    ]);
    expect(entries.length).toBeGreaterThan(early.length + 5);
  });
});
