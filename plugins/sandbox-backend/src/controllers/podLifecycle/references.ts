import type { MountProblem } from '../../faults/FaultOutcome';
import type { Container, KeyReference, Pod } from '../../store/objects';
import type { ObjectStore } from '../../store/ObjectStore';
import { CLAIMS, CONFIG_MAPS, SECRETS } from '../../store/resources';

interface Kind {
  /** In messages of the API: `configmap "x" not found`. */
  resource: string;
  /** In messages of the kubelet: `couldn't find key k in ConfigMap a/b`. */
  name: string;
  keysOf: (
    store: ObjectStore,
    namespace: string | undefined,
    name: string,
  ) => Set<string> | undefined;
}

const CONFIG_MAP: Kind = {
  resource: 'configmap',
  name: 'ConfigMap',
  keysOf: (store, namespace, name) => {
    const found = store.get(CONFIG_MAPS, namespace, name);
    return (
      found && new Set(Object.keys({ ...found.data, ...found.binaryData }))
    );
  },
};
const SECRET: Kind = {
  resource: 'secret',
  name: 'Secret',
  keysOf: (store, namespace, name) => {
    const found = store.get(SECRETS, namespace, name);
    return found && new Set(Object.keys(found.data ?? {}));
  },
};

/**
 * Why the environment of a container cannot be made, as
 * `makeEnvironmentVariables` of the kubelet says it.
 */
export function missingConfiguration(
  store: ObjectStore,
  pod: Pod,
  container: Container,
): string | undefined {
  const { namespace } = pod.metadata;
  for (const { configMapRef, secretRef } of container.envFrom ?? []) {
    const problem =
      (configMapRef && missing(store, namespace, CONFIG_MAP, configMapRef)) ??
      (secretRef && missing(store, namespace, SECRET, secretRef));
    if (problem) {
      return problem;
    }
  }
  for (const { valueFrom } of container.env ?? []) {
    const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
    const problem =
      (configMapKeyRef &&
        missing(store, namespace, CONFIG_MAP, configMapKeyRef)) ??
      (secretKeyRef && missing(store, namespace, SECRET, secretKeyRef));
    if (problem) {
      return problem;
    }
  }
  return undefined;
}

function missing(
  store: ObjectStore,
  namespace: string | undefined,
  kind: Kind,
  reference: { name: string; optional?: boolean } | KeyReference,
): string | undefined {
  if (reference.optional) {
    return undefined;
  }
  const keys = kind.keysOf(store, namespace, reference.name);
  if (!keys) {
    return `${kind.resource} "${reference.name}" not found`;
  }
  return 'key' in reference && !keys.has(reference.key)
    ? `couldn't find key ${reference.key} in ${kind.name} ${namespace}/${reference.name}`
    : undefined;
}

/** What keeps the volumes of a pod from being mounted. */
export function missingVolume(
  store: ObjectStore,
  pod: Pod,
): MountProblem | 'unbound' | undefined {
  const { namespace } = pod.metadata;
  const volumes = pod.spec.volumes ?? [];
  for (const { name, configMap, secret, persistentVolumeClaim } of volumes) {
    const problem =
      (configMap && notMounted(store, namespace, CONFIG_MAP, configMap)) ??
      (secret &&
        notMounted(store, namespace, SECRET, {
          ...secret,
          name: secret.secretName,
        }));
    if (problem) {
      return {
        reason: 'FailedMount',
        message: `MountVolume.SetUp failed for volume "${name}" : ${problem}`,
        component: 'kubelet',
      };
    }
    const claimName = persistentVolumeClaim?.claimName;
    if (claimName !== undefined) {
      const claim = store.get(CLAIMS, namespace, claimName);
      if (!claim) {
        return {
          reason: 'FailedMount',
          message: `Unable to attach or mount volumes: unmounted volumes=[${name}], unattached volumes=[], failed to process volumes=[${name}]: error processing PVC ${namespace}/${claimName}: failed to fetch PVC from API server: persistentvolumeclaims "${claimName}" not found`,
          component: 'kubelet',
        };
      }
      if (claim.status?.phase !== 'Bound') {
        return 'unbound';
      }
    }
  }
  return undefined;
}

function notMounted(
  store: ObjectStore,
  namespace: string | undefined,
  kind: Kind,
  source: {
    name: string;
    items?: ReadonlyArray<{ key: string }>;
    optional?: boolean;
  },
): string | undefined {
  if (source.optional) {
    return undefined;
  }
  const keys = kind.keysOf(store, namespace, source.name);
  if (!keys) {
    return `${kind.resource} "${source.name}" not found`;
  }
  return source.items?.some(({ key }) => !keys.has(key))
    ? `references non-existent ${kind === SECRET ? 'secret' : 'config'} key: ${source.items.find(({ key }) => !keys.has(key))?.key}`
    : undefined;
}
