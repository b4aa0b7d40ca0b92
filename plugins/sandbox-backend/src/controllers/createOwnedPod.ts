import type {
  KubeObject,
  OwnerReference,
  Pod,
  PodTemplate,
} from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { randomSuffix } from '../store/randomSuffix';
import { apiVersionOf, PODS, type ResourceType } from '../store/resources';

/** A reference to the object that manages another one. */
export function controllerReference(
  type: ResourceType,
  { metadata }: KubeObject,
): OwnerReference {
  return {
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    name: metadata.name,
    uid: metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/**
 * Creates a pod from a template for the object that manages it.
 *
 * @throws StatusError when the pod is not admitted
 */
export function createOwnedPod(options: {
  store: ObjectStore;
  type: ResourceType;
  owner: KubeObject;
  template: PodTemplate;
  /** More labels than the template has. */
  labels?: Record<string, string>;
  finalizers?: string[];
}): Pod {
  const { store, type, owner, template, labels, finalizers } = options;
  const { namespace, name } = owner.metadata;
  return store.create(PODS, {
    metadata: {
      ...template.metadata,
      ...(labels && { labels: { ...template.metadata?.labels, ...labels } }),
      ...(finalizers && { finalizers }),
      name: `${name}-${randomSuffix()}`,
      generateName: `${name}-`,
      namespace,
      ownerReferences: [controllerReference(type, owner)],
    },
    spec: template.spec,
  });
}
