import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type ComponentEntity,
  type GroupEntity,
  type UserEntity,
} from '@backstage/catalog-model';
import type {
  DocumentEntry,
  RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import {
  applicationName,
  SERVICE_ANNOTATION,
  TENANT_ANNOTATION,
  type LocalPerson,
  type ServiceDocument,
  type TenantDocument,
} from '@mctl/plugin-platform-common';
import { EntityCache, knownEntity, type KnownEntity } from './EntityCache';

const API_VERSION = 'backstage.io/v1alpha1';
const CONFIG_LOCATION = 'mctl:app-config';

type TenantEntry = DocumentEntry<TenantDocument>;
type ServiceEntry = DocumentEntry<ServiceDocument>;

/** What entities are made of, besides the repository. */
export interface EntitySources {
  /** Entity references of the platform's admins. */
  admins: readonly string[];
  /** People who are known by name although no tenant lists them. */
  people: readonly LocalPerson[];
  portalUrl: string;
}

/** Everything of the platform that the catalog shows. */
export class PlatformEntities {
  readonly #sources: EntitySources;
  readonly #tenants = EntityCache.create(describeTenant);
  readonly #services: EntityCache<ServiceEntry>;
  readonly #members = new WeakMap<TenantEntry, KnownEntity[]>();

  static create(sources: EntitySources) {
    return new PlatformEntities(sources);
  }

  private constructor(sources: EntitySources) {
    this.#sources = sources;
    this.#services = EntityCache.create(entry =>
      describeService(entry, sources.portalUrl),
    );
  }

  /** The entities of a snapshot by reference. */
  of(snapshot: RepositorySnapshot): ReadonlyMap<string, KnownEntity> {
    const { admins, people } = this.#sources;
    const entities = new Map<string, KnownEntity>();
    const add = (known: KnownEntity) => {
      // Entity references are written in lower case, so that people whose
      // names differ in case only are one entity, and the first stays.
      if (!entities.has(known.ref)) {
        entities.set(known.ref, known);
      }
    };
    add(knownEntity(describeAdmins(admins)));
    for (const { name, displayName } of people) {
      add(knownEntity(describePerson(name, CONFIG_LOCATION, displayName)));
    }
    for (const entry of snapshot.tenants.values()) {
      add(this.#tenants.get(entry));
      this.#peopleOf(entry).forEach(add);
    }
    for (const entry of snapshot.services.values()) {
      add(this.#services.get(entry));
    }
    return entities;
  }

  #peopleOf(entry: TenantEntry): KnownEntity[] {
    const known =
      this.#members.get(entry) ??
      entry.document.spec.members.map(({ user }) =>
        knownEntity(describePerson(user, `mctl:${entry.path}`)),
      );
    this.#members.set(entry, known);
    return known;
  }
}

function describeAdmins(admins: readonly string[]): GroupEntity {
  return {
    apiVersion: API_VERSION,
    kind: 'Group',
    metadata: {
      name: 'platform-admins',
      title: 'Platform admins',
      annotations: locatedAt(CONFIG_LOCATION),
    },
    spec: { type: 'platform', children: [], members: [...admins] },
  };
}

function describePerson(
  name: string,
  location: string,
  displayName = name,
): UserEntity {
  return {
    apiVersion: API_VERSION,
    kind: 'User',
    metadata: { name, annotations: locatedAt(location) },
    spec: { profile: { displayName }, memberOf: [] },
  };
}

function describeTenant(entry: TenantEntry): GroupEntity {
  const { metadata, spec } = entry.document;
  return {
    apiVersion: API_VERSION,
    kind: 'Group',
    metadata: {
      name: metadata.name,
      title: spec.displayName,
      ...(spec.description && { description: spec.description }),
      annotations: {
        ...locatedAt(`mctl:${entry.path}`),
        [TENANT_ANNOTATION]: metadata.name,
      },
    },
    spec: {
      type: 'tenant',
      profile: { displayName: spec.displayName },
      children: [],
      members: [...new Set(spec.members.map(member => member.user))],
    },
  };
}

/** Two tenants may use one name, so a tenant is a namespace of the catalog. */
function describeService(
  entry: ServiceEntry,
  portalUrl: string,
): ComponentEntity {
  const { metadata, spec } = entry.document;
  const { name, tenant } = metadata;
  return {
    apiVersion: API_VERSION,
    kind: 'Component',
    metadata: {
      name,
      namespace: tenant,
      annotations: {
        ...locatedAt(`mctl:${entry.path}`),
        [TENANT_ANNOTATION]: tenant,
        [SERVICE_ANNOTATION]: name,
        'argocd/app-name': applicationName.service(tenant, name),
        'backstage.io/kubernetes-id': name,
        'backstage.io/kubernetes-namespace': tenant,
        'backstage.io/kubernetes-label-selector': `${TENANT_ANNOTATION}=${tenant},${SERVICE_ANNOTATION}=${name}`,
        ...(spec.source && {
          'github.com/project-slug': spec.source.repository,
        }),
      },
      links: [
        {
          url: `${portalUrl}/services/${tenant}/${name}`,
          title: 'Status and releases',
        },
      ],
    },
    spec: {
      type: spec.type === 'web' ? 'service' : spec.type,
      lifecycle: 'production',
      owner: `group:default/${tenant}`,
    },
  };
}

function locatedAt(location: string): Record<string, string> {
  return {
    [ANNOTATION_LOCATION]: location,
    [ANNOTATION_ORIGIN_LOCATION]: location,
  };
}
