import type { CoreV1Event } from '@kubernetes/client-node';
import type { EventInfo } from '../types';
import { isoTime } from './isoTime';

export function readEvent(event: CoreV1Event): EventInfo {
  // Sources that use events.k8s.io fill eventTime and series instead.
  const first = event.firstTimestamp ?? event.eventTime;
  const last =
    event.lastTimestamp ?? event.series?.lastObservedTime ?? event.eventTime;
  return {
    namespace: event.metadata.namespace ?? '',
    type: event.type ?? 'Normal',
    reason: event.reason ?? '',
    message: event.message ?? '',
    count: event.count ?? event.series?.count ?? 1,
    firstSeen: isoTime(first),
    lastSeen: isoTime(last),
    object: {
      kind: event.involvedObject.kind ?? '',
      name: event.involvedObject.name ?? '',
      uid: event.involvedObject.uid ?? null,
    },
    component: event.source?.component ?? event.reportingComponent ?? null,
  };
}
