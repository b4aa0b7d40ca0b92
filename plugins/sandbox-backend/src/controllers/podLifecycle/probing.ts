import type { ContainerContext, ContainerNote } from '../containerStep';
import type { Probe } from '../../store/objects';
import { appState } from './appState';
import { askProbe, type ProbeKind } from './askProbe';
import type { ProbeRecord } from './PodMemory';

/** When a container is asked for the first time, and ready without a probe. */
export const FIRST_PROBE_MS = 250;
const PERIOD_SECONDS = 10;
const FAILURE_THRESHOLD = 3;
const WORDS = {
  startup: 'Startup',
  liveness: 'Liveness',
  readiness: 'Readiness',
} as const;

/** What the probes of a running container found. */
export interface Probed {
  started: boolean;
  ready: boolean;
  /** The probe for which the container is to be restarted. */
  killedBy?: ProbeKind;
  notes: ContainerNote[];
  /** When to ask again; undefined when every answer will be the same. */
  waitMs?: number;
}

/**
 * Asks the probes of a running container that are due.
 *
 * @remarks
 * Follows the kubelet's prober: the startup probe alone until it succeeds
 * once, then liveness and readiness, each counting its answers in a row.
 */
export function askProbes(context: ContainerContext): Probed {
  const { container, status, outcome } = context;
  const { startupProbe, readinessProbe } = container;
  const notes: ContainerNote[] = [];
  const waits: Array<number | undefined> = [];
  const ask = (kind: ProbeKind, probe: Probe) => {
    const asked = askWhenDue(context, kind, probe);
    notes.push(...asked.notes);
    waits.push(asked.waitMs);
    return asked;
  };
  if (startupProbe && !status.started) {
    const { record, failed } = ask('startup', startupProbe);
    const started = record.successes > 0;
    return {
      started,
      ready: false,
      notes,
      ...(failed && { killedBy: 'startup' as const }),
      waitMs: started ? 0 : least(waits),
    };
  }
  const livenessProbe =
    container.livenessProbe ??
    (outcome.assumesLiveness ? assumedProbe(context) : undefined);
  if (livenessProbe && ask('liveness', livenessProbe).failed) {
    return { started: true, ready: status.ready, killedBy: 'liveness', notes };
  }
  return {
    ...readiness(context, readinessProbe, ask),
    notes,
    waitMs: least(waits),
  };
}

function readiness(
  context: ContainerContext,
  probe: Probe | undefined,
  ask: (kind: ProbeKind, probe: Probe) => { record: ProbeRecord },
): { started: boolean; ready: boolean } {
  if (!probe) {
    return { started: true, ready: true };
  }
  const { record } = ask('readiness', probe);
  const ready = context.status.ready
    ? record.failures < (probe.failureThreshold ?? FAILURE_THRESHOLD)
    : record.successes >= (probe.successThreshold ?? 1);
  return { started: true, ready };
}

function askWhenDue(
  context: ContainerContext,
  kind: ProbeKind,
  probe: Probe,
): {
  record: ProbeRecord;
  /** Too many failures in a row. */
  failed: boolean;
  notes: ContainerNote[];
  waitMs?: number;
} {
  const { container, status, now, pod, outcome } = context;
  const startedAt = context.startedAt ?? now.getTime();
  const key = `${container.name} ${status.restartCount} ${kind}`;
  const periodMs = (probe.periodSeconds ?? PERIOD_SECONDS) * 1000;
  const threshold = probe.failureThreshold ?? FAILURE_THRESHOLD;
  const record = context.probes.get(key) ?? {
    nextAt:
      startedAt +
      Math.max((probe.initialDelaySeconds ?? 0) * 1000, FIRST_PROBE_MS),
    failures: 0,
    successes: 0,
  };
  context.probes.set(key, record);
  const time = now.getTime();
  const early = record.nextAt - time;
  if (early > 0) {
    return { record, failed: false, notes: [], waitMs: early };
  }
  const failure = askProbe({
    kind,
    probe,
    container,
    app: appState(outcome),
    podIP: pod.status?.podIP ?? '',
    ageMs: time - startedAt,
  });
  record.failures = failure ? record.failures + 1 : 0;
  record.successes = failure ? 0 : record.successes + 1;
  // On time again after a pause, in which nothing could have changed.
  record.nextAt = Math.max(record.nextAt + periodMs, time + periodMs);
  const settled = !failure && !context.fault;
  return {
    record,
    failed: kind !== 'readiness' && record.failures >= threshold,
    notes: failure
      ? [
          {
            type: 'Warning',
            reason: 'Unhealthy',
            message: `${WORDS[kind]} probe failed: ${failure}`,
          },
        ]
      : [],
    waitMs:
      settled && record.successes >= (probe.successThreshold ?? 1)
        ? undefined
        : periodMs,
  };
}

/** Of a service without one, for faults that a liveness probe shows. */
function assumedProbe({ container, fault }: ContainerContext): Probe {
  const port = fault?.port ?? container.ports?.[0]?.containerPort ?? 8080;
  return { httpGet: { path: '/healthz', port } };
}

function least(waits: ReadonlyArray<number | undefined>): number | undefined {
  const known = waits.filter(wait => wait !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}
