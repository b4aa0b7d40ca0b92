import type { RepositorySnapshot } from '@mctl/plugin-gitops-node';
import { memberName, type AccessDecisions } from '@mctl/plugin-platform-node';

/**
 * Which people a user may see in the catalog.
 *
 * @remarks
 * The catalog shows a person with all of their groups, and a group is a tenant.
 * So a person is seen only by those who see every tenant of that person.
 */
export class VisiblePeople {
  readonly #access: AccessDecisions;
  readonly #tenantsByName = new WeakMap<
    RepositorySnapshot,
    ReadonlyMap<string, readonly string[]>
  >();

  static create(access: AccessDecisions) {
    return new VisiblePeople(access);
  }

  private constructor(access: AccessDecisions) {
    this.#access = access;
  }

  /**
   * Catalog names, in lower case: the user's own, and those of the members of
   * the user's tenants who are in no other tenant.
   *
   * @throws PlatformError `roles_unknown` when the roles cannot be read
   */
  namesFor(user: string): string[] {
    const snapshot = this.#access.snapshotFor('read');
    const tenantsByName = this.#index(snapshot);
    const visible = new Set(this.#access.visibleTenants(user));
    const names = new Set(
      [...visible].flatMap(tenant =>
        membersOf(snapshot, tenant).filter(name =>
          tenantsByName.get(name)?.every(other => visible.has(other)),
        ),
      ),
    );
    const ownName = memberName(user);
    if (ownName) {
      names.add(ownName.toLowerCase());
    }
    return [...names].sort();
  }

  #index(snapshot: RepositorySnapshot): ReadonlyMap<string, readonly string[]> {
    const known = this.#tenantsByName.get(snapshot);
    if (known) {
      return known;
    }
    const index = new Map<string, string[]>();
    for (const tenant of snapshot.tenants.keys()) {
      for (const name of membersOf(snapshot, tenant)) {
        index.set(name, [...(index.get(name) ?? []), tenant]);
      }
    }
    this.#tenantsByName.set(snapshot, index);
    return index;
  }
}

function membersOf(snapshot: RepositorySnapshot, tenant: string): string[] {
  const members = snapshot.tenants.get(tenant)?.document.spec.members ?? [];
  return members.map(({ user }) => user.toLowerCase());
}
