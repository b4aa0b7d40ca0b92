import type { Plan, PolicyFinding } from '@mctl/plugin-platform-common';
import {
  checkPolicies,
  type ChangedManifest,
  type RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import { PlatformError } from '../errors';

/** What the platform's policies say about the manifests of a plan. */
export function planPolicies(
  manifests: readonly ChangedManifest[],
  { snapshot, domain }: { snapshot: RepositorySnapshot; domain: string },
): PolicyFinding[] {
  const { policies } = snapshot.platform.document.spec;
  return policies
    ? checkPolicies(manifests, { policies, domain }).map(
        ({ rule, level, object, message, remedy }) => ({
          rule,
          level,
          message: `${object}: ${message}`,
          hint: remedy,
        }),
      )
    : [];
}

/**
 * Refuses a plan that a policy denies.
 *
 * @throws PlatformError `policy_violation` with every finding that denies it
 */
export function requirePolicies({ policy, quota }: Plan): void {
  const findings = policy.filter(({ level }) => level === 'deny');
  if (findings.length === 0) {
    return;
  }
  const [{ rule, message, hint }] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  throw new PlatformError(
    'policy_violation',
    `The policy ${rule} of the platform does not allow it. ${message}${more}`,
    {
      hint,
      details: { rule, findings, ...(quota && { tenant: quota.tenant }) },
    },
  );
}
