import { useCallback, useRef, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { createIdempotencyKey } from '../api/createIdempotencyKey';
import { platformApiRef } from '../api/PlatformApi';
import { PlatformError } from '../api/PlatformError';

/** A command and how it went. @public */
export interface CommandState {
  isPending: boolean;
  error: PlatformError | undefined;
  /** What the last run answered. */
  result: Record<string, unknown> | undefined;
  run: (input: Record<string, unknown>) => void;
}

/**
 * Runs a command.
 *
 * @remarks
 * The key stays the same until an answer arrives, so that pressing again after
 * an answer that got lost runs it once.
 *
 * @public
 */
export function useCommand(name: string): CommandState {
  const platform = useApi(platformApiRef);
  const key = useRef<string>();
  const [state, setState] = useState<Omit<CommandState, 'run'>>({
    isPending: false,
    error: undefined,
    result: undefined,
  });
  const run = useCallback(
    async (input: Record<string, unknown>) => {
      key.current ??= createIdempotencyKey();
      setState({ isPending: true, error: undefined, result: undefined });
      try {
        const result = await platform.command({
          name,
          input,
          idempotencyKey: key.current,
        });
        key.current = undefined;
        setState({ isPending: false, error: undefined, result });
      } catch (thrown) {
        const error = PlatformError.from(thrown);
        if (error.code !== 'unreachable' && error.code !== 'unavailable') {
          key.current = undefined;
        }
        setState({ isPending: false, error, result: undefined });
      }
    },
    [platform, name],
  );
  return { ...state, run: useCallback(input => void run(input), [run]) };
}
