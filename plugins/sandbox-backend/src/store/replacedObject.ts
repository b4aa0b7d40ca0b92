import { cloneJson } from './cloneJson';
import { withDefaults } from './defaults';
import type { KubeObject, ObjectDraft } from './objects';
import type { ResourceType } from './resources';
import { keepServerFields } from './serverFields';

/**
 * An object as an API server makes it of a replacement: identity and, unless
 * the status is meant, the status stay as they are.
 */
export function replacedObject(options: {
  type: ResourceType;
  current: KubeObject;
  draft: ObjectDraft;
  /** Whether the status is meant, and nothing else. */
  status: boolean;
}): KubeObject {
  const { type, current, draft, status } = options;
  if (status) {
    return cloneJson({ ...current, status: draft.status });
  }
  const { name, namespace, uid, resourceVersion } = current.metadata;
  const { generation, creationTimestamp } = current.metadata;
  const { deletionTimestamp, deletionGracePeriodSeconds } = current.metadata;
  return cloneJson({
    ...withDefaults(type, keepServerFields(type, current, draft)),
    apiVersion: current.apiVersion,
    kind: current.kind,
    metadata: {
      ...draft.metadata,
      name,
      namespace,
      uid,
      resourceVersion,
      generation,
      creationTimestamp,
      deletionTimestamp,
      deletionGracePeriodSeconds,
    },
    ...(type.hasStatus && { status: current.status }),
  });
}
