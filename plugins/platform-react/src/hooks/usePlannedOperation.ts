import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { Operation, Plan } from '@mctl/plugin-platform-common';
import { createIdempotencyKey } from '../api/createIdempotencyKey';
import { platformApiRef, type OperationRequest } from '../api/PlatformApi';
import { PlatformError } from '../api/PlatformError';

/** A change on its way from plan to operation. @public */
export interface PlannedOperationState {
  plan: Plan | undefined;
  error: PlatformError | undefined;
  /** Whether the plan is another one than the person confirmed. */
  isChanged: boolean;
  /** Whether the confirmed plan is being handed in. */
  isPending: boolean;
  /** The operation, once it is accepted. */
  accepted: Operation | undefined;
  confirm: () => void;
  /** Plans anew. */
  replan: () => void;
}

interface State extends Omit<PlannedOperationState, 'confirm' | 'replan'> {
  idempotencyKey?: string;
}

const INITIAL: State = {
  plan: undefined,
  error: undefined,
  isChanged: false,
  isPending: false,
  accepted: undefined,
};

/**
 * Plans a change and starts it once it is confirmed.
 *
 * @remarks
 * Each plan has one idempotency key, so that confirming it twice, or again
 * after an answer that got lost, starts one operation.
 *
 * @public
 */
export function usePlannedOperation(
  request: OperationRequest,
): PlannedOperationState {
  const platform = useApi(platformApiRef);
  const requestKey = JSON.stringify(request);
  const requestRef = useRef(request);
  requestRef.current = request;
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<State>(INITIAL);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setState(INITIAL);
    platform.plan(requestRef.current, { signal }).then(
      plan => {
        if (!signal.aborted) {
          setState({
            ...INITIAL,
            plan,
            idempotencyKey: createIdempotencyKey(),
          });
        }
      },
      error => {
        if (!signal.aborted) {
          setState({ ...INITIAL, error: PlatformError.from(error) });
        }
      },
    );
    return () => controller.abort();
  }, [platform, requestKey, attempt]);

  const { plan, idempotencyKey } = state;
  const confirm = useCallback(async () => {
    if (!plan || !idempotencyKey) {
      return;
    }
    setState(current => ({ ...current, isPending: true, error: undefined }));
    try {
      const accepted = await platform.start({
        ...requestRef.current,
        planHash: plan.hash,
        idempotencyKey,
      });
      setState(current => ({ ...current, isPending: false, accepted }));
    } catch (thrown) {
      const error = PlatformError.from(thrown);
      const newPlan = planOf(error);
      setState(current =>
        newPlan
          ? {
              ...INITIAL,
              plan: newPlan,
              idempotencyKey: createIdempotencyKey(),
              isChanged: true,
            }
          : { ...current, isPending: false, error },
      );
    }
  }, [platform, plan, idempotencyKey]);

  return {
    ...state,
    confirm: useCallback(() => void confirm(), [confirm]),
    replan: useCallback(() => setAttempt(count => count + 1), []),
  };
}

/** The current plan, when the error says that the confirmed one is not it. */
function planOf(error: PlatformError): Plan | undefined {
  const isAboutPlan =
    error.code === 'confirmation_required' || error.code === 'plan_changed';
  const { plan } = error.details;
  return isAboutPlan && isPlan(plan) ? plan : undefined;
}

function isPlan(value: unknown): value is Plan {
  return (
    typeof value === 'object' &&
    value !== null &&
    'hash' in value &&
    'changes' in value
  );
}
