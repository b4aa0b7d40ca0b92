import type { LimitRangeItem } from '../../store/configurationObjects';
import type { Container, PodSpec } from '../../store/objects';
import { toThousandths } from '../quantities';
import { formatAmount } from '../quota/quotaAmounts';
import {
  addAmounts,
  readAmounts,
  type ResourceAmounts,
} from '../scheduling/resourceAmounts';

interface Asked {
  requests: ResourceAmounts;
  limits: ResourceAmounts;
}

/** What a pod or claim breaks of a limit range, in Kubernetes' words. */
export function limitFaults(
  item: LimitRangeItem,
  asked: PodSpec | { claim: Container['resources'] },
): string[] {
  if ('claim' in asked) {
    return item.type === 'PersistentVolumeClaim'
      ? claimFaults(item, read(asked.claim))
      : [];
  }
  const containers = asked.containers.map(({ resources }) => read(resources));
  const starting = (asked.initContainers ?? []).map(({ resources }) =>
    read(resources),
  );
  switch (item.type) {
    case 'Container':
      return [...containers, ...starting].flatMap(one => faults(item, one));
    case 'Pod':
      return faults(
        item,
        containers.reduce(
          (sum, { requests, limits }) => ({
            requests: addAmounts(sum.requests, requests),
            limits: addAmounts(sum.limits, limits),
          }),
          { requests: {}, limits: {} },
        ),
      );
    default:
      return [];
  }
}

function read(resources: Container['resources']): Asked {
  return {
    requests: readAmounts(resources?.requests),
    limits: readAmounts(resources?.limits),
  };
}

function faults(item: LimitRangeItem, { requests, limits }: Asked): string[] {
  return [
    ...each(item.min, (name, bound, quantity) => {
      const about = `minimum ${name} usage per ${item.type} is ${quantity}`;
      if (!(name in requests)) {
        return `${about}.  No request is specified`;
      }
      return (
        less(requests, bound, name, `${about}, but request is`) ??
        less(limits, bound, name, `${about}, but limit is`)
      );
    }),
    ...each(item.max, (name, bound, quantity) => {
      const about = `maximum ${name} usage per ${item.type} is ${quantity}`;
      if (!(name in limits)) {
        return `${about}.  No limit is specified`;
      }
      return (
        more(limits, bound, name, `${about}, but limit is`) ??
        more(requests, bound, name, `${about}, but request is`)
      );
    }),
    ...each(item.maxLimitRequestRatio, (name, bound, quantity) => {
      const ratio = (limits[name] ?? 0) / (requests[name] ?? 0);
      return ratio * 1000 > bound
        ? `${name} max limit to request ratio per ${item.type} is ${quantity}, but provided ratio is ${ratio.toFixed(6)}`
        : undefined;
    }),
  ];
}

/** Claims have requests only. */
function claimFaults(item: LimitRangeItem, { requests }: Asked): string[] {
  return [
    ...each(item.min, (name, bound, quantity) =>
      less(
        requests,
        bound,
        name,
        `minimum ${name} usage per ${item.type} is ${quantity}, but request is`,
      ),
    ),
    ...each(item.max, (name, bound, quantity) =>
      more(
        requests,
        bound,
        name,
        `maximum ${name} usage per ${item.type} is ${quantity}, but request is`,
      ),
    ),
  ];
}

function each(
  bounds: Readonly<Record<string, string>> | undefined,
  check: (name: string, bound: number, quantity: string) => string | undefined,
): string[] {
  return Object.keys(bounds ?? {})
    .sort()
    .map(name => {
      const quantity = bounds?.[name] ?? '';
      return check(name, toThousandths(quantity), quantity);
    })
    .filter(fault => fault !== undefined);
}

function less(
  amounts: ResourceAmounts,
  bound: number,
  name: string,
  fault: string,
): string | undefined {
  return name in amounts && amounts[name] < bound
    ? `${fault} ${formatAmount(name, amounts[name])}`
    : undefined;
}

function more(
  amounts: ResourceAmounts,
  bound: number,
  name: string,
  fault: string,
): string | undefined {
  return name in amounts && amounts[name] > bound
    ? `${fault} ${formatAmount(name, amounts[name])}`
    : undefined;
}
