import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { Changes } from '../api/ChangeFeed';
import { platformApiRef } from '../api/PlatformApi';
import { PlatformError } from '../api/PlatformError';
import type { QueryInput, QueryName, QueryResult } from '../api/queries';

/** Where a query stands. @public */
export interface QueryState<T> {
  /** The answer; the last one while a newer one cannot be had. */
  data: T | undefined;
  /** Why the newest answer could not be had. */
  error: PlatformError | undefined;
  /** Whether there is neither an answer nor an error yet. */
  isLoading: boolean;
  /** Asks again. */
  refresh: () => void;
}

/**
 * Asks a query and asks it again whenever something it may be about changes.
 *
 * @param input - undefined when there is nothing to ask yet
 * @public
 */
export function useCapabilityQuery<Name extends QueryName>(
  name: Name,
  input: QueryInput<Name> | undefined,
): QueryState<QueryResult<Name>> {
  const platform = useApi(platformApiRef);
  const key = input && `${name} ${JSON.stringify(input)}`;
  const inputRef = useRef(input);
  inputRef.current = input;
  const refreshRef = useRef<() => void>(() => undefined);
  const [answer, setAnswer] = useState<Answer<QueryResult<Name>>>({});

  useEffect(() => {
    const asked = inputRef.current;
    if (key === undefined || asked === undefined) {
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const refresh = coalesce(async () => {
      try {
        const data = await platform.query(name, asked, { signal });
        if (!signal.aborted) {
          setAnswer({ key, data });
        }
      } catch (error) {
        if (!signal.aborted) {
          setAnswer(previous => ({
            key,
            data: previous.key === key ? previous.data : undefined,
            error: PlatformError.from(error),
          }));
        }
      }
    }, signal);
    refreshRef.current = refresh;
    refresh();
    const unsubscribe = platform.changes.subscribe(changes => {
      if (concerns(changes, asked)) {
        refresh();
      }
    });
    return () => {
      controller.abort();
      unsubscribe();
    };
  }, [platform, name, key]);

  const current = answer.key === key ? answer : {};
  return {
    data: current.data,
    error: current.error,
    isLoading: !current.data && !current.error,
    refresh: useCallback(() => refreshRef.current(), []),
  };
}

interface Answer<T> {
  key?: string;
  data?: T;
  error?: PlatformError;
}

/**
 * Runs one call at a time; calls that come meanwhile are served together by
 * one more.
 */
function coalesce(run: () => Promise<void>, signal: AbortSignal): () => void {
  let isRunning = false;
  let isWanted = false;
  const loop = async () => {
    isRunning = true;
    while (isWanted && !signal.aborted) {
      isWanted = false;
      await run();
    }
    isRunning = false;
  };
  return () => {
    isWanted = true;
    if (!isRunning) {
      void loop();
    }
  };
}

function concerns(changes: Changes, input: object): boolean {
  if (changes === 'everything' || !('tenant' in input) || !input.tenant) {
    return true;
  }
  return changes.some(
    hint => hint.tenant === null || hint.tenant === input.tenant,
  );
}
