import type { Admission, AdmissionRequest } from '../../store/admission';
import type { LimitRangeItem } from '../../store/configurationObjects';
import type { Container, KubeObject, Pod } from '../../store/objects';
import type { ObjectStore } from '../../store/ObjectStore';
import { CLAIMS, LIMIT_RANGES, PODS } from '../../store/resources';
import { StatusError } from '../../store/StatusError';
import type { PersistentVolumeClaim } from '../../store/storageObjects';
import { limitFaults } from './limitFaults';

type Quantities = Record<string, string>;

/**
 * Gives containers the requests and limits of their namespace's limit ranges,
 * and refuses those outside of them.
 *
 * @remarks
 * kubernetes/plugin/pkg/admission/limitranger, with its messages.
 */
export class LimitRangeAdmission implements Admission {
  readonly #store: ObjectStore;

  constructor(options: { store: ObjectStore }) {
    this.#store = options.store;
  }

  admit({ type, operation, object }: AdmissionRequest): KubeObject {
    const { namespace, name } = object.metadata;
    const applies = type === PODS ? operation === 'CREATE' : type === CLAIMS;
    if (!applies) {
      return object;
    }
    const items = this.#store
      .list(LIMIT_RANGES, namespace)
      .flatMap(({ spec }) => spec.limits ?? []);
    const result =
      type === PODS ? items.reduce(withLimitDefaults, object as Pod) : object;
    const faults = items.flatMap(item =>
      type === PODS
        ? limitFaults(item, (result as Pod).spec)
        : limitFaults(item, {
            claim: (result as PersistentVolumeClaim).spec.resources,
          }),
    );
    if (faults.length > 0) {
      throw StatusError.forbidden(
        type,
        name,
        faults.length === 1 ? faults[0] : `[${faults.join(', ')}]`,
      );
    }
    return result;
  }
}

/** A pod with the defaults of a limit range for containers. */
function withLimitDefaults(pod: Pod, item: LimitRangeItem): Pod {
  if (item.type !== 'Container') {
    return pod;
  }
  const { requests, limits } = itemDefaults(item);
  const notes: string[] = [];
  const fill = (kind: string) => (container: Container) => {
    const { resources = {} } = container;
    notes.push(
      ...note(kind, container.name, 'request', requests, resources.requests),
      ...note(kind, container.name, 'limit', limits, resources.limits),
    );
    return {
      ...container,
      resources: {
        ...resources,
        requests: { ...requests, ...resources.requests },
        limits: { ...limits, ...resources.limits },
      },
    };
  };
  const containers = pod.spec.containers.map(fill('container'));
  const initContainers = pod.spec.initContainers?.map(fill('init container'));
  if (notes.length === 0) {
    return pod;
  }
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      annotations: {
        ...pod.metadata.annotations,
        'kubernetes.io/limit-ranger': `LimitRanger plugin set: ${notes.join('; ')}`,
      },
    },
    spec: {
      ...pod.spec,
      containers,
      ...(initContainers && { initContainers }),
    },
  };
}

/** `SetDefaults_LimitRangeItem`: what is left out follows from the rest. */
function itemDefaults(item: LimitRangeItem): {
  requests: Quantities;
  limits: Quantities;
} {
  const limits = { ...item.max, ...item.default };
  return {
    limits,
    requests: { ...item.min, ...limits, ...item.defaultRequest },
  };
}

function note(
  kind: string,
  name: string,
  what: string,
  defaults: Quantities,
  given: Quantities = {},
): string[] {
  const added = Object.keys(defaults)
    .filter(resource => !(resource in given))
    .sort();
  return added.length > 0
    ? [`${added.join(', ')} ${what} for ${kind} ${name}`]
    : [];
}
