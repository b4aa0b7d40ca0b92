import type { EventSourceMessage } from 'eventsource-parser';
import type { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import type {
  CapabilityDescription,
  Operation,
  Page,
  Plan,
} from '@mctl/plugin-platform-common';
import { ChangeFeed, POLL_INTERVAL, type ChangeHint } from './ChangeFeed';
import type {
  FollowedEvent,
  OperationRequest,
  PlatformApi,
} from './PlatformApi';
import { PlatformError } from './PlatformError';
import { readEventStream } from './readEventStream';
import type {
  OperationDetails,
  QueryInput,
  QueryName,
  QueryResult,
} from './queries';

/** Options of {@link PlatformClient.create}. @public */
export interface PlatformClientOptions {
  discoveryApi: DiscoveryApi;
  fetchApi: FetchApi;
  /** Waits between attempts; replaced in tests. */
  delay?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** The platform over its REST API. @public */
export class PlatformClient implements PlatformApi {
  readonly changes: ChangeFeed;
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;
  readonly #delay: NonNullable<PlatformClientOptions['delay']>;

  static create(options: PlatformClientOptions): PlatformClient {
    return new PlatformClient(options);
  }

  private constructor(options: PlatformClientOptions) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
    this.#delay = options.delay ?? delay;
    this.changes = ChangeFeed.create({
      connect: connection => this.#watchChanges(connection),
      delay: this.#delay,
    });
  }

  async query<Name extends QueryName>(
    name: Name,
    input: QueryInput<Name>,
    options?: { signal?: AbortSignal },
  ): Promise<QueryResult<Name>> {
    return this.#json<QueryResult<Name>>(`/queries/${name}${search(input)}`, {
      signal: options?.signal,
    });
  }

  async getCapabilities(options?: { signal?: AbortSignal }) {
    const page = await this.#json<Page<CapabilityDescription>>(
      '/capabilities',
      { signal: options?.signal },
    );
    return page.items;
  }

  async plan(request: OperationRequest, options?: { signal?: AbortSignal }) {
    return this.#json<Plan>('/plans', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
      signal: options?.signal,
    });
  }

  async start(
    request: OperationRequest & { planHash?: string; idempotencyKey: string },
  ) {
    const { idempotencyKey, ...body } = request;
    return this.#json<Operation>('/operations', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': idempotencyKey,
      },
      body: JSON.stringify(body),
    });
  }

  async command(request: {
    name: string;
    input: Record<string, unknown>;
    idempotencyKey: string;
  }) {
    return this.#json<Record<string, unknown>>(`/commands/${request.name}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': request.idempotencyKey,
      },
      body: JSON.stringify({ input: request.input }),
    });
  }

  async getOperation(id: string, options?: { signal?: AbortSignal }) {
    const found = await this.#json<StoredOperation>(
      `/queries/get-operation${search({ id })}`,
      { signal: options?.signal },
    );
    return toOperationDetails(found);
  }

  async followOperation(
    id: string,
    options: {
      signal: AbortSignal;
      after?: number;
      onOpen?: () => void;
      onEvent: (event: FollowedEvent) => void;
    },
  ) {
    const response = await this.#request(
      `/operations/${encodeURIComponent(id)}/events`,
      {
        headers: {
          Accept: 'text/event-stream',
          ...(options.after === undefined
            ? {}
            : { 'Last-Event-ID': String(options.after) }),
        },
        signal: options.signal,
      },
    );
    options.onOpen?.();
    await this.#read(response, ({ id: sequence, data }) =>
      options.onEvent({ sequence: Number(sequence), data: JSON.parse(data) }),
    );
  }

  async pause(signal: AbortSignal) {
    await this.#delay(POLL_INTERVAL, signal);
  }

  async #watchChanges(options: {
    signal: AbortSignal;
    onOpen: () => void;
    onHint: (hint: ChangeHint) => void;
  }) {
    const response = await this.#request('/changes', {
      headers: { Accept: 'text/event-stream' },
      signal: options.signal,
    });
    options.onOpen();
    await this.#read(response, ({ data }) => options.onHint(JSON.parse(data)));
  }

  async #read(
    response: Response,
    onMessage: (message: EventSourceMessage) => void,
  ) {
    try {
      await readEventStream(response, message => {
        if (message.event === 'error') {
          throw PlatformError.fromBody(message.data, response.status);
        }
        onMessage(message);
      });
    } catch (error) {
      throw PlatformError.from(error);
    }
  }

  async #json<T>(path: string, init: RequestInit): Promise<T> {
    const response = await this.#request(path, init);
    return response.json();
  }

  async #request(path: string, init: RequestInit): Promise<Response> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('operations');
    let response: Response;
    try {
      response = await this.#fetchApi.fetch(`${baseUrl}/v1${path}`, {
        ...init,
        // Operations record through what they were asked for.
        headers: { ...init.headers, 'X-MCTL-Client': 'portal' },
      });
    } catch (error) {
      throw PlatformError.from(error);
    }
    if (!response.ok) {
      throw await PlatformError.fromResponse(response);
    }
    return response;
  }
}

/** What the query answers: the stored plan stands beside its reference. */
type StoredOperation = Omit<Operation, 'plan'> & {
  plan: Plan | Operation['plan'];
  log?: OperationDetails['log'];
};

function toOperationDetails(found: StoredOperation): OperationDetails {
  const { plan, log, ...operation } = found;
  return {
    ...operation,
    plan: plan && { hash: plan.hash, baseCommit: plan.baseCommit },
    planDetails: plan && 'changes' in plan ? plan : null,
    log: log ?? [],
  };
}

function search(input: object): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(input)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== '') {
        parameters.append(name, String(item));
      }
    }
  }
  const query = parameters.toString();
  return query && `?${query}`;
}

function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) {
    return Promise.resolve();
  }
  return new Promise(resolve => {
    const settled = new AbortController();
    const finish = () => {
      settled.abort();
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    settled.signal.addEventListener('abort', () => clearTimeout(timer));
    signal.addEventListener('abort', finish, { signal: settled.signal });
  });
}
