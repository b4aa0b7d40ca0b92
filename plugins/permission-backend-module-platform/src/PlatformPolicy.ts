import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  isResourcePermission,
  type Permission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  createScaffolderTaskConditionalDecision,
  scaffolderTaskConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';
import { RESOURCE_TYPE_SCAFFOLDER_TASK } from '@backstage/plugin-scaffolder-common/alpha';
import { TENANT_ANNOTATION } from '@mctl/plugin-platform-common';
import type { AccessDecisions } from '@mctl/plugin-platform-node';
import { VisiblePeople } from './VisiblePeople';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

type EntityCriteria = Parameters<typeof createCatalogConditionalDecision>[1];

/** What everybody who is signed in may do. The README has the whole table. */
const ALLOWED: ReadonlySet<string> = new Set([
  'scaffolder.action.execute',
  'scaffolder.task.create',
  'scaffolder.template.parameter.read',
  'scaffolder.template.step.read',
]);

/** Options of {@link PlatformPolicy}. */
export interface PlatformPolicyOptions {
  access: AccessDecisions;
  auth: Pick<AuthService, 'isPrincipal'>;
  logger: LoggerService;
}

/**
 * Backstage's own permissions, decided by the roles of the platform as they are
 * at the moment of the question. What the policy does not know, it denies.
 */
export class PlatformPolicy implements PermissionPolicy {
  readonly #access: AccessDecisions;
  readonly #auth: Pick<AuthService, 'isPrincipal'>;
  readonly #logger: LoggerService;
  readonly #people: VisiblePeople;

  static create(options: PlatformPolicyOptions) {
    return new PlatformPolicy(options);
  }

  private constructor(options: PlatformPolicyOptions) {
    this.#access = options.access;
    this.#auth = options.auth;
    this.#logger = options.logger;
    this.#people = VisiblePeople.create(options.access);
  }

  async handle(
    { permission }: PolicyQuery,
    asker?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!asker || !this.#auth.isPrincipal(asker.credentials, 'user')) {
      return DENY;
    }
    const user = asker.credentials.principal.userEntityRef;
    try {
      return this.#access.isAdmin(user)
        ? ALLOW
        : this.#decide(permission, user);
    } catch (error) {
      this.#logger.warn(
        `${permission.name} was denied since the roles could not be read`,
        toError(error),
      );
      return DENY;
    }
  }

  #decide(permission: Permission, user: string): PolicyDecision {
    if (ALLOWED.has(permission.name)) {
      return ALLOW;
    }
    if (
      permission.name === 'catalog.entity.read' &&
      isResourcePermission(permission, RESOURCE_TYPE_CATALOG_ENTITY)
    ) {
      return createCatalogConditionalDecision(
        permission,
        this.#visibleEntities(user),
      );
    }
    if (isResourcePermission(permission, RESOURCE_TYPE_SCAFFOLDER_TASK)) {
      return createScaffolderTaskConditionalDecision(
        permission,
        scaffolderTaskConditions.isTaskOwner({ createdBy: [user] }),
      );
    }
    return DENY;
  }

  #visibleEntities(user: string): EntityCriteria {
    const { hasAnnotation, hasMetadata, isEntityKind } = catalogConditions;
    const isPerson = isEntityKind({ kinds: ['User'] });
    const ofNobody: EntityCriteria = {
      allOf: [
        { not: hasAnnotation({ annotation: TENANT_ANNOTATION }) },
        { not: isPerson },
      ],
    };
    const ofTenants = this.#access
      .visibleTenants(user)
      .map(value => hasAnnotation({ annotation: TENANT_ANNOTATION, value }));
    const people = this.#people.namesFor(user).map((value): EntityCriteria => ({
      allOf: [isPerson, hasMetadata({ key: 'name', value })],
    }));
    return { anyOf: [ofNobody, ...ofTenants, ...people] };
  }
}
