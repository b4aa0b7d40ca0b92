import type { Pod } from '../store/objects';
import type { FaultBook } from './FaultBook';

/** What the scheduler says of pods that no node has memory for. */
export function schedulingHold(
  faults: FaultBook,
): (pod: Pod, nodes: number) => string | undefined {
  return (pod, nodes) =>
    faults.faultOf(pod)?.fault === 'unschedulable'
      ? `${nodes} Insufficient memory`
      : undefined;
}

/**
 * Why an autoscaler cannot work out the utilization of a pod, in the words of
 * `getUtilization` in pkg/controller/podautoscaler.
 */
export function missingCpuRequest(
  faults: FaultBook,
  pod: Pod,
): string | undefined {
  return faults.faultOf(pod)?.fault === 'autoscaler-blind'
    ? `missing request for cpu in container ${pod.spec.containers[0].name} of Pod ${pod.metadata.name}`
    : undefined;
}

/** What the API server says to who may not read logs. */
export function logsForbidden(faults: FaultBook, pod: Pod): string | undefined {
  const { name, namespace } = pod.metadata;
  return faults.faultOf(pod)?.fault === 'logs-forbidden'
    ? `pods "${name}" is forbidden: User "mctl" cannot get resource "pods/log" in API group "" in the namespace "${namespace}"`
    : undefined;
}

/**
 * What Argo CD says of a manifest of a service that it cannot apply.
 *
 * @param images - those of the manifests
 */
export function syncFault(
  faults: FaultBook,
  options: { tenant: string; service: string; images: readonly string[] },
): string | undefined {
  const { tenant, service, images } = options;
  return faults.faultIn(tenant, service, images)?.fault === 'sync-failed'
    ? `resource batch:CronJob is not permitted in project ${tenant}`
    : undefined;
}
