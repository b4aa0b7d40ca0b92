import {
  apiVersionOf,
  RESOURCE_TYPES,
  type ResourceType,
} from '../store/resources';
import { discover } from './discovery';
import { describeOpenApi, OPENAPI_V2 } from './openapi';
import { METRICS_TYPES } from './PodMetricsReader';
import { parseTarget } from './requestTarget';

interface Resource {
  name: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
  shortNames?: string[];
  categories?: string[];
  group?: string;
}

const pathOf = (type: ResourceType) =>
  type.group ? `/apis/${apiVersionOf(type)}` : `/api/${apiVersionOf(type)}`;
const resources = (path: string) =>
  (discover(path) as { resources: Resource[] } | undefined)?.resources ?? [];

describe('discover', () => {
  it('says which Kubernetes it imitates', () => {
    expect(discover('/version')).toMatchObject({
      major: '1',
      minor: expect.stringMatching(/^\d+$/),
      gitVersion: expect.stringMatching(/^v1\.\d+\.0\+mctl-sandbox$/),
    });
  });

  it('lists the groups once each, with one version that is preferred', () => {
    expect(discover('/api')).toEqual({ kind: 'APIVersions', versions: ['v1'] });
    const { groups } = discover('/apis') as {
      groups: Array<{
        name: string;
        preferredVersion: unknown;
        versions: unknown[];
      }>;
    };
    const names = groups.map(({ name }) => name);
    const all = [...RESOURCE_TYPES, ...METRICS_TYPES].map(({ group }) => group);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(names)).toEqual(new Set(all.filter(Boolean)));
    for (const group of groups) {
      expect(group.versions).toEqual([group.preferredVersion]);
      expect(discover(`/apis/${group.name}`)).toEqual({
        kind: 'APIGroup',
        apiVersion: 'v1',
        ...group,
      });
    }
  });

  it.each([
    '/',
    '/api/v2',
    '/apis/nope.example.com',
    '/apis/apps/v2',
    '/apis/apps/v1/deployments',
    '/api/v1/',
  ])('says nothing of %s', path => {
    expect(discover(path)).toBeUndefined();
  });

  it.each(RESOURCE_TYPES.map(type => [type.plural, type] as const))(
    'describes %s as they are served',
    (plural, type) => {
      const found = resources(pathOf(type));
      const [own, ...others] = found.filter(({ name }) => name === plural);
      expect(others).toEqual([]);
      expect(own).toMatchObject({
        kind: type.kind,
        namespaced: type.namespaced,
        shortNames: type.shortNames,
        verbs: expect.arrayContaining(['create', 'list', 'patch', 'watch']),
      });
      const status = found.find(({ name }) => name === `${plural}/status`);
      expect(status !== undefined).toBe(type.hasStatus);
    },
  );

  it('gives no name to two kinds', () => {
    // Endpoints are many even when there is one.
    const names = RESOURCE_TYPES.flatMap(type => [
      ...new Set([type.plural, type.singular, ...type.shortNames]),
    ]);
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    expect(twice).toEqual([]);
  });

  it('offers to read metrics and nothing else', () => {
    for (const { name, verbs } of resources('/apis/metrics.k8s.io/v1beta1')) {
      expect(['pods', 'nodes']).toContain(name);
      expect(verbs).toEqual(['get', 'list']);
    }
    expect(resources('/apis/metrics.k8s.io/v1beta1')).toHaveLength(2);
  });

  it('knows the subresources that kubectl needs', () => {
    const named = (path: string, name: string) =>
      resources(path).find(each => each.name === name);
    expect(named('/apis/apps/v1', 'deployments/scale')).toMatchObject({
      group: 'autoscaling',
      kind: 'Scale',
    });
    expect(named('/api/v1', 'pods/eviction')).toMatchObject({
      group: 'policy',
      verbs: ['create'],
    });
    expect(named('/api/v1', 'pods/log')?.verbs).toEqual(['get']);
    expect(named('/api/v1', 'services/scale')).toBeUndefined();
  });

  it('puts into "all" what kubectl get all should show', () => {
    const inAll = ['/api/v1', '/apis/apps/v1', '/apis/batch/v1']
      .flatMap(resources)
      .filter(({ categories }) => categories?.includes('all'))
      .map(({ name }) => name);
    expect(inAll).toEqual(
      expect.arrayContaining(['pods', 'services', 'deployments', 'jobs']),
    );
    expect(inAll).not.toContain('secrets');
  });

  it('describes only what can be asked for', () => {
    for (const type of RESOURCE_TYPES) {
      const path = `${pathOf(type)}/${type.plural}`;
      expect(parseTarget(path)?.type).toBe(type);
    }
  });
});

describe('describeOpenApi', () => {
  const index = describeOpenApi('/openapi/v3') as {
    paths: Record<string, { serverRelativeURL: string }>;
  };

  it('lists a document for each version of a group', () => {
    const expected = RESOURCE_TYPES.map(type => pathOf(type).slice(1));
    expect(Object.keys(index.paths).sort()).toEqual(
      [...new Set(expected)].sort(),
    );
  });

  it('says of each kind that it can be applied, checked and run dry', () => {
    const kinds = Object.values(index.paths).flatMap(
      ({ serverRelativeURL }) => {
        const document = describeOpenApi(serverRelativeURL) as {
          openapi: string;
          paths: Record<
            string,
            { patch: { parameters: Array<{ name: string; in: string }> } }
          >;
        };
        expect(document.openapi).toBe('3.0.0');
        return Object.entries(document.paths).map(([path, { patch }]) => {
          expect(path).toMatch(/^\/apis?\/.+\/\{name\}$/);
          expect(patch.parameters.map(each => each.name)).toEqual([
            'dryRun',
            'fieldValidation',
          ]);
          return (patch as Record<string, unknown>)[
            'x-kubernetes-group-version-kind'
          ];
        });
      },
    );
    expect(kinds).toEqual(
      expect.arrayContaining(
        RESOURCE_TYPES.map(({ group, version, kind }) => ({
          group,
          version,
          kind,
        })),
      ),
    );
    expect(kinds).toHaveLength(RESOURCE_TYPES.length);
  });

  it.each(['/openapi', '/openapi/v3/', '/openapi/v3/apis/nope/v1', '/'])(
    'has none at %s',
    path => {
      expect(describeOpenApi(path)).toBeUndefined();
    },
  );

  it('is a message of protobuf with one field for older kubectl', () => {
    // Field 1 of type 2, three bytes long.
    expect([...OPENAPI_V2]).toEqual([10, 3, ...Buffer.from('2.0')]);
  });
});
