import type { Container, Pod } from '../../store/objects';
import { toThousandths } from '../quantities';

/** Amounts of resources, in thousandths of their unit, by name. */
export type ResourceAmounts = Readonly<Record<string, number>>;

/** Reads Kubernetes quantities by name. */
export function readAmounts(
  quantities: Readonly<Record<string, string | number>> | undefined,
): ResourceAmounts {
  return Object.fromEntries(
    Object.entries(quantities ?? {}).map(([name, quantity]) => [
      name,
      toThousandths(quantity),
    ]),
  );
}

export function addAmounts(
  a: ResourceAmounts,
  b: ResourceAmounts,
): ResourceAmounts {
  return combine(a, b, (left, right) => left + right);
}

export function subtractAmounts(
  a: ResourceAmounts,
  b: ResourceAmounts,
): ResourceAmounts {
  return combine(a, b, (left, right) => left - right);
}

/**
 * What a pod asks for: the sum of its containers or, if that is more, its
 * greediest init container, since those run one at a time before the others.
 *
 * @remarks
 * `PodRequests` of k8s.io/component-helpers/resource. A limit counts as the
 * request when the request is left out, as the API server's defaults say.
 */
export function podRequests({ spec }: Pod): ResourceAmounts {
  return podAmounts(spec, requestsOf);
}

/** What a pod may use at most, of the resources that it limits. */
export function podLimits({ spec }: Pod): ResourceAmounts {
  return podAmounts(spec, ({ resources }) => readAmounts(resources?.limits));
}

function requestsOf({ resources }: Container): ResourceAmounts {
  return {
    ...readAmounts(resources?.limits),
    ...readAmounts(resources?.requests),
  };
}

function podAmounts(
  spec: Pod['spec'],
  read: (container: Container) => ResourceAmounts,
): ResourceAmounts {
  return (spec.initContainers ?? [])
    .map(read)
    .reduce(
      (most, amounts) => combine(most, amounts, Math.max),
      spec.containers.map(read).reduce(addAmounts, {}),
    );
}

function combine(
  a: ResourceAmounts,
  b: ResourceAmounts,
  merge: (a: number, b: number) => number,
): ResourceAmounts {
  const result: Record<string, number> = { ...a };
  for (const [name, amount] of Object.entries(b)) {
    result[name] = merge(result[name] ?? 0, amount);
  }
  return result;
}
