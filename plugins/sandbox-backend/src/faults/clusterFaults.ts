import { z } from 'zod';
import type { Pod } from '../store/objects';
import type { FaultBook } from './FaultBook';

/** What tells the service and the release of a manifest. */
const workloadSchema = z.object({
  metadata: z.object({
    name: z.string(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.object({
    template: z.object({
      spec: z.object({ containers: z.array(z.object({ image: z.string() })) }),
    }),
  }),
});

/** What the scheduler says of pods that no node has memory for. */
export function schedulingHold(
  faults: FaultBook,
): (pod: Pod, nodes: number) => string | undefined {
  return (pod, nodes) =>
    faults.faultOf(pod)?.fault === 'unschedulable'
      ? `${nodes} Insufficient memory`
      : undefined;
}

/** Whether an autoscaler is to find no CPU request in a pod. */
export function autoscalerBlindness(faults: FaultBook): (pod: Pod) => boolean {
  return pod => faults.faultOf(pod)?.fault === 'autoscaler-blind';
}

/** What the API server says to who may not read logs. */
export function logsForbidden(faults: FaultBook, pod: Pod): string | undefined {
  const { name, namespace } = pod.metadata;
  return faults.faultOf(pod)?.fault === 'logs-forbidden'
    ? `pods "${name}" is forbidden: User "mctl" cannot get resource "pods/log" in API group "" in the namespace "${namespace}"`
    : undefined;
}

/**
 * Why Argo CD cannot apply the manifests of a namespace: those of a service
 * that has the fault are taken for ones with a kind that is not allowed.
 */
export function syncFailure(
  faults: FaultBook,
): (
  namespace: string,
  manifests: ReadonlyArray<Record<string, unknown>>,
) => string | undefined {
  return (namespace, manifests) =>
    manifests.some(manifest => {
      const { data } = workloadSchema.safeParse(manifest);
      const service =
        data?.metadata.labels?.['mctl.ai/service'] ?? data?.metadata.name;
      const images = data?.spec.template.spec.containers.map(
        ({ image }) => image,
      );
      return (
        faults.faultIn(namespace, service, images ?? [])?.fault ===
        'sync-failed'
      );
    })
      ? `resource batch:CronJob is not permitted in project ${namespace}`
      : undefined;
}
