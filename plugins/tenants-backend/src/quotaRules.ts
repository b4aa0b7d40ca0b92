import {
  compareQuantities,
  isKnown,
  type Observed,
  type Quota,
} from '@mctl/plugin-platform-common';
import type { NamespaceInfo } from '@mctl/plugin-cluster-node';
import { PlatformError } from '@mctl/plugin-platform-node';
import { quotaUsage } from './capabilities/quotaSchema';

const RESOURCES = ['cpu', 'memory', 'pods', 'storage'] as const;

type Resource = (typeof RESOURCES)[number];
type SomeQuota = Partial<Quota>;

function valueOf(quota: SomeQuota, resource: Resource): string | undefined {
  const value = quota[resource];
  return value === undefined ? undefined : String(value);
}

/**
 * Refuses a quota above the platform's default to all but its admins. What is
 * above it already may stay, or come down.
 *
 * @throws PlatformError `role_too_small` with the numbers
 */
export function requireAllowedQuota(options: {
  asked: SomeQuota;
  /** Absent when the tenant is new. */
  current?: SomeQuota;
  defaults: SomeQuota;
  isAdmin: boolean;
}): void {
  const { asked, current, defaults, isAdmin } = options;
  const raised = RESOURCES.flatMap(resource => {
    const value = valueOf(asked, resource);
    const limit = valueOf(defaults, resource);
    const before = current && valueOf(current, resource);
    return value !== undefined &&
      limit !== undefined &&
      compareQuantities(value, limit) > 0 &&
      (before === undefined || compareQuantities(value, before) > 0)
      ? [{ resource, asked: value, default: limit }]
      : [];
  });
  if (raised.length > 0 && !isAdmin) {
    throw new PlatformError(
      'role_too_small',
      `A quota above the platform's default needs a platform admin: ${raised
        .map(each => `${each.resource} ${each.asked} of ${each.default}`)
        .join(', ')}`,
      {
        hint: 'Stay within the default, or ask a platform admin to raise it.',
        details: { raised },
      },
    );
  }
}

/**
 * Refuses to lower a quota below what the cluster says is in use.
 *
 * @throws PlatformError `quota_exceeded` with the numbers; `unavailable` when
 * it cannot be seen how much is in use
 */
export function requireRoomForUse(options: {
  asked: SomeQuota;
  current: SomeQuota;
  namespace: Observed<NamespaceInfo | null>;
}): void {
  const { asked, current, namespace } = options;
  const lowered = RESOURCES.filter(resource => {
    const value = valueOf(asked, resource);
    const before = valueOf(current, resource);
    return (
      value !== undefined &&
      before !== undefined &&
      compareQuantities(value, before) < 0
    );
  });
  if (lowered.length === 0) {
    return;
  }
  const usage = quotaUsage(namespace);
  if (!isKnown(usage)) {
    throw new PlatformError(
      'unavailable',
      'The cluster cannot be seen, so it is not known how much of the quota is in use',
      { hint: 'Try again in a moment; raising the quota works meanwhile.' },
    );
  }
  const exceeded = lowered.flatMap(resource => {
    const used = usage.value?.[resource].used ?? '0';
    const value = String(valueOf(asked, resource));
    return compareQuantities(used, value) > 0
      ? [{ resource, used, asked: value }]
      : [];
  });
  if (exceeded.length > 0) {
    throw new PlatformError(
      'quota_exceeded',
      `The quota cannot go below what is in use: ${exceeded
        .map(
          each => `${each.resource} ${each.used} in use, ${each.asked} asked`,
        )
        .join('; ')}`,
      {
        hint: 'Scale services down first, or ask for at least what is in use.',
        details: { exceeded },
      },
    );
  }
}
