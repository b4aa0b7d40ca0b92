import type { Admission, AdmissionRequest } from '../../store/admission';
import type { KubeObject, Pod, ResourceQuota } from '../../store/objects';
import { EVENTS, PODS } from '../../store/resources';
import { StatusError } from '../../store/StatusError';
import {
  readAmounts,
  type ResourceAmounts,
  subtractAmounts,
} from '../scheduling/resourceAmounts';
import { formatAmount, quotaAmounts } from './quotaAmounts';
import type { QuotaUsage } from './QuotaUsage';

/** Resources that a container must name where a quota limits them. */
const MUST_SPECIFY = [
  'cpu',
  'memory',
  'requests.cpu',
  'requests.memory',
  'limits.cpu',
  'limits.memory',
];

/**
 * Refuses what would take more than the quotas of a namespace leave.
 *
 * @remarks
 * `CheckRequest` of k8s.io/apiserver/pkg/admission/plugin/resourcequota, with
 * its messages. Quotas with scopes count everything.
 */
export class QuotaAdmission implements Admission {
  readonly #usage: QuotaUsage;

  constructor(options: { usage: QuotaUsage }) {
    this.#usage = options.usage;
  }

  admit(request: AdmissionRequest): KubeObject {
    const { type, object, previous, operation } = request;
    const { namespace } = object.metadata;
    // What pods ask for is fixed when they are created.
    if (
      !namespace ||
      type === EVENTS ||
      (type === PODS && operation === 'UPDATE')
    ) {
      return object;
    }
    const quotas = this.#usage.quotasOf(namespace);
    if (quotas.length === 0) {
      return object;
    }
    const before = previous ? quotaAmounts(type, previous) : {};
    const delta = subtractAmounts(quotaAmounts(type, object), before);
    for (const quota of quotas) {
      const fault =
        (type === PODS ? unspecified(quota, object as Pod) : undefined) ??
        this.#excess(quota, namespace, delta);
      if (fault) {
        throw StatusError.forbidden(type, object.metadata.name, fault);
      }
    }
    return object;
  }

  #excess(
    quota: ResourceQuota,
    namespace: string,
    delta: ResourceAmounts,
  ): string | undefined {
    const limited = quota.spec.hard ?? {};
    const hard = readAmounts(limited);
    const used = this.#usage.usedIn(namespace);
    const exceeded = Object.keys(hard)
      .filter(
        name =>
          (delta[name] ?? 0) > 0 &&
          (used[name] ?? 0) + (delta[name] ?? 0) > hard[name],
      )
      .sort();
    if (exceeded.length === 0) {
      return undefined;
    }
    const print = (amount: (name: string) => string) =>
      exceeded.map(name => `${name}=${amount(name)}`).join(',');
    return [
      `exceeded quota: ${quota.metadata.name}`,
      `requested: ${print(name => formatAmount(name, delta[name]))}`,
      `used: ${print(name => formatAmount(name, used[name] ?? 0))}`,
      `limited: ${print(name => String(limited[name]))}`,
    ].join(', ');
  }
}

/** `podEvaluator.Constraints`: a quota on a resource makes naming it a duty. */
function unspecified(quota: ResourceQuota, { spec }: Pod): string | undefined {
  const hard = quota.spec.hard ?? {};
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  const faults = MUST_SPECIFY.filter(name => name in hard)
    .map(name => {
      const [side, resource] = name.includes('.')
        ? name.split('.')
        : ['requests', name];
      const without = containers
        .filter(
          ({ resources }) =>
            !(side === 'limits'
              ? resources?.limits?.[resource]
              : resources?.requests?.[resource]),
        )
        .map(container => container.name)
        .sort();
      return without.length > 0 ? `${name} for: ${without.join(',')}` : '';
    })
    .filter(Boolean)
    .sort();
  return faults.length > 0
    ? `failed quota: ${quota.metadata.name}: must specify ${faults.join('; ')}`
    : undefined;
}
