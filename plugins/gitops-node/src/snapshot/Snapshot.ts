import type {
  PlatformDocument,
  ServiceDocument,
  TenantDocument,
} from '@mctl/plugin-platform-common';
import type { FileTree } from '../git/FileTree';
import { servicePath, tenantPath } from '../paths';
import type {
  BlobEntry,
  DocumentEntry,
  InvalidDocument,
  RepositorySnapshot,
} from '../types';

/** What a snapshot consists of. */
export interface SnapshotContent {
  commit: string;
  observedAt: string;
  tree: FileTree;
  platform: DocumentEntry<PlatformDocument>;
  tenants: ReadonlyMap<string, DocumentEntry<TenantDocument>>;
  services: ReadonlyMap<string, DocumentEntry<ServiceDocument>>;
  /** By path, in the order of the paths. */
  invalid: ReadonlyMap<string, readonly string[]>;
}

/** The parsed repository at one commit. */
export class Snapshot implements RepositorySnapshot {
  readonly commit: string;
  readonly observedAt: string;
  readonly platform: DocumentEntry<PlatformDocument>;
  readonly tenants: ReadonlyMap<string, DocumentEntry<TenantDocument>>;
  readonly services: ReadonlyMap<string, DocumentEntry<ServiceDocument>>;
  readonly invalid: readonly InvalidDocument[];
  readonly content: SnapshotContent;
  #servicesByTenant: Map<string, DocumentEntry<ServiceDocument>[]> | undefined;

  constructor(content: SnapshotContent) {
    this.content = content;
    this.commit = content.commit;
    this.observedAt = content.observedAt;
    this.platform = content.platform;
    this.tenants = content.tenants;
    this.services = content.services;
    this.invalid = Array.from(content.invalid, ([path, faults]) => ({
      path,
      faults: [...faults],
    }));
  }

  /** The same snapshot, seen again, or at the commit that it became. */
  seenAt(observedAt: string, commit = this.commit): Snapshot {
    return new Snapshot({ ...this.content, observedAt, commit });
  }

  servicesOf(tenant: string): ReadonlyArray<DocumentEntry<ServiceDocument>> {
    this.#servicesByTenant ??= this.#groupServices();
    return this.#servicesByTenant.get(tenant) ?? [];
  }

  hasTenant(tenant: string): boolean {
    return this.content.tree.has(tenantPath(tenant));
  }

  hasService(tenant: string, service: string): boolean {
    return this.content.tree.has(servicePath(tenant, service));
  }

  faultsOf(path: string): readonly string[] | undefined {
    return this.content.invalid.get(path);
  }

  blob(path: string): string | undefined {
    return this.content.tree.get(path)?.blob;
  }

  list(prefix: string): readonly BlobEntry[] {
    return this.content.tree
      .list(prefix)
      .map(({ path, blob }) => ({ path, blob }));
  }

  #groupServices(): Map<string, DocumentEntry<ServiceDocument>[]> {
    const groups = new Map<string, DocumentEntry<ServiceDocument>[]>();
    for (const entry of this.services.values()) {
      const { tenant } = entry.document.metadata;
      const group = groups.get(tenant);
      if (group) {
        group.push(entry);
      } else {
        groups.set(tenant, [entry]);
      }
    }
    return groups;
  }
}
