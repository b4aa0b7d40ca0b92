import type { Clock } from '@mctl/plugin-cluster-node';
import type { ServedRequest } from './IngressServer';

/** Over how long a rate is the mean. */
const WINDOW_SECONDS = 30;
/** How many services and answers are told apart. */
const MAX_SERIES = 5000;

/** Whatever a client makes up is no label of its own. */
const METHODS = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
]);

/** Requests of one kind since the start. */
export interface RequestTotal {
  namespace: string;
  ingress: string;
  service: string;
  host: string;
  method: string;
  status: number;
  count: number;
  /** Sum of the time that their answers took, in seconds. */
  seconds: number;
}

/** Counts the requests that were really made through the ingress. */
export class RequestMeter {
  readonly #clock: Clock;
  readonly #totals = new Map<string, RequestTotal>();
  /** Requests in each second, by service. */
  readonly #recent = new Map<string, Map<number, number>>();

  static create(options: { clock: Clock }): RequestMeter {
    return new RequestMeter(options.clock);
  }

  private constructor(clock: Clock) {
    this.#clock = clock;
  }

  record(request: ServedRequest): void {
    const { latencyMs, ...kind } = request;
    const method = METHODS.has(kind.method) ? kind.method : 'OTHER';
    const key = JSON.stringify([kind.host, kind.service, method, kind.status]);
    const total = this.#totals.get(key) ?? {
      ...kind,
      method,
      count: 0,
      seconds: 0,
    };
    if (this.#totals.size < MAX_SERIES || this.#totals.has(key)) {
      this.#totals.set(key, total);
    }
    total.count += 1;
    total.seconds += latencyMs / 1000;
    const second = this.#second();
    const name = `${kind.namespace}/${kind.service}`;
    const recent = this.#recent.get(name) ?? new Map<number, number>();
    this.#recent.set(name, recent);
    recent.set(second, (recent.get(second) ?? 0) + 1);
    for (const old of recent.keys()) {
      if (old > second - WINDOW_SECONDS) {
        break;
      }
      recent.delete(old);
    }
  }

  totals(): RequestTotal[] {
    return [...this.#totals.values()];
  }

  /** Requests per second to a service, lately. */
  rate(namespace: string, service: string): number {
    const since = this.#second() - WINDOW_SECONDS;
    const recent = this.#recent.get(`${namespace}/${service}`) ?? [];
    return (
      [...recent].reduce(
        (sum, [second, count]) => (second > since ? sum + count : sum),
        0,
      ) / WINDOW_SECONDS
    );
  }

  #second(): number {
    return Math.floor(this.#clock.now().getTime() / 1000);
  }
}
