import { useEffect, useReducer } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { isFinal } from '@mctl/plugin-platform-common';
import { platformApiRef } from '../api/PlatformApi';
import { PlatformError } from '../api/PlatformError';
import type { OperationDetails } from '../api/queries';
import { applyEvent } from './applyEvent';

/** How an operation page learns what is new. @public */
export type OperationConnection = 'connecting' | 'live' | 'polling' | 'ended';

/** An operation as it moves. @public */
export interface FollowedOperation {
  operation: OperationDetails | undefined;
  /** Why the newest state could not be read. */
  error: PlatformError | undefined;
  /** Why the stream broke off, until it is back. */
  interruption: PlatformError | undefined;
  connection: OperationConnection;
}

/**
 * An operation that moves while one looks.
 *
 * @remarks
 * Its events are streamed and resumed where they broke off; between two
 * attempts, and at the end, the operation itself is read again.
 *
 * @public
 */
export function useOperation(id: string): FollowedOperation {
  const platform = useApi(platformApiRef);
  const [view, update] = useReducer(reduce, { id });

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const dispatch = (action: Action) => {
      if (!signal.aborted) {
        update(action);
      }
    };
    let after: number | undefined;

    async function read(): Promise<boolean> {
      try {
        const operation = await platform.getOperation(id, { signal });
        dispatch({ type: 'read', id, operation });
        return isFinal(operation.state);
      } catch (error) {
        const failure = PlatformError.from(error);
        dispatch({ type: 'failed', id, error: failure });
        return failure.code === 'not_found';
      }
    }

    async function follow(): Promise<void> {
      try {
        await platform.followOperation(id, {
          signal,
          after,
          onOpen: () => dispatch({ type: 'connected', id, to: 'live' }),
          onEvent: event => {
            after = event.sequence;
            dispatch({ type: 'event', id, event });
          },
        });
      } catch (error) {
        dispatch({ type: 'lost', id, error: PlatformError.from(error) });
      }
    }

    async function run(): Promise<void> {
      let isOver = await read();
      while (!isOver && !signal.aborted) {
        await follow();
        isOver = signal.aborted || (await read());
        if (!isOver) {
          await platform.pause(signal);
        }
      }
      dispatch({ type: 'connected', id, to: 'ended' });
    }

    dispatch({ type: 'started', id });
    void run();
    return () => controller.abort();
  }, [platform, id]);

  const current = view.id === id ? view : undefined;
  return {
    operation: current?.operation,
    error: current?.error,
    interruption: current?.interruption,
    connection: current?.connection ?? 'connecting',
  };
}

interface View {
  id: string;
  operation?: OperationDetails;
  error?: PlatformError;
  interruption?: PlatformError;
  connection?: OperationConnection;
}

type Action = { id: string } & (
  | { type: 'started' }
  | { type: 'read'; operation: OperationDetails }
  | { type: 'event'; event: Parameters<typeof applyEvent>[1] }
  | { type: 'connected'; to: OperationConnection }
  | { type: 'lost'; error: PlatformError }
  | { type: 'failed'; error: PlatformError }
);

function reduce(view: View, action: Action): View {
  switch (action.type) {
    case 'started':
      return { id: action.id };
    case 'read':
      return { ...view, operation: action.operation, error: undefined };
    case 'event':
      return view.operation
        ? { ...view, operation: applyEvent(view.operation, action.event) }
        : view;
    case 'connected':
      return { ...view, connection: action.to, interruption: undefined };
    case 'lost':
      return { ...view, connection: 'polling', interruption: action.error };
    case 'failed':
      return { ...view, error: action.error, connection: 'polling' };
    default:
      return view;
  }
}
