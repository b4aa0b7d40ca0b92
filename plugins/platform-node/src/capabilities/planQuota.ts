import type { QuotaEffect } from '@mctl/plugin-platform-common';
import {
  assessQuota,
  type ChangedDocuments,
  type QuotaAssessment,
  type RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import { PlatformError } from '../errors';

/** What a plan says about quotas. */
export interface PlannedQuota {
  /** Of the one tenant that the plan touches; nothing when it is none or many. */
  effect: QuotaEffect | null;
  warnings: string[];
}

function exceeded({ effect, excess, hint }: QuotaAssessment): PlatformError {
  const { tenant } = effect;
  const numbers = excess
    .map(({ resource, after, hard }) => `${resource} ${after} of ${hard}`)
    .join(', ');
  return new PlatformError(
    'quota_exceeded',
    `The services of ${tenant} would ask for more than its quota: ${numbers}`,
    { hint, details: { tenant, items: excess, quota: effect } },
  );
}

/**
 * What a change means for the quota of the tenant it touches.
 *
 * @throws PlatformError `quota_exceeded` with the numbers, when it asks for more
 * than the quota leaves, or lowers the quota below what is asked for
 */
export function planQuota(
  snapshot: RepositorySnapshot,
  changed: ChangedDocuments,
): PlannedQuota {
  const assessments = assessQuota(snapshot, changed);
  const tooMuch = assessments.find(({ excess }) => excess.length > 0);
  if (tooMuch) {
    throw exceeded(tooMuch);
  }
  return {
    effect: assessments.length === 1 ? assessments[0].effect : null,
    warnings: assessments.flatMap(({ warnings }) => warnings),
  };
}
