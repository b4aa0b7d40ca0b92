import type { Operation } from '@mctl/plugin-platform-common';

/**
 * What became of an operation, for the page that a task ends with: only what
 * the operation itself says, never what was hoped for.
 */
export function describeOutcome(operation: Operation): string {
  const { operation: name, subject, state, commit, result, steps } = operation;
  if (state !== 'succeeded') {
    return `${name} of ${subject} is ${state} and goes on without this task.`;
  }
  if (result?.changed === false) {
    return `${name} of ${subject} had nothing to change: everything was so already.`;
  }
  const proof = steps.find(step => step.name === 'verify')?.message;
  return [
    `${name} of ${subject} succeeded${commit ? ` with commit ${commit.slice(0, 7)}` : ''}.`,
    ...(proof ? [`Seen in the cluster: ${proof}.`] : []),
  ].join(' ');
}
