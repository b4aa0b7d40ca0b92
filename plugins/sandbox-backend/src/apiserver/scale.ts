import { z } from 'zod';
import type {
  Deployment,
  KubeObject,
  ObjectDraft,
  ReplicaSet,
} from '../store/objects';
import {
  DEPLOYMENTS,
  REPLICA_SETS,
  type ResourceType,
} from '../store/resources';
import { StatusError } from '../store/StatusError';

/** Kinds whose number of pods can be changed apart from the rest. */
export const SCALABLE: readonly ResourceType[] = [DEPLOYMENTS, REPLICA_SETS];

/** `autoscaling/v1`. */
export interface Scale extends KubeObject {
  spec: { replicas?: number };
  status: { replicas: number; selector: string };
}

const scaleSchema = z.looseObject({
  apiVersion: z.literal('autoscaling/v1').optional(),
  kind: z.literal('Scale').optional(),
  metadata: z
    .looseObject({
      name: z.string().optional(),
      uid: z.string().optional(),
      resourceVersion: z.string().optional(),
    })
    .optional(),
  spec: z
    .looseObject({
      replicas: z
        .int()
        .min(0, { error: 'must be greater than or equal to 0' })
        .optional(),
    })
    .optional(),
});

/** The `scale` subresource of an object. */
export function scaleOf(object: Deployment | ReplicaSet): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } =
    object.metadata;
  const labels = Object.entries(object.spec.selector.matchLabels ?? {});
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: {
      name,
      ...(namespace && { namespace }),
      uid,
      resourceVersion,
      creationTimestamp,
    },
    // Go leaves zeros out.
    spec: object.spec.replicas ? { replicas: object.spec.replicas } : {},
    status: {
      replicas: object.status?.replicas ?? 0,
      selector: labels
        .map(pair => pair.join('='))
        .sort()
        .join(','),
    },
  };
}

/**
 * An object as a changed `scale` of it asks for.
 *
 * @throws StatusError when it is no scale of the object
 */
export function withScale(
  object: Deployment | ReplicaSet,
  scale: ObjectDraft,
): ObjectDraft {
  const { name } = object.metadata;
  const parsed = scaleSchema.safeParse(scale);
  if (!parsed.success) {
    throw new StatusError(
      'Invalid',
      `Scale.autoscaling "${name}" is invalid: ${z.prettifyError(parsed.error)}`,
    );
  }
  const { metadata, spec } = parsed.data;
  if (metadata?.name !== undefined && metadata.name !== name) {
    throw new StatusError(
      'BadRequest',
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...(metadata?.uid && { uid: metadata.uid }),
      resourceVersion: metadata?.resourceVersion ?? '',
    },
    spec: { ...object.spec, replicas: spec?.replicas ?? 0 },
  };
}
