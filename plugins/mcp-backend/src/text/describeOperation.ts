import {
  isFinal,
  type Evidence,
  type Operation,
  type OperationStep,
} from '@mctl/plugin-platform-common';

const MAX_EVIDENCE = 5;

/** An operation in a few lines: what, where it stands, what to do next. */
export function describeOperation(operation: Operation): string {
  const { error } = operation;
  return [
    `${operation.operation} ${operation.subject}: ${operation.state} (${operation.id})`,
    ...operation.steps.filter(isWorthSaying).map(describeStep),
    ...(operation.commit ? [`commit ${operation.commit}`] : []),
    ...(operation.result
      ? [`result: ${JSON.stringify(operation.result)}`]
      : []),
    ...(error ? [`${error.code}: ${error.message}`] : []),
    ...(error?.evidence ?? []).slice(-MAX_EVIDENCE).map(describeEvidence),
    ...(error?.hint ? [error.hint] : []),
    ...nextStep(operation),
  ].join('\n');
}

function isWorthSaying(step: OperationStep): boolean {
  return step.state !== 'pending' && step.state !== 'skipped';
}

function describeStep(step: OperationStep): string {
  return `- ${step.name}: ${step.state}${step.message ? `, ${step.message}` : ''}`;
}

function describeEvidence(evidence: Evidence): string {
  const about = [evidence.source, evidence.object, evidence.reason]
    .filter(part => part !== undefined)
    .join(' ');
  const times =
    evidence.count && evidence.count > 1 ? ` (${evidence.count} times)` : '';
  return `- evidence: ${about}: ${evidence.message}${times}`;
}

function nextStep(operation: Operation): string[] {
  return isFinal(operation.state)
    ? []
    : [
        `Not finished: call mctl_get_operation with {"id": "${operation.id}", "wait": 60} until the state is final.`,
      ];
}
