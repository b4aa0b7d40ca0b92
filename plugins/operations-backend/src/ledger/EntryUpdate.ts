import type {
  OperationError,
  OperationState,
  OperationStep,
  OperationStepName,
  Plan,
} from '@mctl/plugin-platform-common';
import type { OperationRow } from './rows';

/** What one look at an operation changes on it. */
export interface EntryUpdate {
  state?: OperationState;
  step?: OperationStepName;
  /** New state of steps, merged by name. */
  steps?: OperationStep[];
  plan?: Plan;
  plannedResult?: Record<string, unknown> | null;
  commit?: string;
  result?: Record<string, unknown>;
  error?: OperationError;
  conflicts?: number;
  failures?: number;
  /** Lines for the operation's log. */
  log?: string[];
}

/** The columns that an update sets as it says, without state and steps. */
export function columnsOf(
  update: EntryUpdate,
  now: number,
): Partial<OperationRow> {
  return {
    ...(update.step && { step: update.step }),
    ...(update.plan && { plan: JSON.stringify(update.plan) }),
    ...(update.plannedResult && {
      planned_result: JSON.stringify(update.plannedResult),
    }),
    ...(update.commit && { commit_id: update.commit, committed_at: now }),
    ...(update.result && { result: JSON.stringify(update.result) }),
    ...(update.error && { error: JSON.stringify(update.error) }),
    ...(update.conflicts !== undefined && { conflicts: update.conflicts }),
    ...(update.failures !== undefined && { failures: update.failures }),
  };
}
