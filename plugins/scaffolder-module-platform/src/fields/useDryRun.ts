import { useEffect, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { useApi } from '@backstage/frontend-plugin-api';
import type { Plan } from '@mctl/plugin-platform-common';
import {
  PlatformError,
  platformApiRef,
  type OperationRequest,
} from '@mctl/plugin-platform-react';

/** Milliseconds without typing after which the platform is asked. */
export const TYPING_PAUSE = 400;

/** What the platform says of a request; neither while it is being asked. */
export interface DryRun {
  plan?: Plan;
  error?: PlatformError;
}

/** Plans a request again and again while it is being typed. */
export function useDryRun(request: OperationRequest | undefined): DryRun {
  const platform = useApi(platformApiRef);
  const key = request && JSON.stringify(request);
  const [asked, setAsked] = useState<string>();
  const [answer, setAnswer] = useState<DryRun & { key?: string }>({});
  useDebounce(() => setAsked(key), TYPING_PAUSE, [key]);

  useEffect(() => {
    if (asked === undefined) {
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const settle = (outcome: DryRun) => {
      if (!signal.aborted) {
        setAnswer({ ...outcome, key: asked });
      }
    };
    platform.plan(JSON.parse(asked), { signal }).then(
      plan => settle({ plan }),
      error => settle({ error: PlatformError.from(error) }),
    );
    return () => controller.abort();
  }, [platform, asked]);

  return answer.key === key ? answer : {};
}
