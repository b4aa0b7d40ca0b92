import type { OperationError } from '@mctl/plugin-platform-common';
import type { SyncFailure, VerifyOutcome } from '@mctl/plugin-platform-node';

/** A commit as people write it. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}

/** The plan that was confirmed is not the plan any more. */
export function planChanged(commit: string): OperationError {
  return {
    code: 'plan_changed',
    message: `The repository has changed since the plan was confirmed: on ${shortCommit(commit)} the plan is another one. Nothing was done`,
    hint: 'Plan again, look at the new plan and confirm that.',
    evidence: [],
  };
}

/** The operation's commit existed and was taken off the branch. */
export function historyRewritten(commit: string): OperationError {
  return {
    code: 'history_rewritten',
    message:
      'The commit of this operation was removed from the branch by someone; it is not applied again',
    hint: 'Start a new operation if the change is still wanted.',
    evidence: [{ source: 'repository', message: commit }],
  };
}

/** Argo CD tried and could not. */
export function syncFailed(
  outcome: Extract<VerifyOutcome, { outcome: 'failed' }>,
  explanation?: SyncFailure,
): OperationError {
  return {
    code: 'sync_failed',
    message: explanation?.message ?? outcome.message,
    hint:
      explanation?.hint ?? 'Correct the cause and start the operation again.',
    evidence: [...outcome.evidence, ...(explanation?.evidence ?? [])],
  };
}

/** Argo CD did not get there in time. @param deadline - milliseconds */
export function syncTimedOut(
  outcome: Extract<VerifyOutcome, { outcome: 'waiting' }>,
  deadline: number,
): OperationError {
  return {
    code: 'sync_timeout',
    message: `Argo CD did not have the commit within ${deadline / 1000} s: ${outcome.message}`,
    hint: 'The commit stands; look at Argo CD, which keeps trying.',
    evidence: outcome.evidence ?? [],
  };
}

/** The stated fact was not seen in time. @param deadline - milliseconds */
export function verificationTimedOut(
  outcome: Extract<VerifyOutcome, { outcome: 'waiting' }>,
  { proves, deadline }: { proves: string; deadline: number },
): OperationError {
  return {
    code: 'verification_timeout',
    message: `Not proven within ${deadline / 1000} s that ${proves}: ${outcome.message}`,
    evidence: outcome.evidence ?? [],
  };
}

/** What nobody expected, too often; the log knows more. */
export function unexpected(message: string): OperationError {
  return {
    code: 'internal',
    message,
    hint: 'A platform admin finds the cause in the log under the id of the operation.',
    evidence: [],
  };
}
