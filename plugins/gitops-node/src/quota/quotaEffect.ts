import {
  formatQuantity,
  requireQuantity,
  type Quota,
  type QuotaEffect,
} from '@mctl/plugin-platform-common';
import { QUOTA_RESOURCES, type QuotaResource, type Usage } from './Usage';

/** A resource of which more is asked for than the quota has. @public */
export interface Excess {
  resource: QuotaResource;
  /** Quantities: what is asked for before and after, and the quota after. */
  before: string;
  after: string;
  hard: string;
}

/** Amounts of a resource, each in billionths or pieces. */
interface Amounts {
  before: bigint;
  after: bigint;
  hardBefore: bigint;
  hard: bigint;
}

/** How a change affects what a tenant asks for, and its quota. */
export interface QuotaChange {
  tenant: string;
  before: Usage;
  after: Usage;
  /** The quota before the change; nothing when there was no tenant. */
  hardBefore?: Quota;
  hard: Quota;
}

const KIND_OF = {
  cpu: 'cores',
  memory: 'bytes',
  pods: 'pieces',
  storage: 'bytes',
} as const;

/** The quota of a resource, in the unit of {@link Usage}. */
export function hardLimit(quota: Quota, resource: QuotaResource): bigint {
  return resource === 'pods'
    ? BigInt(quota.pods)
    : requireQuantity(quota[resource]);
}

/** An amount of a resource as a quantity. */
export function formatAmount(amount: bigint, resource: QuotaResource): string {
  const kind = KIND_OF[resource];
  return kind === 'pieces' ? String(amount) : formatQuantity(amount, kind);
}

function amountsOf(change: QuotaChange, resource: QuotaResource): Amounts {
  const { before, after, hardBefore, hard } = change;
  return {
    before: BigInt(before[resource]),
    after: BigInt(after[resource]),
    hardBefore: hardLimit(hardBefore ?? hard, resource),
    hard: hardLimit(hard, resource),
  };
}

/** What a tenant asks for before and after a change, against its quota. @public */
export function describeQuota(change: QuotaChange): QuotaEffect {
  return {
    tenant: change.tenant,
    items: QUOTA_RESOURCES.map(resource => {
      const { before, after, hard } = amountsOf(change, resource);
      return {
        resource,
        before: formatAmount(before, resource),
        after: formatAmount(after, resource),
        hard: formatAmount(hard, resource),
      };
    }),
  };
}

/**
 * The resources of which a change asks for more than the quota has. What was
 * too much before counts only when the change makes it worse: a tenant over its
 * quota may always go back, shrink and sleep.
 *
 * @public
 */
export function findExcess(change: QuotaChange): Excess[] {
  return QUOTA_RESOURCES.flatMap(resource => {
    const { before, after, hardBefore, hard } = amountsOf(change, resource);
    const worse = after > before || hard < hardBefore;
    return after > hard && worse
      ? [
          {
            resource,
            before: formatAmount(before, resource),
            after: formatAmount(after, resource),
            hard: formatAmount(hard, resource),
          },
        ]
      : [];
  });
}
