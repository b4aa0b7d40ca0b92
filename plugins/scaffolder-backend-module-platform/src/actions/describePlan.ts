import type { Plan } from '@mctl/plugin-platform-common';

/** What a plan would do, line by line, for the log of a dry run. */
export function describePlan(plan: Plan): string[] {
  const { changes, needs, policy, quota, resources, summary, warnings } = plan;
  return [
    `Planned: ${summary}`,
    ...(changes.length === 0 ? ['Nothing would change'] : []),
    ...changes.map(({ change, path }) => `${change} ${path}`),
    ...resources.map(
      ({ action, kind, namespace, name }) =>
        `${action} ${kind} ${namespace ? `${namespace}/${name}` : name}`,
    ),
    ...(quota?.items ?? []).map(
      ({ resource, before, after, hard }) =>
        `Quota of ${quota?.tenant}: ${resource} ${before} → ${after} of ${hard}`,
    ),
    ...warnings.map(warning => `Warning: ${warning}`),
    ...policy.map(
      ({ level, rule, message }) => `${level} (${rule}): ${message}`,
    ),
    ...(needs.confirmation
      ? [`Runs only with planHash ${plan.hash}: it destroys something`]
      : []),
  ];
}
