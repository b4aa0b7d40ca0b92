import type { StoreEvent } from '../../store/History';
import { objectKey, type Pod } from '../../store/objects';
import type { ObjectStore } from '../../store/ObjectStore';
import {
  apiVersionOf,
  CLAIMS,
  PODS,
  STORAGE_CLASSES,
  VOLUMES,
} from '../../store/resources';
import type {
  PersistentVolumeClaim,
  StorageClass,
} from '../../store/storageObjects';
import { CLAIM_PROTECTION } from '../admission/ClaimAdmission';
import type { Controller } from '../ControlLoop';
import type { EventRecorder } from '../EventRecorder';
import { hasEnded } from '../podPhase';
import { toThousandths } from '../quantities';
import { claimNamesOf, SELECTED_NODE, waitsForPod } from './claimHold';

const BINDER = 'persistentvolume-controller';

/**
 * Gives claims their volumes, lets them grow, and keeps those in use.
 *
 * @remarks
 * Stands for the persistent volume controller, an external provisioner and
 * resizer, and the claim protection controller, with their events.
 */
export class VolumeController implements Controller {
  readonly name = 'volume';
  readonly #store: ObjectStore;
  readonly #events: EventRecorder;

  constructor(options: { store: ObjectStore; events: EventRecorder }) {
    this.#store = options.store;
    this.#events = options.events;
  }

  keysFor({ type, change, object }: StoreEvent): readonly string[] {
    if (type === CLAIMS) {
      if (change === 'DELETED') {
        this.#reclaim(object as PersistentVolumeClaim);
      }
      return [objectKey(object)];
    }
    return type === PODS
      ? claimNamesOf(object as Pod).map(
          name => `${object.metadata.namespace}/${name}`,
        )
      : [];
  }

  reconcile(key: string): undefined {
    const claim = this.#store.getByKey(CLAIMS, key);
    if (!claim) {
      return;
    }
    if (claim.metadata.deletionTimestamp) {
      this.#release(claim);
    } else if (claim.spec.volumeName) {
      this.#resize(claim);
    } else {
      this.#provision(claim);
    }
  }

  #provision(claim: PersistentVolumeClaim): void {
    const className = claim.spec.storageClassName;
    const found = this.#store.get(STORAGE_CLASSES, undefined, className ?? '');
    this.#setPhase(claim, 'Pending');
    if (!className) {
      this.#tell(
        claim,
        'Normal',
        'FailedBinding',
        'no persistent volumes available for this claim and no storage class is set',
      );
    } else if (!found) {
      this.#tell(
        claim,
        'Warning',
        'ProvisioningFailed',
        `storageclass.storage.k8s.io "${className}" not found`,
      );
    } else if (
      waitsForPod(this.#store, claim) &&
      !claim.metadata.annotations?.[SELECTED_NODE]
    ) {
      this.#tell(
        claim,
        'Normal',
        'WaitForFirstConsumer',
        'waiting for first consumer to be created before binding',
      );
    } else {
      this.#bind(claim, found);
    }
  }

  #bind(claim: PersistentVolumeClaim, storageClass: StorageClass): void {
    const { namespace = '', name, uid } = claim.metadata;
    const { accessModes, volumeMode, storageClassName } = claim.spec;
    const volume = `pvc-${uid}`;
    const capacity = {
      storage: claim.spec.resources?.requests?.storage ?? '0',
    };
    const { provisioner, reclaimPolicy = 'Delete' } = storageClass;
    this.#tell(
      claim,
      'Normal',
      'ExternalProvisioning',
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
    );
    this.#tell(
      claim,
      'Normal',
      'Provisioning',
      `External provisioner is provisioning volume for claim "${namespace}/${name}"`,
      provisioner,
    );
    this.#store.create(VOLUMES, {
      metadata: {
        name: volume,
        annotations: { 'pv.kubernetes.io/provisioned-by': provisioner },
      },
      spec: {
        capacity,
        accessModes,
        volumeMode,
        storageClassName,
        persistentVolumeReclaimPolicy: reclaimPolicy,
        claimRef: {
          apiVersion: apiVersionOf(CLAIMS),
          kind: CLAIMS.kind,
          namespace,
          name,
          uid,
        },
        hostPath: { path: `/var/lib/sandbox/${volume}` },
      },
    });
    this.#store.modify(VOLUMES, undefined, volume, draft => {
      draft.status = { phase: 'Bound' };
    });
    this.#store.modify(CLAIMS, namespace, name, draft => {
      draft.metadata.annotations = {
        ...draft.metadata.annotations,
        'pv.kubernetes.io/bind-completed': 'yes',
        'pv.kubernetes.io/bound-by-controller': 'yes',
        'volume.kubernetes.io/storage-provisioner': provisioner,
      };
      draft.spec.volumeName = volume;
      draft.status = { phase: 'Bound', accessModes, capacity };
    });
    this.#tell(
      claim,
      'Normal',
      'ProvisioningSucceeded',
      `Successfully provisioned volume ${volume}`,
      provisioner,
    );
  }

  #resize(claim: PersistentVolumeClaim): void {
    const { namespace, name } = claim.metadata;
    const storage = claim.spec.resources?.requests?.storage ?? '0';
    const present = claim.status?.capacity?.storage ?? '0';
    const volume = claim.spec.volumeName ?? '';
    if (toThousandths(storage) <= toThousandths(present)) {
      return;
    }
    const resizer = `external-resizer ${claim.spec.storageClassName}`;
    this.#tell(
      claim,
      'Normal',
      'Resizing',
      `External resizer is resizing volume ${volume}`,
      resizer,
    );
    this.#store.modify(VOLUMES, undefined, volume, draft => {
      draft.spec.capacity = { storage };
    });
    this.#store.modify(CLAIMS, namespace, name, draft => {
      draft.status = { phase: 'Bound', ...draft.status, capacity: { storage } };
    });
    this.#tell(
      claim,
      'Normal',
      'VolumeResizeSuccessful',
      'Resize volume succeeded',
      resizer,
    );
  }

  /** A claim goes away when no pod uses it any more. */
  #release(claim: PersistentVolumeClaim): void {
    const { namespace, name } = claim.metadata;
    const used = this.#store
      .list(PODS, namespace)
      .some(pod => !hasEnded(pod) && claimNamesOf(pod).includes(name));
    if (!used) {
      this.#store.modify(CLAIMS, namespace, name, draft => {
        draft.metadata.finalizers = draft.metadata.finalizers?.filter(
          finalizer => finalizer !== CLAIM_PROTECTION,
        );
      });
    }
  }

  /** What becomes of the volume of a claim that is gone. */
  #reclaim({ metadata, spec }: PersistentVolumeClaim): void {
    const volume = this.#store.get(VOLUMES, undefined, spec.volumeName ?? '');
    if (!volume || volume.spec.claimRef?.uid !== metadata.uid) {
      return;
    }
    const { name } = volume.metadata;
    if (volume.spec.persistentVolumeReclaimPolicy === 'Retain') {
      this.#store.modify(VOLUMES, undefined, name, draft => {
        draft.status = { phase: 'Released' };
      });
    } else {
      this.#store.remove(VOLUMES, undefined, name);
    }
  }

  #setPhase(claim: PersistentVolumeClaim, phase: 'Pending'): void {
    const { namespace, name } = claim.metadata;
    this.#store.modify(CLAIMS, namespace, name, draft => {
      draft.status = { ...draft.status, phase };
    });
  }

  #tell(
    claim: PersistentVolumeClaim,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    component = BINDER,
  ): void {
    this.#events.record({ object: claim, type, reason, message, component });
  }
}
