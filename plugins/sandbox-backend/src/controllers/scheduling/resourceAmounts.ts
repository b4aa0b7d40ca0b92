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
 * What a pod asks for: the sum of its containers and sidecars or, if that is
 * more, an init container with the sidecars that are there before it, since
 * init containers run one at a time.
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
  let sidecars: ResourceAmounts = {};
  let starting: ResourceAmounts = {};
  for (const container of spec.initContainers ?? []) {
    const needed = addAmounts(sidecars, read(container));
    starting = combine(starting, needed, Math.max);
    if (container.restartPolicy === 'Always') {
      sidecars = needed;
    }
  }
  const running = spec.containers.map(read).reduce(addAmounts, sidecars);
  return combine(running, starting, Math.max);
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
