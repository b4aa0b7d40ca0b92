import {
  apiVersionOf,
  PODS,
  RESOURCE_TYPES,
  type ResourceType,
} from '../store/resources';
import { METRICS_TYPES } from './PodMetricsReader';
import { SCALABLE } from './scale';

const VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];
const SERVED_TYPES = [...RESOURCE_TYPES, ...METRICS_TYPES];
/** The release whose answers the sandbox imitates. */
const VERSION = { major: '1', minor: '32', gitVersion: 'v1.32.0+mctl-sandbox' };

/** What the API says about itself at a path, when it does. */
export function discover(pathname: string): object | undefined {
  if (pathname === '/version') {
    return {
      ...VERSION,
      gitCommit: '',
      gitTreeState: 'clean',
      buildDate: '1970-01-01T00:00:00Z',
      goVersion: '',
      compiler: '',
      platform: `${process.platform}/${process.arch}`,
    };
  }
  if (pathname === '/api') {
    return { kind: 'APIVersions', versions: ['v1'] };
  }
  if (pathname === '/apis') {
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: groupNames().map(describeGroup),
    };
  }
  const group = /^\/apis\/([^/]+)$/.exec(pathname)?.[1];
  if (group && groupNames().includes(group)) {
    return { kind: 'APIGroup', apiVersion: 'v1', ...describeGroup(group) };
  }
  const groupVersion =
    /^\/api\/(v1)$/.exec(pathname)?.[1] ??
    /^\/apis\/([^/]+\/[^/]+)$/.exec(pathname)?.[1];
  const types = SERVED_TYPES.filter(
    type => apiVersionOf(type) === groupVersion,
  );
  return types.length > 0
    ? {
        kind: 'APIResourceList',
        apiVersion: 'v1',
        groupVersion,
        resources: types.flatMap(describeResource),
      }
    : undefined;
}

function groupNames(): string[] {
  const names = SERVED_TYPES.map(type => type.group).filter(Boolean);
  return [...new Set(names)];
}

function describeGroup(name: string) {
  const versions = SERVED_TYPES.filter(type => type.group === name).map(
    type => ({ groupVersion: apiVersionOf(type), version: type.version }),
  );
  return {
    name,
    versions: versions.slice(0, 1),
    preferredVersion: versions[0],
  };
}

function describeResource(type: ResourceType) {
  const { kind, namespaced } = type;
  return [
    {
      name: type.plural,
      singularName: type.singular,
      namespaced,
      kind,
      verbs: METRICS_TYPES.includes(type) ? ['get', 'list'] : VERBS,
      shortNames: type.shortNames,
      ...(type.inAll && { categories: ['all'] }),
    },
    ...(type.hasStatus
      ? [
          {
            name: `${type.plural}/status`,
            singularName: '',
            namespaced,
            kind,
            verbs: ['get', 'patch', 'update'],
          },
        ]
      : []),
    ...(SCALABLE.includes(type)
      ? [
          {
            name: `${type.plural}/scale`,
            singularName: '',
            namespaced,
            group: 'autoscaling',
            version: 'v1',
            kind: 'Scale',
            verbs: ['get', 'patch', 'update'],
          },
        ]
      : []),
    ...(type === PODS
      ? [
          {
            name: 'pods/eviction',
            singularName: '',
            namespaced,
            group: 'policy',
            version: 'v1',
            kind: 'Eviction',
            verbs: ['create'],
          },
          {
            name: 'pods/log',
            singularName: '',
            namespaced,
            kind,
            verbs: ['get'],
          },
        ]
      : []),
  ];
}
