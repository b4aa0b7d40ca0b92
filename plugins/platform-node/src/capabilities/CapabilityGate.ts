import type { RequiredRole } from '@mctl/plugin-platform-common';
import type { GitOpsRepository } from '@mctl/plugin-gitops-node';
import type { AccessDecisions } from '../access/AccessDecisions';
import type { Caller, Scope } from '../caller/Caller';
import { PlatformError, toPlatformError } from '../errors';
import { tenantOf } from './auditing';
import type { Capability } from './definitions';

const SCOPE_OF: Record<Capability['kind'], Scope> = {
  query: 'mctl:read',
  operation: 'mctl:write',
  command: 'mctl:write',
};

/** What the gate decides with. */
export interface CapabilityGateOptions {
  access: AccessDecisions;
  repository: Pick<GitOpsRepository, 'refresh'>;
  /** Names of operations and commands that are switched off. */
  disabled: readonly string[];
}

/** Decides whether a caller gets to a capability at all. */
export class CapabilityGate {
  readonly #options: CapabilityGateOptions;

  static create(options: CapabilityGateOptions) {
    return new CapabilityGate(options);
  }

  private constructor(options: CapabilityGateOptions) {
    this.#options = options;
  }

  /**
   * Checks scope, tenant and role, in this order.
   *
   * @throws PlatformError `insufficient_scope`, `not_found`, `role_too_small`,
   * `roles_unknown`
   */
  authorize(
    capability: Capability,
    input: Record<string, unknown>,
    caller: Caller,
    purpose: 'read' | 'write' = capability.kind === 'query' ? 'read' : 'write',
  ): void {
    const scope =
      capability.role === 'admin' ? 'mctl:admin' : SCOPE_OF[capability.kind];
    if (!caller.scopes.includes(scope)) {
      throw new PlatformError(
        'insufficient_scope',
        `This needs the scope ${scope}, which your token does not have`,
        { hint: `Sign in again and grant ${scope}.` },
      );
    }
    const { access } = this.#options;
    const role = requiredRole(capability, input, caller.user);
    if (role === 'user' || role === 'admin') {
      access.decideGlobally({ user: caller.user, required: role });
      return;
    }
    const tenant = tenantOf(input);
    // A list without a tenant covers what the caller may see; it filters itself.
    if (tenant !== undefined) {
      access.decide({ user: caller.user, tenant, required: role, purpose });
    }
  }

  /**
   * Refuses what an admin has switched off.
   *
   * @throws PlatformError `operation_disabled`
   */
  requireEnabled({ name }: Capability): void {
    if (this.#options.disabled.includes(name)) {
      throw new PlatformError(
        'operation_disabled',
        `${name} is switched off on this platform`,
        { hint: 'Ask a platform admin when it will be back.' },
      );
    }
  }

  /** Roles are read at decision time; an older snapshot may do for a while. */
  async refreshRoles(): Promise<void> {
    try {
      await this.#options.repository.refresh();
    } catch (error) {
      if (toPlatformError(error).code !== 'unavailable') {
        throw error;
      }
    }
  }
}

function requiredRole(
  capability: Capability,
  input: Record<string, unknown>,
  user: string,
): RequiredRole {
  return (
    (capability.kind === 'operation'
      ? capability.lesserRole?.({ input, user })
      : undefined) ?? capability.role
  );
}
