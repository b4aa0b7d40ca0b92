import type {
  OperationStep,
  OperationStepName,
} from '@mctl/plugin-platform-common';
import type { LedgerEntry } from '../ledger/rows';

function stepOf(entry: LedgerEntry, name: OperationStepName): OperationStep {
  return (
    entry.operation.steps.find(step => step.name === name) ?? {
      name,
      state: 'pending',
      startedAt: null,
      finishedAt: null,
      message: null,
    }
  );
}

/** Whether a step has come to its good end. */
export function isStepDone(
  entry: LedgerEntry,
  name: OperationStepName,
): boolean {
  return stepOf(entry, name).state === 'succeeded';
}

/** The step as it begins. */
export function runStep(
  entry: LedgerEntry,
  name: OperationStepName,
): OperationStep {
  return {
    ...stepOf(entry, name),
    state: 'running',
    startedAt: new Date().toISOString(),
  };
}

/** The step with what it waits for, or nothing when that is what it says. */
export function waitInStep(
  entry: LedgerEntry,
  name: OperationStepName,
  message: string,
): OperationStep | undefined {
  const step = stepOf(entry, name);
  return step.message === message
    ? undefined
    : {
        ...step,
        state: 'running',
        startedAt: step.startedAt ?? new Date().toISOString(),
        message,
      };
}

/** The step at its good end. */
export function finishStep(
  entry: LedgerEntry,
  name: OperationStepName,
  message: string,
  state: 'succeeded' | 'skipped' = 'succeeded',
): OperationStep {
  return {
    ...stepOf(entry, name),
    state,
    finishedAt: new Date().toISOString(),
    message,
  };
}

/** The step at its bad end. */
export function failStep(
  entry: LedgerEntry,
  name: OperationStepName,
  message: string,
): OperationStep {
  return {
    ...stepOf(entry, name),
    state: 'failed',
    finishedAt: new Date().toISOString(),
    message,
  };
}
