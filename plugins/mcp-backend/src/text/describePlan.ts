import type { Plan, QuotaEffect } from '@mctl/plugin-platform-common';

const MAX_LISTED = 30;

/** A plan in a few lines, and what to do with it. */
export function describePlan(
  plan: Plan,
  options: { tool: string; dryRun: boolean },
): string {
  return [
    `Plan of ${plan.operation} ${plan.subject}: ${plan.summary}`,
    ...(plan.changes.length
      ? listed(plan.changes.map(({ change, path }) => `${change} ${path}`))
      : ['Nothing would change.']),
    ...listed(
      plan.resources.map(({ action, kind, namespace, name }) =>
        [action, kind, namespace ? `${namespace}/${name}` : name].join(' '),
      ),
    ),
    ...describeQuota(plan.quota),
    ...plan.policy.map(({ level, message }) => `policy ${level}: ${message}`),
    ...plan.warnings.map(warning => `warning: ${warning}`),
    `hash: ${plan.hash}`,
    nextStep(plan, options),
  ].join('\n');
}

function listed(lines: string[]): string[] {
  const shown = lines.slice(0, MAX_LISTED).map(line => `- ${line}`);
  const hidden = lines.length - shown.length;
  return hidden > 0 ? [...shown, `- and ${hidden} more`] : shown;
}

function describeQuota(quota: QuotaEffect | null): string[] {
  return (quota?.items ?? []).map(
    ({ resource, before, after, hard }) =>
      `quota ${resource}: ${before} → ${after} of ${hard}`,
  );
}

function nextStep(
  plan: Plan,
  { tool, dryRun }: { tool: string; dryRun: boolean },
): string {
  if (plan.needs.confirmation) {
    return `Nothing was done. Show this plan to the person; only if they agree, call ${tool} again with the same arguments${dryRun ? ', without dry_run,' : ''} and plan_hash "${plan.hash}".`;
  }
  return `Nothing was done: this was a dry run. Call ${tool} again without dry_run to do it.`;
}
