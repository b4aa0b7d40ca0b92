import {
  isKnown,
  roleAmong,
  roleAtLeast,
  type RequiredRole,
  type Role,
} from '@mctl/plugin-platform-common';
import type {
  GitOpsRepository,
  RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import { memberName } from '../caller/Caller';
import { PlatformError } from '../errors';

/** Whether a decision guards a read or a change. @public */
export type AccessPurpose = 'read' | 'write';

/** Options of {@link AccessDecisions}. */
export interface AccessDecisionsOptions {
  repository: GitOpsRepository;
  /** Entity references of the platform's admins. */
  admins: readonly string[];
  /** How old the repository's snapshot may be for a change, in milliseconds. */
  maxRoleAge: number;
  now?: () => number;
}

/**
 * Decides who may do what, from the repository as it is now and from nothing a
 * token says.
 *
 * @public
 */
export class AccessDecisions {
  readonly #repository: GitOpsRepository;
  readonly #admins: ReadonlySet<string>;
  readonly #maxRoleAge: number;
  readonly #now: () => number;

  static create(options: AccessDecisionsOptions) {
    return new AccessDecisions(options);
  }

  private constructor(options: AccessDecisionsOptions) {
    this.#repository = options.repository;
    this.#admins = new Set(options.admins);
    this.#maxRoleAge = options.maxRoleAge;
    this.#now = options.now ?? Date.now;
  }

  isAdmin(user: string): boolean {
    return this.#admins.has(user);
  }

  /** The role of a user in a tenant; an admin who is no member has none. */
  roleIn(
    snapshot: RepositorySnapshot,
    tenant: string,
    user: string,
  ): Role | undefined {
    const entry = snapshot.tenants.get(tenant);
    const name = memberName(user);
    return entry && name
      ? roleAmong(entry.document.spec.members, name)
      : undefined;
  }

  /**
   * Decides whether a user may do what asks for a role in a tenant.
   *
   * @throws PlatformError `not_found` when the user is no member, with the same
   * words as for a tenant that does not exist; `role_too_small`;
   * `roles_unknown` when the roles cannot be read
   */
  decide(options: {
    user: string;
    tenant: string;
    required: Role;
    purpose: AccessPurpose;
  }): void {
    const { user, tenant, required, purpose } = options;
    const snapshot = this.snapshotFor(purpose);

    if (snapshot.faultsOf(`tenants/${tenant}/tenant.yaml`)) {
      if (this.isAdmin(user)) {
        throw new PlatformError(
          'roles_unknown',
          `The document of tenant "${tenant}" is not valid, so nobody's role in it can be read`,
          {
            hint: 'Correct tenants/<tenant>/tenant.yaml in the GitOps repository.',
          },
        );
      }
      throw new PlatformError(
        'roles_unknown',
        'Roles cannot be read right now',
        {
          hint: 'Try again; if it lasts, tell a platform admin.',
        },
      );
    }
    if (!snapshot.tenants.has(tenant)) {
      throw tenantNotFound(tenant);
    }
    if (this.isAdmin(user)) {
      return;
    }
    const role = this.roleIn(snapshot, tenant, user);
    if (!role) {
      throw tenantNotFound(tenant);
    }
    if (!roleAtLeast(role, required)) {
      throw new PlatformError(
        'role_too_small',
        `This needs the role ${required} in tenant "${tenant}"; you are ${role}`,
        { hint: 'Ask an owner of the tenant for the role, or to do it.' },
      );
    }
  }

  /** Decides on what asks for no tenant: any user, or an admin. */
  decideGlobally(options: {
    user: string;
    required: Exclude<RequiredRole, Role>;
  }): void {
    if (options.required === 'admin' && !this.isAdmin(options.user)) {
      throw new PlatformError('role_too_small', 'This needs a platform admin', {
        hint: 'Ask a platform admin to do it.',
      });
    }
  }

  /** Whether a user may see a tenant at all; false also while roles are unknown. */
  canSee(user: string, tenant: string): boolean {
    const current = this.#repository.current();
    return (
      isKnown(current) &&
      current.value.tenants.has(tenant) &&
      (this.isAdmin(user) ||
        this.roleIn(current.value, tenant, user) !== undefined)
    );
  }

  /**
   * The tenants a user may see, in the order of their names.
   *
   * @throws PlatformError `roles_unknown` when the roles cannot be read
   */
  visibleTenants(user: string): string[] {
    const snapshot = this.snapshotFor('read');
    return [...snapshot.tenants.keys()]
      .filter(
        tenant =>
          this.isAdmin(user) ||
          this.roleIn(snapshot, tenant, user) !== undefined,
      )
      .sort();
  }

  /**
   * The snapshot that decisions rest on.
   *
   * @throws PlatformError `roles_unknown` when there is none, or none that is
   * fresh enough for a change
   */
  snapshotFor(purpose: AccessPurpose): RepositorySnapshot {
    const current = this.#repository.current();
    const seen = isKnown(current) ? current : current.last;
    if (!seen) {
      throw new PlatformError(
        'roles_unknown',
        'The GitOps repository cannot be read, so roles are unknown',
        { hint: 'Try again in a moment.' },
      );
    }
    const age = this.#now() - Date.parse(seen.observedAt);
    if (purpose === 'write' && age > this.#maxRoleAge) {
      throw new PlatformError(
        'roles_unknown',
        `The GitOps repository was last read ${Math.round(age / 1000)} s ago, too long to decide on a change`,
        { hint: 'Reads still work; try the change again in a moment.' },
      );
    }
    return seen.value;
  }
}

function tenantNotFound(tenant: string) {
  return new PlatformError(
    'not_found',
    `There is no tenant "${tenant}" that you can see`,
    { hint: 'list-tenants shows the tenants you are a member of.' },
  );
}
