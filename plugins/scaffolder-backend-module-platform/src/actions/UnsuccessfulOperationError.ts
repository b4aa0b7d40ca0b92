import { CustomErrorBase } from '@backstage/errors';
import type { Evidence, Operation } from '@mctl/plugin-platform-common';

/** Pieces of evidence that a task shows; the operation's page has all. */
const MAX_EVIDENCE = 3;

/** A task ends before its operation has succeeded. */
export class UnsuccessfulOperationError extends CustomErrorBase {
  /**
   * @param task - why the operation goes on although its task was cancelled;
   * undefined inside when it was cancelled with it
   */
  constructor(operation: Operation, task?: { goesOn: string | undefined }) {
    super(describeEnd(operation, task));
  }
}

/** All that a person needs, since a task shows nothing else of its error. */
function describeEnd(
  operation: Operation,
  task: { goesOn: string | undefined } | undefined,
): string {
  const { error, links } = operation;
  // Newest last.
  const evidence = error?.evidence.slice(-MAX_EVIDENCE) ?? [];
  const sentences = [
    task ? describeCancellation(operation, task) : describeState(operation),
    error?.hint,
    ...evidence.map(describeEvidence),
  ];
  return [
    ...sentences
      .filter(sentence => sentence !== undefined)
      .map(sentence => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`)),
    `See ${links.portal}`,
  ].join(' ');
}

function describeState({ error, operation, state, subject }: Operation) {
  if (error) {
    return `${operation} ${state}: ${error.message}`;
  }
  return `${operation} of ${subject} was ${state}`;
}

function describeCancellation(
  { operation, subject }: Operation,
  { goesOn }: { goesOn: string | undefined },
) {
  return goesOn === undefined
    ? `${operation} of ${subject} was cancelled with this task: nothing was written`
    : `${operation} of ${subject} goes on without this task, which was cancelled: ${goesOn}`;
}

function describeEvidence(evidence: Evidence): string {
  const { object, source, reason, message } = evidence;
  return [`Seen: ${object ?? source}`, reason, message]
    .filter(part => part !== undefined)
    .join(': ');
}
