import type { CoreV1Event, KubernetesObject } from '@kubernetes/client-node';
import { objectName, ownerUids } from './ObjectIndex';

const SERVICE_LABEL = 'mctl.ai/service';

/** Kinds that events are found by their names for: nobody watches them. */
const NAMED_KINDS = new Set(['Ingress', 'Service', 'ExternalSecret']);

/** What objects of a service are found by, whatever kind they are. */
export function serviceReference(namespace: string, service: string): string {
  return `service ${namespace}/${service}`;
}

/** What events about an object that nobody watches are found by. */
export function namedReference(
  kind: string,
  namespace: string,
  name: string,
): string {
  return `${kind} ${namespace}/${name}`;
}

/** Owners of an object and the service whose label it has. */
export function ownersAndService(object: KubernetesObject): readonly string[] {
  const service = object.metadata?.labels?.[SERVICE_LABEL];
  const owners = ownerUids(object);
  return service
    ? [...owners, serviceReference(objectName(object).namespace, service)]
    : owners;
}

/** What an event is about. */
export function eventSubjects(event: CoreV1Event): readonly string[] {
  const { uid, kind, name, namespace } = event.involvedObject;
  return [
    ...(uid ? [uid] : []),
    ...(kind && name && NAMED_KINDS.has(kind)
      ? [
          namedReference(
            kind,
            namespace ?? objectName(event).namespace,
            // No service has two hyphens in its name; they join what follows.
            name.split('--')[0],
          ),
        ]
      : []),
  ];
}

/** References under which events of what routes to a service are found. */
export function routeReferences(namespace: string, service: string): string[] {
  return [...NAMED_KINDS].map(kind => namedReference(kind, namespace, service));
}
