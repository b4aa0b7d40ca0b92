import type { KubeObject, ObjectDraft } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { DEPLOYMENTS, findByKind, type ResourceType } from '../store/resources';
import { StatusError } from '../store/StatusError';
import type { AppliedManifests } from './AppliedManifests';
import type { Manifest } from './loadManifests';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const TRACKING = 'argocd.argoproj.io/tracking-id';

/** Which object a manifest is. */
export interface ObjectReference {
  type: ResourceType;
  /** Undefined for objects that belong to no namespace. */
  namespace: string | undefined;
  name: string;
}

/** The application that an object belongs to, by its tracking annotation. */
export function applicationOf(object: KubeObject): string | undefined {
  return object.metadata.annotations?.[TRACKING]?.split(':')[0];
}

/**
 * The object that a manifest describes.
 *
 * @param namespace - where objects go that name none
 * @throws StatusError when the cluster has no such kind
 */
export function referTo(
  manifest: Manifest,
  namespace: string,
): ObjectReference {
  const type = findByKind(manifest.apiVersion, manifest.kind);
  const { name, namespace: own }: ObjectDraft['metadata'] & { name: string } =
    manifest.metadata;
  if (!type) {
    const group = manifest.apiVersion.replace(/\/?[^/]*$/, '');
    throw new StatusError(
      'NotFound',
      `The Kubernetes API could not find ${group}/${manifest.kind} for requested resource ${own ?? namespace}/${name}. Make sure the "${manifest.kind}" CRD is installed on the destination cluster.`,
    );
  }
  return {
    type,
    namespace: type.namespaced ? (own ?? namespace) : undefined,
    name,
  };
}

/**
 * Makes an object what its manifest says: what was applied before and is left
 * out now goes away, what others added stays.
 *
 * @returns whether anything has to change
 * @throws StatusError when the cluster refuses it
 */
export function applyManifest(options: {
  store: ObjectStore;
  application: string;
  reference: ObjectReference;
  manifest: Manifest;
  /** Only says whether anything would change. */
  dryRun?: boolean;
  /** What need not be compared again. */
  applied?: AppliedManifests;
}): boolean {
  const { store, application, reference, manifest, dryRun = false } = options;
  const { type, namespace, name } = reference;
  const current = store.get(type, namespace, name);
  if (current && options.applied?.has(application, manifest, current)) {
    return false;
  }
  const tracking = `${application}:${type.group}/${type.kind}:${namespace ?? ''}/${name}`;
  const metadata: NonNullable<ObjectDraft['metadata']> = {
    ...manifest.metadata,
    ...(namespace && { namespace }),
  };
  const annotations = {
    ...metadata.annotations,
    [TRACKING]: tracking,
    [LAST_APPLIED]: JSON.stringify(manifest),
  };
  if (!current) {
    store.create(
      type,
      { ...manifest, metadata: { ...metadata, annotations } },
      { dryRun },
    );
    return true;
  }
  if (current.metadata.deletionTimestamp) {
    throw StatusError.conflict(type, name, 'the object is being deleted');
  }
  const before = readLastApplied(current);
  const { status, ...fields } = manifest;
  const next = store.replace(
    type,
    {
      ...fields,
      ...(type === DEPLOYMENTS && {
        spec: { replicas: currentReplicas(current), ...asRecord(fields.spec) },
      }),
      ...(!type.hasStatus && { status: current.status }),
      metadata: {
        ...current.metadata,
        labels: threeWay(
          current.metadata.labels,
          before.labels,
          metadata.labels,
        ),
        annotations: threeWay(
          current.metadata.annotations,
          before.annotations,
          annotations,
        ),
      },
    },
    { namespace, name, dryRun },
  );
  if (next === current) {
    options.applied?.remember(application, manifest, current);
  }
  return next !== current;
}

type Pairs = Record<string, string>;

function threeWay(
  current: Pairs | undefined,
  before: Pairs | null | undefined,
  wanted: Pairs | null | undefined,
): Pairs | undefined {
  if (!current && !wanted) {
    return undefined;
  }
  const kept = Object.entries(current ?? {}).filter(
    ([key]) => !Object.hasOwn(before ?? {}, key),
  );
  return { ...Object.fromEntries(kept), ...wanted };
}

function readLastApplied(object: KubeObject): {
  labels?: Pairs;
  annotations?: Pairs;
} {
  const text = object.metadata.annotations?.[LAST_APPLIED];
  const manifest: { metadata?: { labels?: Pairs; annotations?: Pairs } } = text
    ? JSON.parse(text)
    : {};
  return manifest.metadata ?? {};
}

/** Autoscaled deployments name no replicas; theirs stay. */
function currentReplicas(object: KubeObject): unknown {
  return asRecord(object.spec).replicas;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
