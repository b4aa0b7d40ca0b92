import { type Container, controllerOf, type Pod } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { PODS } from '../store/resources';
import type { FaultBook } from './FaultBook';
import type { FaultOutcome } from './FaultOutcome';
import type { Fault } from './kinds';
import { FAULT_TABLE } from './outcomes';
import { isOfJob, serviceOf } from './serviceOf';

/**
 * What the fault of a pod, if it has one, does to a container of it.
 *
 * @param options - `fault` when it is another than the present one
 */
export function outcomeFor(
  { store, faults }: { store: ObjectStore; faults: FaultBook },
  pod: Pod,
  container: Container,
  options: { startedAt: number | undefined; fault?: Fault },
): FaultOutcome {
  const fault = options.fault ?? faults.faultOf(pod);
  if (!fault) {
    return {};
  }
  const entry = FAULT_TABLE[fault.fault];
  const { restartPolicy = 'Always', containers } = pod.spec;
  const ends = isOfJob(pod) || restartPolicy !== 'Always';
  const reached =
    entry.reaches === 'all' ||
    (entry.reaches === 'jobs'
      ? ends
      : !ends && containers.some(({ name }) => name === container.name));
  return reached
    ? entry.outcome({
        fault,
        pod,
        container,
        startedAt: options.startedAt,
        others: fault.fault === 'volume' ? othersOf(store, pod) : [],
      })
    : {};
}

/** Pods of the same service whose containers were started. */
function othersOf(store: ObjectStore, pod: Pod): string[] {
  const service = serviceOf(store, pod);
  return store
    .list(PODS, pod.metadata.namespace)
    .filter(
      other =>
        other.metadata.uid !== pod.metadata.uid &&
        controllerOf(other) !== undefined &&
        other.status?.containerStatuses?.some(
          ({ containerID }) => containerID,
        ) &&
        serviceOf(store, other) === service,
    )
    .map(({ metadata }) => metadata.name);
}
