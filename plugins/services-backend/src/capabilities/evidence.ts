import { isKnown, type Evidence } from '@mctl/plugin-platform-common';
import type {
  ClusterStatus,
  ContainerState,
  PodInfo,
} from '@mctl/plugin-cluster-node';

/** Evidence that is kept on an operation. */
export const MAX_EVIDENCE = 10;

/** How a container ended, if it did. */
export function endOf(container: {
  pod: PodInfo;
  name: string;
  state: ContainerState | null;
}): Evidence[] {
  const { pod, name, state } = container;
  return state?.state === 'terminated'
    ? [
        {
          source: 'pod',
          object: `Pod ${pod.namespace}/${pod.name}`,
          ...(state.reason && { reason: state.reason }),
          message: `container ${name} ended with exit code ${state.exitCode}`,
          ...(state.finishedAt && { time: state.finishedAt }),
        },
      ]
    : [];
}

/** Warnings about objects of a service, oldest first. */
export function warningsAbout(
  names: ReadonlySet<string | undefined>,
  options: { cluster: ClusterStatus; tenant: string; service: string },
): Evidence[] {
  const { cluster, tenant, service } = options;
  const events = cluster.workloadEvents(tenant, service);
  if (!isKnown(events)) {
    return [{ source: 'event', message: `Events: unknown, ${events.unknown}` }];
  }
  return events.value
    .filter(event => event.type === 'Warning' && names.has(event.object.name))
    .map(event => ({
      source: 'event',
      object: `${event.object.kind} ${tenant}/${event.object.name}`,
      reason: event.reason,
      message: event.message,
      ...(event.lastSeen && { time: event.lastSeen }),
      count: event.count,
    }));
}
