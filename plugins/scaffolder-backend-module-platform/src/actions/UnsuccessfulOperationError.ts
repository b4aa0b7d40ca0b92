import { CustomErrorBase } from '@backstage/errors';
import {
  isFinal,
  type Evidence,
  type Operation,
} from '@mctl/plugin-platform-common';

/** A task ends before its operation has succeeded. */
export class UnsuccessfulOperationError extends CustomErrorBase {
  constructor(operation: Operation) {
    super(describeEnd(operation));
  }
}

/** All that a person needs, since a task shows nothing else of its error. */
function describeEnd(operation: Operation): string {
  const { error, links } = operation;
  const evidence = error?.evidence[0];
  const sentences = [
    describeState(operation),
    error?.hint,
    evidence && describeEvidence(evidence),
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
  return isFinal(state)
    ? `${operation} of ${subject} was ${state}`
    : `${operation} of ${subject} goes on without this task, which was cancelled`;
}

function describeEvidence(evidence: Evidence): string {
  const { object, source, reason, message } = evidence;
  return [`Seen: ${object ?? source}`, reason, message]
    .filter(part => part !== undefined)
    .join(': ');
}
