import type {
  PlatformDocument,
  QuotaEffect,
  ServiceDocument,
} from '@mctl/plugin-platform-common';
import { InvalidDocumentError } from '../documents/InvalidDocumentError';
import type { ChangedDocuments } from '../documents/readChangedDocuments';
import { servicePath } from '../paths';
import type { RepositorySnapshot } from '../types';
import {
  describeQuota,
  findExcess,
  formatAmount,
  hardLimit,
  type Excess,
  type QuotaChange,
} from './quotaEffect';
import { mostReplicas } from './mostReplicas';
import { podUsage, serviceUsage } from './serviceUsage';
import { transientUsage } from './transientUsage';
import { QUOTA_RESOURCES, sumUsage, type Usage } from './Usage';

/** What a change means for the quota of one tenant. @public */
export interface QuotaAssessment {
  effect: QuotaEffect;
  /** What is asked for beyond the quota; empty when the change fits. */
  excess: Excess[];
  /** What would fit, for a person; only with an excess. */
  hint?: string;
  /** What is not known, and what will be tight. */
  warnings: string[];
}

type Services = ReadonlyMap<string, ServiceDocument>;

function servicesAfter(
  before: Services,
  changed: ReadonlyMap<string, ServiceDocument | undefined> | undefined,
): Services {
  const after = new Map(before);
  for (const [name, document] of changed ?? []) {
    if (document) {
      after.set(name, document);
    } else {
      after.delete(name);
    }
  }
  return after;
}

/** The usage of services, and the names of those that cannot be counted. */
function count(
  services: Iterable<ServiceDocument>,
  platform: PlatformDocument,
): { usage: Usage; uncounted: string[] } {
  const usages: Usage[] = [];
  const uncounted: string[] = [];
  for (const document of services) {
    try {
      usages.push(serviceUsage(document, platform));
    } catch (error) {
      if (!(error instanceof InvalidDocumentError)) {
        throw error;
      }
      uncounted.push(document.metadata.name);
    }
  }
  return { usage: sumUsage(usages), uncounted };
}

/** Services of a tenant whose documents are invalid: what they use is unknown. */
function invalidServices(
  snapshot: RepositorySnapshot,
  tenant: string,
  changed: ReadonlyMap<string, unknown> | undefined,
): string[] {
  const prefix = servicePath(tenant, '').slice(0, -1);
  return snapshot.invalid
    .filter(({ path }) => path.startsWith(prefix))
    .map(({ path }) => path.slice(prefix.length).split('/')[0])
    .filter(name => !changed?.has(name));
}

function hintFor(options: {
  change: QuotaChange;
  changed: ServiceDocument[];
  platform: PlatformDocument;
}): string {
  const { change, changed, platform } = options;
  const { after, before, hard, hardBefore, tenant } = change;
  const isLowered =
    hardBefore !== undefined &&
    QUOTA_RESOURCES.some(
      resource => hardLimit(hard, resource) < hardLimit(hardBefore, resource),
    );
  if (isLowered) {
    const least = QUOTA_RESOURCES.map(
      resource =>
        `${resource} ${formatAmount(BigInt(after[resource]), resource)}`,
    );
    return `The least that fits what ${tenant} asks for is ${least.join(', ')}.`;
  }
  const [service] = changed;
  const raise = 'ask an owner of the tenant to raise the quota (update-tenant)';
  if (changed.length !== 1 || after.pods <= 0) {
    return `Ask for less, or ${raise}.`;
  }
  const own = serviceUsage(service, platform);
  const most = mostReplicas({
    quota: hard,
    others: {
      cpu: after.cpu - own.cpu,
      memory: after.memory - own.memory,
      pods: after.pods - own.pods,
      storage: after.storage - own.storage,
    },
    pod: podUsage(service, platform),
  });
  const { name } = service.metadata;
  const fits =
    after.storage > before.storage && most >= own.pods
      ? 'Ask for smaller volumes'
      : `At most ${most} ${most === 1 ? 'replica' : 'replicas'} of ${name} of this size ${most === 1 ? 'fits' : 'fit'}`;
  return `${fits}; to have more, scale something else down or ${raise}.`;
}

/** Whether a rollout of what changed would find room for its pod more. */
function warnOfTightness(options: {
  change: QuotaChange;
  changed: ServiceDocument[];
  platform: PlatformDocument;
}): string[] {
  const { change, changed, platform } = options;
  return changed.flatMap(document => {
    const extra = transientUsage(document, platform);
    const tight = QUOTA_RESOURCES.filter(
      resource =>
        BigInt(change.after[resource]) + BigInt(extra[resource]) >
          hardLimit(change.hard, resource) && BigInt(extra[resource]) > 0n,
    );
    return tight.length > 0
      ? [
          `The quota leaves no ${tight.join(', ')} for the extra pod of a rollout of ${document.metadata.name}: it may be stuck until something is scaled down`,
        ]
      : [];
  });
}

/**
 * What a change means for the quotas of the tenants it touches: what all
 * services of each ask for before and after, at their largest, against the
 * quota as the change leaves it. Looks at those tenants only.
 *
 * @public
 */
export function assessQuota(
  snapshot: RepositorySnapshot,
  changed: ChangedDocuments,
): QuotaAssessment[] {
  const platform = snapshot.platform.document;
  const touched = new Set([
    ...changed.tenants.keys(),
    ...changed.services.keys(),
  ]);
  return Array.from(touched).flatMap(tenant => {
    const owner = snapshot.tenants.get(tenant)?.document;
    const ownerAfter = changed.tenants.has(tenant)
      ? changed.tenants.get(tenant)
      : owner;
    if (!ownerAfter) {
      return [];
    }
    const changes = changed.services.get(tenant);
    const before = new Map(
      snapshot
        .servicesOf(tenant)
        .map(({ document }) => [document.metadata.name, document]),
    );
    const countedBefore = count(before.values(), platform);
    const countedAfter = count(
      servicesAfter(before, changes).values(),
      platform,
    );
    const change: QuotaChange = {
      tenant,
      before: countedBefore.usage,
      after: countedAfter.usage,
      hardBefore: owner?.spec.quota,
      hard: ownerAfter.spec.quota,
    };
    const context = {
      change,
      changed: Array.from(changes?.values() ?? []).filter(
        document => document !== undefined,
      ),
      platform,
    };
    const excess = findExcess(change);
    const unknown = [
      ...invalidServices(snapshot, tenant, changes),
      ...countedAfter.uncounted,
    ];
    return [
      {
        effect: describeQuota(change),
        excess,
        ...(excess.length > 0 && { hint: hintFor(context) }),
        warnings: [
          ...(unknown.length > 0
            ? [
                `What ${unknown.join(', ')} asks for is not known and not counted: its document is not valid`,
              ]
            : []),
          ...(excess.length === 0 ? warnOfTightness(context) : []),
        ],
      },
    ];
  });
}
