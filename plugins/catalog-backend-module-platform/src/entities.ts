import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type ComponentEntity,
  type Entity,
  type GroupEntity,
  type UserEntity,
} from '@backstage/catalog-model';
import type { RepositorySnapshot } from '@mctl/plugin-gitops-node';
import {
  SERVICE_ANNOTATION,
  TENANT_ANNOTATION,
  type LocalPerson,
  type ServiceDocument,
  type TenantDocument,
} from '@mctl/plugin-platform-common';

const API_VERSION = 'backstage.io/v1alpha1';
const CONFIG_LOCATION = 'mctl:app-config';

/** What entities are made of. */
export interface EntitySources {
  snapshot: RepositorySnapshot;
  /** Entity references of the platform's admins. */
  admins: readonly string[];
  /** People who are known by name although no tenant lists them. */
  people: readonly LocalPerson[];
  portalUrl: string;
}

/** Everything of the platform that the catalog shows. */
export function describeEntities(sources: EntitySources): Entity[] {
  const { snapshot, admins, people, portalUrl } = sources;
  const tenants = [...snapshot.tenants.values()];
  const services = [...snapshot.services.values()];
  return [
    describeAdmins(admins),
    ...describePeople(people, tenants),
    ...tenants.map(describeTenant),
    ...services.map(entry => describeService(entry, portalUrl)),
  ];
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

function describePeople(
  people: readonly LocalPerson[],
  tenants: ReadonlyArray<{ path: string; document: TenantDocument }>,
): UserEntity[] {
  const users = new Map<string, UserEntity>();
  const add = (name: string, location: string, displayName?: string) => {
    // The catalog compares names without regard to case.
    const key = name.toLowerCase();
    if (!users.has(key)) {
      users.set(key, describePerson(name, location, displayName));
    }
  };
  for (const { name, displayName } of people) {
    add(name, CONFIG_LOCATION, displayName);
  }
  for (const { path, document } of tenants) {
    for (const { user } of document.spec.members) {
      add(user, `mctl:${path}`);
    }
  }
  return [...users.values()];
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

function describeTenant(entry: {
  path: string;
  document: TenantDocument;
}): GroupEntity {
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
  entry: { path: string; document: ServiceDocument },
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
        'backstage.io/kubernetes-id': name,
        'backstage.io/kubernetes-namespace': tenant,
        'backstage.io/kubernetes-label-selector': `${TENANT_ANNOTATION}=${tenant},${SERVICE_ANNOTATION}=${name}`,
      },
      links: [
        {
          url: `${portalUrl}/services/${tenant}/${name}`,
          title: 'Status and releases',
        },
      ],
    },
    spec: {
      type: spec.type === 'web' ? 'service' : 'worker',
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
