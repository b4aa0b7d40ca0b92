import type { StoreEvent } from '../store/History';
import { type Container, objectKey, type Pod } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { PODS, QUOTAS, RESOURCE_TYPES } from '../store/resources';
import type { Controller } from './ControlLoop';
import { formatBytes, formatCores, toThousandths } from './quantities';

/** Keeps the account of what each namespace uses of its quotas. */
export class QuotaController implements Controller {
  readonly name = 'quota';
  readonly #store: ObjectStore;

  constructor(options: { store: ObjectStore }) {
    this.#store = options.store;
  }

  keysFor({ type, object }: StoreEvent): readonly string[] {
    if (type === QUOTAS) {
      return [objectKey(object)];
    }
    const { namespace } = object.metadata;
    return namespace ? this.#store.list(QUOTAS, namespace).map(objectKey) : [];
  }

  reconcile(key: string): undefined {
    const quota = this.#store.getByKey(QUOTAS, key);
    if (!quota) {
      return;
    }
    const { namespace = '', name } = quota.metadata;
    const hard = quota.spec.hard ?? {};
    const used = Object.fromEntries(
      Object.keys(hard).map(resource => [
        resource,
        this.#used(namespace, resource),
      ]),
    );
    this.#store.modify(QUOTAS, namespace, name, draft => {
      draft.status = { hard, used };
    });
  }

  #used(namespace: string, resource: string): string {
    const pods = this.#store.list(PODS, namespace).filter(isActive);
    if (resource === 'pods') {
      return String(pods.length);
    }
    const [, side, compute] =
      /^(?:(requests|limits)\.)?(cpu|memory)$/.exec(resource) ?? [];
    if (compute) {
      const total = pods
        .flatMap(pod => pod.spec.containers)
        .map(container => amount(container, side ?? 'requests', compute))
        .reduce((sum, value) => sum + value, 0);
      return compute === 'cpu' ? formatCores(total) : formatBytes(total);
    }
    if (resource === 'requests.storage') {
      return formatBytes(this.#storage(namespace));
    }
    const counted = RESOURCE_TYPES.find(
      type =>
        resource === type.plural ||
        resource ===
          `count/${[type.plural, type.group].filter(Boolean).join('.')}`,
    );
    return String(counted ? this.#store.list(counted, namespace).length : 0);
  }

  #storage(namespace: string): number {
    const claims = RESOURCE_TYPES.find(
      type => type.kind === 'PersistentVolumeClaim',
    );
    return (claims ? this.#store.list(claims, namespace) : [])
      .map(claim => readStorage(claim.spec))
      .reduce((sum, value) => sum + value, 0);
  }
}

function isActive(pod: Pod): boolean {
  return pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';
}

/** A limit counts as the request when the request is left out. */
function amount(container: Container, side: string, compute: string): number {
  const { requests, limits } = container.resources ?? {};
  const quantity =
    side === 'limits' ? limits?.[compute] : (requests ?? limits)?.[compute];
  return toThousandths(quantity ?? '0');
}

function readStorage(spec: unknown): number {
  const claim = spec as
    { resources?: { requests?: { storage?: string } } } | undefined;
  return toThousandths(claim?.resources?.requests?.storage ?? '0');
}
