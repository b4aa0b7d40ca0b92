import { isDeepStrictEqual } from 'node:util';
import type { Admission, AdmissionRequest } from '../../store/admission';
import type { KubeObject } from '../../store/objects';
import type { ObjectStore } from '../../store/ObjectStore';
import { CLAIMS, STORAGE_CLASSES } from '../../store/resources';
import { StatusError } from '../../store/StatusError';
import type {
  PersistentVolumeClaim,
  StorageClass,
} from '../../store/storageObjects';
import { toThousandths } from '../quantities';

export const CLAIM_PROTECTION = 'kubernetes.io/pvc-protection';
const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';

/**
 * Gives claims the default storage class and their protection, and lets their
 * size grow only.
 *
 * @remarks
 * The admission plugins DefaultStorageClass, StorageObjectInUseProtection and
 * PersistentVolumeClaimResize, and `ValidatePersistentVolumeClaimUpdate`.
 */
export class ClaimAdmission implements Admission {
  readonly #store: ObjectStore;

  constructor(options: { store: ObjectStore }) {
    this.#store = options.store;
  }

  admit({ type, object, previous }: AdmissionRequest): KubeObject {
    if (type !== CLAIMS) {
      return object;
    }
    const claim = object as PersistentVolumeClaim;
    if (!previous) {
      return this.#withDefaults(claim);
    }
    this.#checkChange(previous as PersistentVolumeClaim, claim);
    return claim;
  }

  #withDefaults(claim: PersistentVolumeClaim): PersistentVolumeClaim {
    const { metadata, spec } = claim;
    const finalizers = metadata.finalizers ?? [];
    return {
      ...claim,
      metadata: {
        ...metadata,
        finalizers: finalizers.includes(CLAIM_PROTECTION)
          ? finalizers
          : [...finalizers, CLAIM_PROTECTION],
      },
      spec: {
        volumeMode: 'Filesystem',
        ...spec,
        storageClassName: spec.storageClassName ?? this.#defaultClass(),
      },
    };
  }

  #defaultClass(): string | undefined {
    return this.#store
      .list(STORAGE_CLASSES)
      .find(({ metadata }) => metadata.annotations?.[IS_DEFAULT] === 'true')
      ?.metadata.name;
  }

  #checkChange(
    before: PersistentVolumeClaim,
    after: PersistentVolumeClaim,
  ): void {
    const { name } = after.metadata;
    if (!isDeepStrictEqual(fixedFields(before), fixedFields(after))) {
      throw StatusError.invalid(
        CLAIMS,
        name,
        'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
      );
    }
    const change = sizeOf(after) - sizeOf(before);
    if (change < 0) {
      throw StatusError.invalid(
        CLAIMS,
        name,
        'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
      );
    }
    if (change > 0 && !this.#classOf(after)?.allowVolumeExpansion) {
      throw StatusError.forbidden(
        CLAIMS,
        name,
        'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      );
    }
  }

  #classOf({ spec }: PersistentVolumeClaim): StorageClass | undefined {
    return spec.storageClassName
      ? this.#store.get(STORAGE_CLASSES, undefined, spec.storageClassName)
      : undefined;
  }
}

/** The storage that a claim asks for, in thousandths of bytes. */
function sizeOf({ spec }: PersistentVolumeClaim): number {
  return toThousandths(spec.resources?.requests?.storage ?? '0');
}

function fixedFields({ spec }: PersistentVolumeClaim): object {
  const { resources, ...fixed } = spec;
  return fixed;
}
