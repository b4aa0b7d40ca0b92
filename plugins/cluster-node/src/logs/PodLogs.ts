import { isError } from '@backstage/errors';
import { isKnown, type Observed } from '@mctl/plugin-platform-common';
import pLimit from 'p-limit';
import { KubernetesApiError } from '../api/KubernetesApiError';
import { type Clock, systemClock } from '../clock';
import { compareText } from '../compareText';
import type { ClusterConnection } from '../connection';
import type { ClusterStatus, PodInfo } from '../types';
import { mergeLogs } from './mergeLogs';
import { type ContainerLog, readContainerLog } from './readContainerLog';
import type {
  ClusterLogs,
  LogLine,
  LogRequest,
  LogSource,
  ServiceLogs,
} from './types';

const SOURCE = 'cluster';
/** How many lines of a container are looked through for those that match. */
const SCANNED_LINES = 10_000;
const MAX_CONTAINERS = 50;
const CONCURRENCY = 4;
/** How much is read of one container, and of all together. */
const CONTAINER_BYTES = 4 * 1024 * 1024;
const TOTAL_BYTES = 16 * 1024 * 1024;

/** @public */
export interface PodLogsOptions {
  connection: Pick<ClusterConnection, 'load'>;
  /** Knows the pods of a service. */
  status: Pick<ClusterStatus, 'workload' | 'jobs'>;
  clock?: Clock;
}

interface Container {
  pod: string;
  container: string;
}

/**
 * Logs as the pods that there are now have them, through the Kubernetes API.
 *
 * @public
 */
export class PodLogs implements ClusterLogs {
  readonly #options: PodLogsOptions;
  readonly #clock: Clock;

  static create(options: PodLogsOptions): PodLogs {
    return new PodLogs(options);
  }

  private constructor(options: PodLogsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  async read(request: LogRequest): Promise<Observed<ServiceLogs>> {
    const pods = this.#podsOf(request);
    if (!isKnown(pods)) {
      return { unknown: pods.unknown, source: pods.source };
    }
    const containers = containersOf(pods.value, request);
    const asked = containers.slice(0, MAX_CONTAINERS);
    const limitBytes = Math.min(
      CONTAINER_BYTES,
      Math.floor(TOTAL_BYTES / Math.max(1, asked.length)),
    );
    const observedAt = this.#clock.now().toISOString();
    const inTurn = pLimit(CONCURRENCY);
    const readings = await Promise.all(
      asked.map(container =>
        inTurn(() => this.#read({ ...container, limitBytes }, request)),
      ),
    );
    const sources = [
      ...readings.map(({ source }) => source),
      ...containers.slice(MAX_CONTAINERS).map(container => ({
        ...container,
        unknown: `only the ${MAX_CONTAINERS} newest containers are read`,
      })),
    ];
    const unread = sources.filter(source => 'unknown' in source);
    if (unread.length > 0 && unread.length === sources.length) {
      return {
        unknown: `no pod could be read: ${[...new Set(unread.map(({ unknown }) => unknown))].join('; ')}`,
        source: SOURCE,
      };
    }
    const { lines, more } = mergeLogs(
      readings.map(reading => reading.lines),
      request.limit,
    );
    return {
      value: {
        lines,
        sources,
        more: more || readings.some(reading => reading.more),
      },
      source: SOURCE,
      observedAt,
    };
  }

  /** Pods of the deployment and of jobs, the newest first. */
  #podsOf({ namespace, service }: LogRequest): Observed<PodInfo[]> {
    const workload = this.#options.status.workload(namespace, service);
    const jobs = this.#options.status.jobs(namespace, service);
    if (!isKnown(workload)) {
      return { unknown: workload.unknown, source: workload.source };
    }
    if (!isKnown(jobs)) {
      return { unknown: jobs.unknown, source: jobs.source };
    }
    return {
      ...workload,
      value: [
        ...(workload.value?.pods ?? []),
        ...jobs.value.flatMap(({ pods }) => pods),
      ].sort((a, b) => compareText(b.createdAt, a.createdAt)),
    };
  }

  async #read(
    { pod, container, limitBytes }: Container & { limitBytes: number },
    request: LogRequest,
  ): Promise<{ source: LogSource; lines: LogLine[]; more: boolean }> {
    const { matches = () => true } = request;
    const searches = Boolean(request.matches) || request.until !== undefined;
    let log: ContainerLog;
    try {
      log = await readContainerLog(this.#options.connection.load(), {
        namespace: request.namespace,
        pod,
        container,
        limitBytes,
        previous: request.previous ?? false,
        since: request.since,
        until: request.until,
        tailLines: searches ? SCANNED_LINES : request.limit,
        signal: request.signal,
      });
    } catch (error) {
      const source = { pod, container, unknown: reasonOf(error) };
      return { source, lines: [], more: false };
    }
    const lines = log.lines.filter(line => matches(line.text));
    return {
      source: { pod, container, lines: lines.length },
      lines: lines.slice(-request.limit),
      more: log.more || lines.length > request.limit,
    };
  }
}

function containersOf(
  pods: readonly PodInfo[],
  request: LogRequest,
): Container[] {
  return pods.flatMap(pod =>
    pod.containers
      .filter(
        ({ name, lastState }) =>
          (request.container === undefined || name === request.container) &&
          // A container that never ended has nothing from before.
          (!request.previous || lastState?.state === 'terminated'),
      )
      .map(({ name }) => ({ pod: pod.name, container: name })),
  );
}

/** Why a log cannot be read, without the addresses that the API server names. */
function reasonOf(error: unknown): string {
  if (!(error instanceof KubernetesApiError)) {
    return isError(error) && error.name === 'TimeoutError'
      ? 'the cluster did not answer in time'
      : 'the cluster could not be reached';
  }
  switch (error.status) {
    case 400:
      return error.reason;
    case 401:
    case 403:
      return 'the platform may not read the logs here';
    case 404:
      return 'the pod is gone';
    default:
      return 'the node of the pod did not answer';
  }
}
