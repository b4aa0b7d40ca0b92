import {
  requireQuantity,
  sumQuantities,
  type PlatformDocument,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import { serviceResources } from '../rendering/serviceResources';
import type { Usage } from './Usage';

/** The most pods of a service that run at the same time, rollouts apart. */
function mostPods({ spec }: ServiceDocument): number {
  if (spec.type === 'cron') {
    return spec.replicas === 0 ? 0 : 1;
  }
  return spec.autoscaling?.max ?? spec.replicas ?? 1;
}

/** What one pod of a service requests. */
export function podUsage(
  document: ServiceDocument,
  platform: PlatformDocument,
): Usage {
  const { requests } = serviceResources(document, platform);
  return {
    cpu: requireQuantity(requests.cpu),
    memory: requireQuantity(requests.memory),
    pods: 1,
    storage: 0n,
  };
}

function compute(document: ServiceDocument, platform: PlatformDocument): Usage {
  const pod = podUsage(document, platform);
  const pods = mostPods(document);
  return {
    cpu: pod.cpu * BigInt(pods),
    memory: pod.memory * BigInt(pods),
    pods,
    // Storage is kept while the service sleeps.
    storage: sumQuantities(
      (document.spec.volumes ?? []).map(({ size }) => size),
    ),
  };
}

interface Remembered {
  platform: PlatformDocument;
  usage: Usage;
}

/** Documents of a snapshot never change, so each is looked at once. */
const remembered = new WeakMap<ServiceDocument, Remembered>();

/**
 * What a service asks for at its largest: the requests of a pod times the most
 * pods of it (the upper bound of autoscaling, one run of a cron job), and the
 * sizes of its volumes. The pod more of a rollout and the job before one are not
 * counted: they come and go, and not everything is rolled out at once.
 *
 * @throws InvalidDocumentError when the platform has no profile it names
 * @public
 */
export function serviceUsage(
  document: ServiceDocument,
  platform: PlatformDocument,
): Usage {
  const known = remembered.get(document);
  if (known?.platform === platform) {
    return known.usage;
  }
  const usage = compute(document, platform);
  remembered.set(document, { platform, usage });
  return usage;
}
