import fc from 'fast-check';
import type { AppProject } from '../store/argoObjects';
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  NAMESPACES,
  type ResourceType,
} from '../store/resources';
import { IN_CLUSTER, refuseApplication, refuseObject } from './projectRules';

function project(spec: AppProject['spec']): AppProject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: {
      name: 'acme',
      namespace: 'argocd',
      uid: '1',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec,
  };
}
const anywhere = [{ server: '*', namespace: '*' }];
const goesTo = (
  namespace: string,
  ...destinations: NonNullable<AppProject['spec']['destinations']>
) =>
  refuseApplication(project({ destinations }), {
    project: 'acme',
    namespace,
  }) === undefined;

// As pkg/apis/application/v1alpha1/app_project_types.go of argo-cd decides.
describe('destinations of a project', () => {
  it.each([
    ['acme', true],
    ['acme--preview', false],
    ['ACME', false],
    ['', false],
  ])('are exact: %s', (namespace, allowed) => {
    expect(goesTo(namespace, { server: IN_CLUSTER, namespace: 'acme' })).toBe(
      allowed,
    );
  });

  it('are patterns where they say so', () => {
    const pattern = { server: IN_CLUSTER, namespace: 'acme-*-x*' };
    expect(goesTo('acme-1-x', pattern)).toBe(true);
    expect(goesTo('acme--x-more', pattern)).toBe(true);
    expect(goesTo('acme-1', pattern)).toBe(false);
    expect(goesTo('my-acme-1-x', pattern)).toBe(false);
  });

  it('match what a pattern is made of, and nothing by accident', () => {
    const text = fc.stringMatching(/^[a-z0-9-]{0,6}$/);
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), text, (parts, between) => {
        const namespace = parts.join('*');
        const destination = { server: '*', namespace };
        expect(goesTo(parts.join(between), destination)).toBe(true);
        expect(goesTo(`${parts.join('')}.`, destination)).toBe(
          namespace.endsWith('*'),
        );
      }),
    );
  });

  it('are of this cluster, and can be taken away again', () => {
    expect(goesTo('acme', { server: 'https://other', namespace: '*' })).toBe(
      false,
    );
    expect(goesTo('acme', { name: 'in-cluster', namespace: '*' })).toBe(true);
    const denied = { server: '*', namespace: '!kube-*' };
    expect(goesTo('kube-system', anywhere[0], denied)).toBe(false);
    expect(goesTo('acme', anywhere[0], denied)).toBe(true);
    expect(goesTo('acme')).toBe(false);
  });
});

describe('kinds of a project', () => {
  const maps = { group: '', kind: 'ConfigMap' };
  const refusal = (
    spec: AppProject['spec'],
    type: ResourceType,
    namespace: string | undefined = type.namespaced ? 'acme' : undefined,
  ) =>
    refuseObject(project({ destinations: anywhere, ...spec }), {
      type,
      namespace,
      name: 'a',
    });

  it('are all those of namespaces, unless there is a list', () => {
    expect(refusal({}, DEPLOYMENTS)).toBeUndefined();
    expect(
      refusal({ namespaceResourceWhitelist: [maps] }, CONFIG_MAPS),
    ).toBeUndefined();
    expect(refusal({ namespaceResourceWhitelist: [maps] }, DEPLOYMENTS)).toBe(
      'resource apps:Deployment is not permitted in project acme',
    );
    expect(refusal({ namespaceResourceWhitelist: [] }, CONFIG_MAPS)).toBe(
      'resource :ConfigMap is not permitted in project acme',
    );
    expect(
      refusal({ namespaceResourceBlacklist: [maps] }, CONFIG_MAPS),
    ).toContain('not permitted');
  });

  it('are none of those outside of namespaces, unless there is a list', () => {
    expect(refusal({}, NAMESPACES)).toBe(
      'resource :Namespace is not permitted in project acme',
    );
    const all = [{ group: '*', kind: '*' }];
    expect(
      refusal({ clusterResourceWhitelist: all }, NAMESPACES),
    ).toBeUndefined();
    expect(
      refusal(
        { clusterResourceWhitelist: all, clusterResourceBlacklist: all },
        NAMESPACES,
      ),
    ).toContain('not permitted');
  });

  it('are told from namespaces, of which objects may name another', () => {
    expect(
      refusal(
        { destinations: [{ server: '*', namespace: 'acme' }] },
        CONFIG_MAPS,
        'argocd',
      ),
    ).toBe("namespace argocd is not permitted in project 'acme'");
  });
});
