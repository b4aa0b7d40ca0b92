import type { OperationStep } from '@mctl/plugin-platform-common';

/** One line about a step that has ended. */
export function describeStep(step: OperationStep): string {
  const line = `${step.name} ${step.state}`;
  return step.message ? `${line}: ${step.message}` : line;
}
