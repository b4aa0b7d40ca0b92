import { randomUUID } from 'node:crypto';
import { cloneJson } from './cloneJson';
import { withDefaults } from './defaults';
import { kubeTime, type KubeObject, type ObjectDraft } from './objects';
import { apiVersionOf, NAMESPACES, PODS, type ResourceType } from './resources';
import { withServerFields } from './serverFields';

/** An object as an API server makes it of what somebody asks for. */
export function newObject(options: {
  type: ResourceType;
  draft: ObjectDraft;
  namespace: string | undefined;
  name: string;
  now: Date;
}): KubeObject {
  const { type, draft, namespace, name, now } = options;
  const { status, ...fields } = withDefaults(type, draft);
  const object: KubeObject = {
    ...fields,
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    metadata: {
      ...draft.metadata,
      name,
      ...(namespace && { namespace }),
      uid: randomUUID(),
      resourceVersion: '',
      generation: 1,
      creationTimestamp: kubeTime(now),
      deletionTimestamp: undefined,
      deletionGracePeriodSeconds: undefined,
    },
    ...(!type.hasStatus && status !== undefined && { status }),
  };
  if (type === NAMESPACES) {
    object.metadata.labels = {
      ...object.metadata.labels,
      'kubernetes.io/metadata.name': name,
    };
    object.status = { phase: 'Active' };
  }
  if (type === PODS) {
    object.status = { phase: 'Pending' };
  }
  return cloneJson(withServerFields(type, object));
}
