import { createApiRef } from '@backstage/frontend-plugin-api';
import type {
  CapabilityDescription,
  Operation,
  OperationEvent,
  Plan,
} from '@mctl/plugin-platform-common';
import type { ChangeFeed } from './ChangeFeed';
import type {
  OperationDetails,
  QueryInput,
  QueryName,
  QueryResult,
} from './queries';

/** A change as a person asks for it. @public */
export interface OperationRequest {
  /** Name of the capability, such as `deploy-service`. */
  operation: string;
  input: Record<string, unknown>;
}

/** An event of an operation as it arrives. @public */
export type FollowedEvent = Pick<OperationEvent, 'sequence' | 'data'>;

/**
 * The platform as the portal talks to it. Every method rejects with a
 * `PlatformError`.
 *
 * @public
 */
export interface PlatformApi {
  /** Hints that something changed. */
  readonly changes: ChangeFeed;
  /** Asks a query. */
  query<Name extends QueryName>(
    name: Name,
    input: QueryInput<Name>,
    options?: { signal?: AbortSignal },
  ): Promise<QueryResult<Name>>;
  /** Every capability the caller may see. */
  getCapabilities(options?: {
    signal?: AbortSignal;
  }): Promise<CapabilityDescription[]>;
  /** What an operation would do. */
  plan(
    request: OperationRequest,
    options?: { signal?: AbortSignal },
  ): Promise<Plan>;
  /**
   * Starts an operation. Sent twice with the same key, it is started once.
   */
  start(
    request: OperationRequest & { planHash?: string; idempotencyKey: string },
  ): Promise<Operation>;
  /**
   * Runs a command, such as `cancel-operation`, and answers its result. Sent
   * twice with the same key, it is run once.
   */
  command(request: {
    name: string;
    input: Record<string, unknown>;
    idempotencyKey: string;
  }): Promise<Record<string, unknown>>;
  /** An operation with its plan and log. */
  getOperation(
    id: string,
    options?: { signal?: AbortSignal },
  ): Promise<OperationDetails>;
  /** Streams the events of an operation; resolves when the stream ends. */
  followOperation(
    id: string,
    options: {
      signal: AbortSignal;
      /** Number of the last event that was seen. */
      after?: number;
      onOpen?: () => void;
      onEvent: (event: FollowedEvent) => void;
    },
  ): Promise<void>;
  /** Waits as long as pages wait between two looks while a stream is down. */
  pause(signal: AbortSignal): Promise<void>;
}

/** Reference of the {@link PlatformApi}. @public */
export const platformApiRef = createApiRef<PlatformApi>({
  id: 'plugin.operations.platform',
});
