import type {
  CapabilityDescription,
  Operation,
  Plan,
} from '@mctl/plugin-platform-common';
import { ChangeFeed, type ChangeHint } from '../api/ChangeFeed';
import type {
  FollowedEvent,
  OperationRequest,
  PlatformApi,
} from '../api/PlatformApi';
import { PlatformError } from '../api/PlatformError';
import type {
  OperationDetails,
  QueryInput,
  QueryName,
  QueryResult,
} from '../api/queries';

type Answer<T> = T | PlatformError;

/** A request to run a command, as the platform received it. */
export type CommandRequest = Parameters<PlatformApi['command']>[0];

/** A request to start an operation, as the platform received it. */
export type StartRequest = Parameters<PlatformApi['start']>[0];

/**
 * A platform that answers what a test tells it to, and remembers what it was
 * asked. An answer that is a `PlatformError` is thrown.
 */
export class FakePlatform implements PlatformApi {
  readonly changes: ChangeFeed;
  /** Every query, in order. */
  readonly queries: Array<{ name: QueryName; input: object }> = [];
  readonly planned: OperationRequest[] = [];
  readonly started: StartRequest[] = [];
  readonly commands: CommandRequest[] = [];
  /** Where each stream of an operation was resumed; undefined at its start. */
  readonly followedAfter: Array<number | undefined> = [];
  readonly #answers = new Map<string, (input: object) => Answer<unknown>>();
  readonly #operations = new Map<string, Answer<OperationDetails>>();
  readonly #followers = new Set<Follower>();
  #plan: (request: OperationRequest) => Answer<Plan> = () => notTold('plan');
  #start: (request: StartRequest) => Answer<Operation> = () => notTold('start');
  #command: (request: CommandRequest) => Answer<Record<string, unknown>> = () =>
    notTold('command');
  #feed: FeedConnection | undefined;

  static create(): FakePlatform {
    return new FakePlatform();
  }

  private constructor() {
    this.changes = ChangeFeed.create({
      connect: connection =>
        new Promise((resolve, reject) => {
          this.#feed = { ...connection, reject };
          connection.signal.addEventListener('abort', () => resolve());
          connection.onOpen();
        }),
      delay: async () => undefined,
    });
  }

  /** Sets what a query answers from now on. */
  answer<Name extends QueryName>(
    name: Name,
    answer: (input: QueryInput<Name>) => Answer<QueryResult<Name>>,
  ): this {
    this.#answers.set(name, input => answer(input as QueryInput<Name>));
    return this;
  }

  /** Sets what an operation looks like from now on. */
  setOperation(id: string, operation: Answer<OperationDetails>): this {
    this.#operations.set(id, operation);
    return this;
  }

  /** Sets what every request is planned as from now on. */
  planAs(plan: (request: OperationRequest) => Answer<Plan>): this {
    this.#plan = plan;
    return this;
  }

  /** Sets what starting answers from now on. */
  startAs(start: (request: StartRequest) => Answer<Operation>): this {
    this.#start = start;
    return this;
  }

  /** Sets what every command answers from now on. */
  commandAs(
    command: (request: CommandRequest) => Answer<Record<string, unknown>>,
  ): this {
    this.#command = command;
    return this;
  }

  /** Tells all listeners that something changed. */
  hint(hint: ChangeHint): void {
    this.#feed?.onHint(hint);
  }

  /** Sends an event to everybody who follows an operation. */
  emit(event: FollowedEvent): void {
    this.#followers.forEach(follower => follower.onEvent(event));
  }

  /** Breaks all streams of operations. */
  breakStreams(error: PlatformError): void {
    this.#followers.forEach(follower => follower.reject(error));
  }

  /** Ends all streams of operations. */
  endStreams(): void {
    this.#followers.forEach(follower => follower.resolve());
  }

  async query<Name extends QueryName>(
    name: Name,
    input: QueryInput<Name>,
  ): Promise<QueryResult<Name>> {
    this.queries.push({ name, input });
    const answer = this.#answers.get(name) ?? (() => notTold(name));
    return settle(answer(input)) as QueryResult<Name>;
  }

  async getCapabilities(): Promise<CapabilityDescription[]> {
    return [];
  }

  async plan(request: OperationRequest): Promise<Plan> {
    this.planned.push(request);
    return settle(this.#plan(request));
  }

  async start(request: StartRequest): Promise<Operation> {
    this.started.push(request);
    return settle(this.#start(request));
  }

  async command(request: CommandRequest): Promise<Record<string, unknown>> {
    this.commands.push(request);
    return settle(this.#command(request));
  }

  async getOperation(id: string): Promise<OperationDetails> {
    return settle(
      this.#operations.get(id) ??
        new PlatformError({ code: 'not_found', message: 'No such operation' }),
    );
  }

  async followOperation(
    _id: string,
    options: Parameters<PlatformApi['followOperation']>[1],
  ): Promise<void> {
    this.followedAfter.push(options.after);
    options.onOpen?.();
    let follower: Follower | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        follower = { onEvent: options.onEvent, resolve, reject };
        this.#followers.add(follower);
        options.signal.addEventListener('abort', () => resolve());
      });
    } finally {
      if (follower) {
        this.#followers.delete(follower);
      }
    }
  }

  async pause(): Promise<void> {
    // Nothing to wait for: the next look may come at once.
  }
}

interface Follower {
  onEvent: (event: FollowedEvent) => void;
  resolve: () => void;
  reject: (error: PlatformError) => void;
}

interface FeedConnection {
  onHint: (hint: ChangeHint) => void;
  reject: (error: PlatformError) => void;
}

function settle<T>(answer: Answer<T>): T {
  if (answer instanceof PlatformError) {
    throw answer;
  }
  return answer;
}

function notTold(what: string): PlatformError {
  return new PlatformError({
    code: 'internal',
    message: `The test does not say what ${what} answers`,
  });
}
