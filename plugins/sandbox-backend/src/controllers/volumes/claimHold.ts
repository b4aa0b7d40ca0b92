import type { Pod } from '../../store/objects';
import type { ObjectStore } from '../../store/ObjectStore';
import { CLAIMS, STORAGE_CLASSES } from '../../store/resources';
import type { PersistentVolumeClaim } from '../../store/storageObjects';

export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** The claims that a pod names, once each. */
export function claimNamesOf({ spec }: Pod): string[] {
  return [
    ...new Set(
      (spec.volumes ?? [])
        .map(volume => volume.persistentVolumeClaim?.claimName)
        .filter(name => name !== undefined),
    ),
  ];
}

/** Whether a claim gets its volume only when a pod needs it. */
export function waitsForPod(
  store: ObjectStore,
  { spec }: PersistentVolumeClaim,
): boolean {
  return (
    store.get(STORAGE_CLASSES, undefined, spec.storageClassName ?? '')
      ?.volumeBindingMode === 'WaitForFirstConsumer'
  );
}

/**
 * Why the claims of a pod keep it from every node, in the words of the volume
 * binding plugin of kube-scheduler.
 */
export function claimHold(store: ObjectStore, pod: Pod): string | undefined {
  for (const name of claimNamesOf(pod)) {
    const claim = store.get(CLAIMS, pod.metadata.namespace, name);
    if (!claim) {
      return `persistentvolumeclaim "${name}" not found`;
    }
    if (claim.metadata.deletionTimestamp) {
      return `persistentvolumeclaim "${name}" is being deleted`;
    }
    if (!claim.spec.volumeName && !waitsForPod(store, claim)) {
      return 'pod has unbound immediate PersistentVolumeClaims';
    }
  }
  return undefined;
}

/** Has the volumes of a pod made where the pod goes. */
export function selectNode(store: ObjectStore, pod: Pod, node: string): void {
  const { namespace } = pod.metadata;
  for (const name of claimNamesOf(pod)) {
    store.modify(CLAIMS, namespace, name, claim => {
      if (!claim.spec.volumeName) {
        claim.metadata.annotations = {
          ...claim.metadata.annotations,
          [SELECTED_NODE]: node,
        };
      }
    });
  }
}
