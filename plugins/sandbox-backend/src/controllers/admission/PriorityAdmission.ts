import type { Admission, AdmissionRequest } from '../../store/admission';
import type { KubeObject, Pod } from '../../store/objects';
import type { ObjectStore } from '../../store/ObjectStore';
import { PODS, PRIORITY_CLASSES } from '../../store/resources';
import type { PriorityClass } from '../../store/scalingObjects';
import { StatusError } from '../../store/StatusError';

/**
 * Fills in the priority of pods from their priority class.
 *
 * @remarks
 * kubernetes/plugin/pkg/admission/priority, with its messages.
 */
export class PriorityAdmission implements Admission {
  readonly #store: ObjectStore;

  constructor(options: { store: ObjectStore }) {
    this.#store = options.store;
  }

  admit({ type, operation, object }: AdmissionRequest): KubeObject {
    if (type !== PODS || operation !== 'CREATE') {
      return object;
    }
    const pod = object as Pod;
    const { name } = pod.metadata;
    const { priorityClassName, priority: given } = pod.spec;
    const found = this.#find(priorityClassName);
    if (priorityClassName && !found) {
      throw StatusError.forbidden(
        type,
        name,
        `no PriorityClass with name ${priorityClassName} was found`,
      );
    }
    const priority = found?.value ?? 0;
    if (given !== undefined && given !== priority) {
      throw StatusError.forbidden(
        type,
        name,
        `the integer value of priority (${given}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`,
      );
    }
    return {
      ...pod,
      spec: {
        ...pod.spec,
        ...(found && { priorityClassName: found.metadata.name }),
        priority,
        preemptionPolicy: found?.preemptionPolicy ?? 'PreemptLowerPriority',
      },
    } as KubeObject;
  }

  #find(name: string | undefined): PriorityClass | undefined {
    return name
      ? this.#store.get(PRIORITY_CLASSES, undefined, name)
      : this.#store
          .list(PRIORITY_CLASSES)
          .find(({ globalDefault }) => globalDefault);
  }
}
