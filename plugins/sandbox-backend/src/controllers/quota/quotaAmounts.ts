import { type Service } from '../../store/networkObjects';
import type { KubeObject, Pod } from '../../store/objects';
import {
  CLAIMS,
  PODS,
  qualifiedName,
  type ResourceType,
  SERVICES,
} from '../../store/resources';
import type { PersistentVolumeClaim } from '../../store/storageObjects';
import { formatBytes, formatCores } from '../quantities';
import { hasEnded } from '../podPhase';
import {
  podLimits,
  podRequests,
  readAmounts,
  type ResourceAmounts,
} from '../scheduling/resourceAmounts';

const ONE = 1000;
/** Kinds that quotas may count without `count/`. */
const COUNTED_BY_NAME = new Set([
  'configmaps',
  'persistentvolumeclaims',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
]);
const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];

/**
 * What an object takes of the quotas of its namespace, in thousandths, by the
 * names that quotas have for it.
 *
 * @remarks
 * The evaluators of kubernetes/pkg/quota/v1/evaluator/core.
 */
export function quotaAmounts(
  type: ResourceType,
  object: KubeObject,
): ResourceAmounts {
  return {
    [`count/${qualifiedName(type)}`]: ONE,
    ...(!type.group &&
      COUNTED_BY_NAME.has(type.plural) && { [type.plural]: ONE }),
    ...(type === PODS && podAmounts(object as Pod)),
    ...(type === CLAIMS && claimAmounts(object as PersistentVolumeClaim)),
    ...(type === SERVICES && serviceAmounts(object as Service)),
  };
}

function podAmounts(pod: Pod): ResourceAmounts {
  if (hasEnded(pod)) {
    return {};
  }
  const requests = podRequests(pod);
  const limits = podLimits(pod);
  const amounts: Record<string, number> = { pods: ONE };
  for (const [name, amount] of Object.entries(requests)) {
    if (COMPUTE.includes(name)) {
      amounts[name] = amount;
    }
    amounts[`requests.${name}`] = amount;
  }
  for (const [name, amount] of Object.entries(limits)) {
    amounts[`limits.${name}`] = amount;
  }
  return amounts;
}

function claimAmounts({ spec }: PersistentVolumeClaim): ResourceAmounts {
  const { storage = 0 } = readAmounts(spec?.resources?.requests);
  const ofClass = `${spec?.storageClassName}.storageclass.storage.k8s.io`;
  return {
    'requests.storage': storage,
    ...(spec?.storageClassName && {
      [`${ofClass}/requests.storage`]: storage,
      [`${ofClass}/persistentvolumeclaims`]: ONE,
    }),
  };
}

function serviceAmounts({ spec }: Service): ResourceAmounts {
  const ports = (spec?.ports?.length ?? 0) * ONE;
  switch (spec?.type) {
    case 'LoadBalancer':
      return { 'services.loadbalancers': ONE, 'services.nodeports': ports };
    case 'NodePort':
      return { 'services.nodeports': ports };
    default:
      return {};
  }
}

/** An amount as Kubernetes writes it for a resource of this name. */
export function formatAmount(name: string, thousandths: number): string {
  return /(memory|storage)$/.test(name)
    ? formatBytes(thousandths)
    : formatCores(thousandths);
}
