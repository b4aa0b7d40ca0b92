import type { ClusterStatus } from '@mctl/plugin-cluster-node';
import type { GitOpsRepository } from '@mctl/plugin-gitops-node';
import type { OperationEventBus } from './OperationEventBus';

/** Something changed; look again. Says what, never how. */
export interface ChangeHint {
  kind: 'tenant' | 'service' | 'operation';
  tenant: string;
  /** The service or the operation; the tenant itself otherwise. */
  name: string;
}

/** How long changes are gathered before they are told, in milliseconds. */
const GATHER = 50;

/**
 * Tells open pages that something they may show has changed, in the cluster, in
 * the repository or in the ledger.
 */
export class ChangeFeed {
  readonly #listeners = new Set<(hint: ChangeHint) => void>();
  readonly #pending = new Map<string, ChangeHint>();
  readonly #stops: Array<() => void> = [];
  #timer: NodeJS.Timeout | undefined;

  static create(options: {
    cluster: ClusterStatus;
    repository: GitOpsRepository;
    bus: OperationEventBus;
  }) {
    const feed = new ChangeFeed();
    feed.#stops.push(
      options.cluster.subscribe(change => {
        const tenant = tenantOfChange(change);
        if (tenant !== undefined) {
          feed.#tell({ kind: 'tenant', tenant, name: tenant });
        }
      }),
      options.repository.subscribe((_, changed) => {
        for (const path of changed) {
          const tenant = /^tenants\/([^/]+)\//.exec(path)?.[1];
          if (tenant) {
            feed.#tell({ kind: 'tenant', tenant, name: tenant });
          }
        }
      }),
      options.bus.onAny(({ id, tenant }) => {
        if (tenant !== null) {
          feed.#tell({ kind: 'operation', tenant, name: id });
        }
      }),
    );
    return feed;
  }

  private constructor() {}

  subscribe(listener: (hint: ChangeHint) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#stops.forEach(stop => stop());
    clearTimeout(this.#timer);
  }

  #tell(hint: ChangeHint): void {
    this.#pending.set(`${hint.kind} ${hint.tenant} ${hint.name}`, hint);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const hints = [...this.#pending.values()];
      this.#pending.clear();
      for (const listener of this.#listeners) {
        hints.forEach(listener);
      }
    }, GATHER);
  }
}

/** The tenant that a change in the cluster belongs to. */
export function tenantOfChange(change: {
  kind: string;
  namespace?: string;
  name: string;
}): string | undefined {
  switch (change.kind) {
    case 'connection':
      return undefined;
    case 'Application':
      // `acme` or `acme.svc.shop`; a tenant's name holds no dot.
      return change.name.split('.')[0];
    case 'Namespace':
      return ownerOf(change.name);
    default:
      return change.namespace && ownerOf(change.namespace);
  }
}

/** `acme--preview` belongs to `acme`; a tenant's name holds no two hyphens. */
function ownerOf(namespace: string): string {
  return namespace.split('--')[0];
}
