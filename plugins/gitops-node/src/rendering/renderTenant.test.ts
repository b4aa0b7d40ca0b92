import type { TenantDocument } from '@mctl/plugin-platform-common';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { parse } from 'yaml';
import {
  anyPlatformDocument,
  anyTenantDocument,
} from '../__testUtils__/arbitraries';
import { samplePlatform, sampleTenant } from '../__testUtils__/sampleDocuments';
import { renderTenant } from './renderTenant';

function render(document: TenantDocument) {
  const files = renderTenant(document, { platform: samplePlatform });
  return new Map(files.map(file => [file.path, parse(file.content)]));
}

describe('renderTenant', () => {
  it('writes the project and the manifests of the tenant', () => {
    expect(Array.from(render(sampleTenant()).keys())).toEqual([
      'tenants/acme/project/kustomization.yaml',
      'tenants/acme/project/app-project.yaml',
      'tenants/acme/manifests/kustomization.yaml',
      'tenants/acme/manifests/namespace.yaml',
      'tenants/acme/manifests/resource-quota.yaml',
      'tenants/acme/manifests/limit-range.yaml',
      'tenants/acme/manifests/network-policy-deny-all.yaml',
      'tenants/acme/manifests/network-policy-allow-dns.yaml',
      'tenants/acme/manifests/network-policy-allow-same-namespace.yaml',
      'tenants/acme/manifests/network-policy-allow-ingress-controller.yaml',
      'tenants/acme/manifests/network-policy-allow-metrics.yaml',
      'tenants/acme/manifests/network-policy-allow-to-tenants.yaml',
    ]);
  });

  it('lets applications of the project reach the namespace of the tenant only', () => {
    const project = render(sampleTenant()).get(
      'tenants/acme/project/app-project.yaml',
    );
    expect(project).toMatchObject({
      metadata: { name: 'acme', namespace: 'argocd' },
      spec: {
        destinations: [
          { server: 'https://kubernetes.default.svc', namespace: 'acme' },
        ],
        clusterResourceWhitelist: [],
      },
    });
    const policies: string[] = project.spec.roles.flatMap(
      (role: { policies: string[] }) => role.policies,
    );
    expect(policies).toContain(
      'p, proj:acme:viewer, applications, get, acme/*, allow',
    );
    expect(policies).not.toHaveLength(0);
    for (const policy of policies) {
      expect(policy).toMatch(
        /^p, proj:acme:(viewer|developer|owner), (applications, (get|sync)|logs, get), acme\/\*, allow$/,
      );
    }
  });

  it('holds pods to the restricted standard and to the quota', () => {
    const manifests = render(sampleTenant());
    expect(
      manifests.get('tenants/acme/manifests/namespace.yaml'),
    ).toMatchObject({
      metadata: {
        name: 'acme',
        labels: {
          'mctl.ai/tenant': 'acme',
          'pod-security.kubernetes.io/enforce': 'restricted',
        },
      },
    });
    expect(
      manifests.get('tenants/acme/manifests/resource-quota.yaml'),
    ).toMatchObject({
      metadata: { name: 'tenant', namespace: 'acme' },
      spec: {
        hard: {
          'requests.cpu': '4',
          'requests.memory': '8Gi',
          'requests.storage': '50Gi',
          pods: '30',
        },
      },
    });
  });

  it('denies all traffic in both directions by default', () => {
    expect(
      render(sampleTenant()).get(
        'tenants/acme/manifests/network-policy-deny-all.yaml',
      ).spec,
    ).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });

  it('admits the tenants it names, by the name of their namespace', () => {
    const manifests = render(
      sampleTenant('acme', {
        network: { internetEgress: true, allowFrom: ['ops', 'billing', 'ops'] },
      }),
    );
    expect(
      manifests.get(
        'tenants/acme/manifests/network-policy-allow-from-tenants.yaml',
      ).spec.ingress,
    ).toEqual([
      {
        from: [
          {
            namespaceSelector: {
              matchExpressions: [
                {
                  key: 'kubernetes.io/metadata.name',
                  operator: 'In',
                  values: ['billing', 'ops'],
                },
              ],
            },
          },
        ],
      },
    ]);
  });

  it('opens the internet and nothing private when egress is allowed', () => {
    const path =
      'tenants/acme/manifests/network-policy-allow-internet-egress.yaml';
    const open = sampleTenant('acme', {
      network: { internetEgress: true, allowFrom: [] },
    });
    expect(render(sampleTenant()).has(path)).toBe(false);
    const [{ ipBlock }] = render(open).get(path).spec.egress[0].to;
    expect(ipBlock.except).toEqual(
      expect.arrayContaining(['10.0.0.0/8', '169.254.0.0/16']),
    );
  });

  it('stays inside the tenant, lists what it writes, and reads the same everywhere', () => {
    fc.assert(
      fc.property(
        anyTenantDocument,
        anyPlatformDocument,
        (document, platform) => {
          const files = renderTenant(document, { platform });
          const { name } = document.metadata;
          for (const folder of ['project', 'manifests']) {
            const prefix = `tenants/${name}/${folder}/`;
            const names = files
              .filter(file => file.path.startsWith(prefix))
              .map(file => file.path.slice(prefix.length));
            const [kustomization, ...resources] = names;
            expect(kustomization).toBe('kustomization.yaml');
            expect(
              parse(
                files.find(file => file.path === prefix + kustomization)
                  ?.content ?? '',
              ).resources,
            ).toEqual(resources);
          }
          for (const file of files) {
            expect(file.path.startsWith(`tenants/${name}/`)).toBe(true);
            const data = parse(file.content);
            expect(parse(file.content, { version: '1.1' })).toEqual(data);
            expect(load(file.content)).toEqual(data);
          }
          expect(renderTenant(document, { platform })).toEqual(files);
        },
      ),
      { numRuns: 50 },
    );
  });
});
