import type { FaultOutcome } from '../faults/FaultOutcome';
import type { ContainerRun } from './containerRun';
import { fractionOf, hashOf } from './hash';
import type { LogEntry } from './runtimes/Runtime';

/** One request in each of these is written down, more or less. */
export const SLOT_MS = 2000;
/** Older lines are rotated away, as the kubelet does with large files. */
const ROTATION_SLOTS = 1800;
const BOOT_MS = 200;
const PATHS = [
  '/',
  '/products',
  '/products/42',
  '/cart',
  '/checkout',
  '/search?q=tea',
  '/login',
  '/orders',
];
/** How many requests fail while something is wrong. */
const FAILING_SHARE = 0.7;
const SLOW_SHARE = 0.03;

/**
 * What a fault does to a run at a moment, or in the second that begins then;
 * nothing when it has none.
 */
export type OutcomeAt = (
  time: number,
  options?: { wholeSecond: boolean },
) => FaultOutcome;

/**
 * What a run of a container writes after one moment until another, oldest
 * first: always the same for the same run and faults.
 */
export function runEntries(
  run: ContainerRun,
  outcomeAt: OutcomeAt,
  { after, until }: { after: number; until: number },
): LogEntry[] {
  const last = Math.min(until, run.end?.at ?? Infinity);
  const slot = Math.floor((last - run.startedAt) / SLOT_MS);
  // Whole hours, so that what is read twice begins alike for long.
  const oldest = (Math.floor(slot / ROTATION_SLOTS) - 1) * ROTATION_SLOTS;
  const from = Math.floor((after - run.startedAt) / SLOT_MS);
  const entries = oldest > 0 ? [] : startEntries(run, outcomeAt);
  if (servesRequests(run)) {
    const seed = hashOf(`${run.pod.metadata.uid} ${run.startedAt}`);
    for (let index = Math.max(0, oldest, from); index <= slot; index += 1) {
      entries.push(...slotEntries(run, outcomeAt, seed, index));
    }
  }
  entries.push(...endEntries(run, outcomeAt));
  return entries.filter(({ time }) => time > after && time <= last);
}

function servesRequests({ pod, container }: ContainerRun): boolean {
  const { restartPolicy = 'Always', containers } = pod.spec;
  return (
    restartPolicy === 'Always' &&
    containers.some(({ name }) => name === container.name)
  );
}

function startEntries(run: ContainerRun, outcomeAt: OutcomeAt): LogEntry[] {
  const { container, startedAt } = run;
  const { app } = outcomeAt(startedAt, { wholeSecond: true });
  const bootMs = app?.bootMs ?? BOOT_MS;
  const port = container.ports?.[0]?.containerPort;
  const begin = (message: string): LogEntry => ({
    time: startedAt,
    level: 'INFO',
    message,
  });
  const entries = [
    begin(`starting ${container.image}`),
    begin(`configuration read: ${container.env?.length ?? 0} variables`),
  ];
  if (bootMs > BOOT_MS) {
    entries.push({
      time: startedAt + 1000,
      level: 'INFO',
      message: 'loading the catalogue into memory',
    });
  }
  if (!servesRequests(run)) {
    return entries;
  }
  const listens =
    port === undefined ? 'waiting for work' : `listening on :${port}`;
  const boot = startedAt + bootMs;
  entries.push({
    time: boot,
    level: 'INFO',
    message:
      bootMs > BOOT_MS
        ? `ready in ${Math.round(bootMs / 1000)}s, ${listens}`
        : listens,
  });
  if (app?.opens !== undefined) {
    entries.push({
      time: boot,
      level: 'INFO',
      message: `health endpoint listening on :${app.opens}`,
    });
  }
  return entries;
}

function slotEntries(
  run: ContainerRun,
  outcomeAt: OutcomeAt,
  seed: number,
  slot: number,
): LogEntry[] {
  const random = (step: number) => fractionOf(seed, slot * 8 + step);
  const offset = Math.floor(random(0) * SLOT_MS);
  const time = run.startedAt + slot * SLOT_MS + offset;
  const { app, problem } = outcomeAt(time);
  const bootMs = app?.bootMs ?? BOOT_MS;
  if (time <= run.startedAt + bootMs) {
    return [];
  }
  if (!run.container.ports?.length) {
    return [
      {
        time,
        ...(problem
          ? { level: 'ERROR', message: 'job failed, will retry', problem }
          : {
              level: 'INFO',
              message: `job ${1000 + slot} done in ${20 + Math.floor(random(1) * 400)}ms`,
            }),
      },
    ];
  }
  const method = random(2) < 0.85 ? 'GET' : 'POST';
  const path = PATHS[Math.floor(random(3) * PATHS.length)];
  const fails = random(4) < FAILING_SHARE;
  const usualMs = 4 + Math.floor(random(5) ** 3 * 120);
  if (problem && fails) {
    return failedRequest({ time, method, path, problem, app, usualMs });
  }
  const slow = random(6) < SLOW_SHARE;
  const duration = slow ? 900 + usualMs * 10 : usualMs;
  const status = random(7) < 0.02 ? 404 : 200;
  return [
    {
      time,
      level: slow ? 'WARN' : 'INFO',
      message: `${slow ? 'slow request ' : ''}${method} ${path} ${status} ${duration}ms`,
      fields: { method, path, status, durationMs: duration },
    },
  ];
}

function failedRequest(options: {
  time: number;
  method: string;
  path: string;
  problem: NonNullable<FaultOutcome['problem']>;
  app: FaultOutcome['app'];
  usualMs: number;
}): LogEntry[] {
  const { time, method, path, problem, app, usualMs } = options;
  const warns = problem.kind === 'slow' || problem.kind === 'heap-grows';
  const status = warns ? 200 : (app?.status ?? 500);
  const durationMs = usualMs + (app?.latencyMs ?? 0);
  return [
    {
      time,
      level: warns ? 'WARN' : 'ERROR',
      message: `${method} ${path} ${status} ${durationMs}ms`,
      fields: { method, path, status, durationMs },
      problem,
    },
  ];
}

function endEntries(run: ContainerRun, outcomeAt: OutcomeAt): LogEntry[] {
  const { end } = run;
  // What is killed does not come to say so.
  if (!end || end.exitCode === 137) {
    return [];
  }
  const time = end.at;
  if (end.exitCode === 0) {
    return [{ time, level: 'INFO', message: 'done' }];
  }
  const { problem } = outcomeAt(time, { wholeSecond: true });
  return [
    {
      time,
      level: 'ERROR',
      message: 'exiting with 1',
      problem: problem ?? { kind: 'module-missing' },
    },
  ];
}
