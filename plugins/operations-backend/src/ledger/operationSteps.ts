import {
  OPERATION_STEPS,
  type OperationStep,
} from '@mctl/plugin-platform-common';

/** The steps of an operation as it is accepted. */
export function initialSteps(skipped: boolean): OperationStep[] {
  return OPERATION_STEPS.map(name => ({
    name,
    state: skipped ? 'skipped' : 'pending',
    startedAt: null,
    finishedAt: null,
    message: skipped ? 'Nothing to change' : null,
  }));
}

/** Steps with those of the same name replaced. */
export function mergeSteps(
  steps: readonly OperationStep[],
  updates: readonly OperationStep[],
): OperationStep[] {
  return steps.map(
    step => updates.find(({ name }) => name === step.name) ?? step,
  );
}
