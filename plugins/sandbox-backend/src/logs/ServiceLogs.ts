import type { Clock } from '@mctl/plugin-cluster-node';
import { logsForbidden } from '../faults/clusterFaults';
import type { FaultBook } from '../faults/FaultBook';
import { outcomeFor } from '../faults/outcomeFor';
import type { Pod } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { StatusError } from '../store/StatusError';
import { type ContainerRun, containerRun } from './containerRun';
import type { LogLine, PodLogs } from './PodLogs';
import { type OutcomeAt, runEntries, SLOT_MS } from './runEntries';
import type { LogEntry } from './runtimes/Runtime';
import { runtimeOf, writesJson } from './runtimes/runtimeOf';

const SECOND_MS = 1000;
/** How far ahead the next line is looked for. */
const AHEAD_MS = 10 * SLOT_MS;

export interface ServiceLogsOptions {
  store: ObjectStore;
  clock: Clock;
  faults: FaultBook;
}

/**
 * What the containers of services write. Nothing of it is stored: lines follow
 * from the pod, the run, the faults that it had, and the time.
 */
export class ServiceLogs implements PodLogs {
  readonly #options: ServiceLogsOptions;

  static create(options: ServiceLogsOptions): ServiceLogs {
    return new ServiceLogs(options);
  }

  private constructor(options: ServiceLogsOptions) {
    this.#options = options;
  }

  /** @throws StatusError `Forbidden` while the pod has `logs-forbidden` */
  read(
    pod: Pod,
    container: string,
    { previous, at }: { previous: boolean; at: Date },
  ): readonly LogLine[] {
    const { faults } = this.#options;
    const forbidden = logsForbidden(faults, pod);
    if (forbidden) {
      throw new StatusError('Forbidden', forbidden, {
        name: pod.metadata.name,
        kind: 'pods',
      });
    }
    const run = containerRun(pod, container, previous);
    return run
      ? this.#lines(run, { after: run.startedAt - 1, until: at.getTime() })
      : [];
  }

  subscribe(
    pod: Pod,
    container: string,
    listener: (line: LogLine) => void,
  ): () => void {
    const { clock } = this.#options;
    const run = containerRun(pod, container, false);
    if (!run || run.end) {
      return () => {};
    }
    let after = clock.now().getTime();
    let cancel = () => {};
    let stopped = false;
    const wait = () => {
      const [next] = this.#lines(run, { after, until: after + AHEAD_MS });
      const at = next ? Date.parse(next.time) : after + AHEAD_MS;
      cancel = clock.schedule(at - clock.now().getTime(), () => {
        const until = clock.now().getTime();
        for (const line of this.#lines(run, { after, until })) {
          // A listener may end it from within a line.
          if (!stopped) {
            listener(line);
          }
        }
        after = until;
        if (!stopped) {
          wait();
        }
      });
    };
    wait();
    return () => {
      stopped = true;
      cancel();
    };
  }

  #lines(
    run: ContainerRun,
    range: { after: number; until: number },
  ): LogLine[] {
    const outcomeAt = this.#outcomes(run);
    const output =
      run.end && outcomeAt(run.end.at, { wholeSecond: true }).output;
    if (output && run.end) {
      const time = new Date(run.end.at).toISOString();
      return output.map(text => ({ time, text }));
    }
    const runtime = runtimeOf(run.container);
    const json = writesJson(run.container, runtime);
    const write = (entry: LogEntry): string[] => {
      const trace = entry.problem && runtime.trace(entry.problem);
      const isLast = entry.time === run.end?.at && entry.level === 'ERROR';
      const said = isLast ? { ...entry, message: runtime.fatal } : entry;
      return json ? [runtime.json(said, trace)] : runtime.plain(said, trace);
    };
    return runEntries(run, outcomeAt, range).flatMap(entry => {
      const time = new Date(entry.time).toISOString();
      return write(entry).map(text => ({ time, text }));
    });
  }

  /** What the faults that the pod has had do to the run, by time. */
  #outcomes({ pod, container, startedAt }: ContainerRun): OutcomeAt {
    const history = this.#options.faults.historyOf(pod).map(fault => ({
      from: Date.parse(fault.activeAt),
      until: fault.endedAt ? Date.parse(fault.endedAt) : Infinity,
      // The run may have begun at any moment of the second that is told.
      outcome: outcomeFor(this.#options, pod, container, {
        startedAt: startedAt + SECOND_MS - 1,
        fault,
      }),
    }));
    // A line of the moment in which a fault begins was written before it.
    return (time, options) =>
      history.find(
        ({ from, until }) =>
          time + (options?.wholeSecond ? SECOND_MS : 0) > from && time <= until,
      )?.outcome ?? {};
  }
}
