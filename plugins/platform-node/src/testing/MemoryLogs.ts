import type { Observed } from '@mctl/plugin-platform-common';
import type {
  ClusterLogs,
  LogLine,
  LogRequest,
  LogSource,
  ServiceLogs,
} from '@mctl/plugin-cluster-node';

const SOURCE = 'cluster';

/** Logs that hold what a test puts into them. */
export class MemoryLogs implements ClusterLogs {
  /** Lines by namespace and service, as in `acme/shop`; newest last. */
  readonly lines = new Map<string, LogLine[]>();
  /** Lines of before the last restart. */
  readonly previous = new Map<string, LogLine[]>();
  /** Containers that cannot be read. */
  readonly unreadable: LogSource[] = [];
  /** Why nothing can be read. */
  outage: string | undefined;
  /** What was asked for, oldest first. */
  readonly requests: LogRequest[] = [];
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  async read(request: LogRequest): Promise<Observed<ServiceLogs>> {
    this.requests.push(request);
    if (this.outage !== undefined) {
      return { unknown: this.outage, source: SOURCE };
    }
    const { namespace, service, container, since, until, limit } = request;
    const kept = request.previous ? this.previous : this.lines;
    const found = (kept.get(`${namespace}/${service}`) ?? []).filter(
      line =>
        (container === undefined || line.container === container) &&
        (!since || Date.parse(line.time) >= since.getTime()) &&
        (!until || Date.parse(line.time) < until.getTime()) &&
        (request.matches?.(line.text) ?? true),
    );
    const lines = found.slice(-limit);
    const read = [...new Set(lines.map(line => line.pod))].map(pod => {
      const ofPod = lines.filter(line => line.pod === pod);
      return { pod, container: ofPod[0].container, lines: ofPod.length };
    });
    return {
      value: {
        lines,
        sources: [...read, ...this.unreadable],
        more: found.length > limit,
      },
      source: SOURCE,
      observedAt: this.#now().toISOString(),
    };
  }
}
