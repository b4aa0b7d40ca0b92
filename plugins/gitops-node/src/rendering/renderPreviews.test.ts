import type { TenantDocument } from '@mctl/plugin-platform-common';
import { parse } from 'yaml';
import { samplePlatform, sampleTenant } from '../__testUtils__/sampleDocuments';
import { previewsOf } from './previewsOf';
import { renderTenant } from './renderTenant';

const PREVIEWS = {
  enabled: true,
  quota: { cpu: '1', memory: '2Gi', pods: 8 },
  maxTtl: '72h',
};

function platformWith(previews?: TenantDocument['spec']['previews']) {
  return {
    ...samplePlatform,
    spec: {
      ...samplePlatform.spec,
      defaults: { ...samplePlatform.spec.defaults, previews },
    },
  };
}

function objects(
  spec: Partial<TenantDocument['spec']>,
  platform = samplePlatform,
) {
  return renderTenant(sampleTenant('acme', spec), { platform })
    .filter(({ path }) => !path.endsWith('kustomization.yaml'))
    .map(({ content }) => parse(content));
}

function inPreview(spec: Partial<TenantDocument['spec']>) {
  return objects(spec).filter(
    ({ metadata }) => metadata.namespace === 'acme--preview',
  );
}

function destinations(spec: Partial<TenantDocument['spec']>) {
  const project = objects(spec).find(({ kind }) => kind === 'AppProject');
  return project.spec.destinations.map(
    ({ namespace }: { namespace: string }) => namespace,
  );
}

describe('previews of a tenant', () => {
  it('have a restricted namespace and a quota of their own', () => {
    const previews = { previews: PREVIEWS };
    expect(
      objects(previews).find(
        ({ kind, metadata }) =>
          kind === 'Namespace' && metadata.name === 'acme--preview',
      ).metadata.labels,
    ).toMatchObject({
      'mctl.ai/tenant': 'acme',
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
    expect(
      inPreview(previews).find(({ kind }) => kind === 'ResourceQuota').spec
        .hard,
    ).toMatchObject({
      'requests.cpu': '1',
      'requests.memory': '2Gi',
      'requests.storage': '0',
      pods: '8',
    });
  });

  it('are reached by the project only when they are on', () => {
    expect(destinations({ previews: PREVIEWS })).toEqual([
      'acme',
      'acme--preview',
    ]);
    expect(destinations({})).toEqual(['acme']);
    const off = { previews: { ...PREVIEWS, enabled: false } };
    expect(destinations(off)).toEqual(['acme']);
    expect(inPreview(off)).toEqual([]);
  });

  it('reach no namespace of a tenant', () => {
    const policies = inPreview({
      previews: PREVIEWS,
      network: { internetEgress: true, allowFrom: ['billing'] },
    }).filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies.map(({ metadata }) => metadata.name)).toEqual([
      'deny-all',
      'allow-dns',
      'allow-same-namespace',
      'allow-ingress-controller',
      'allow-internet-egress',
    ]);
    expect(JSON.stringify(policies)).not.toContain('mctl.ai/tenant","operator');
  });

  it('follow the platform where the tenant says nothing', () => {
    const silent = sampleTenant();
    const off = sampleTenant('acme', {
      previews: { ...PREVIEWS, enabled: false },
    });
    expect(previewsOf(silent, platformWith(PREVIEWS))).toEqual(PREVIEWS);
    expect(previewsOf(silent, platformWith())).toBeUndefined();
    expect(previewsOf(off, platformWith(PREVIEWS))).toBeUndefined();
    const own = { ...PREVIEWS, maxTtl: '1h' };
    expect(
      previewsOf(
        sampleTenant('acme', { previews: own }),
        platformWith(PREVIEWS),
      ),
    ).toEqual(own);
  });
});

describe('metrics of a tenant', () => {
  it('are read by the monitoring only, from the ports that have a name', () => {
    const policy = objects({}).find(
      ({ metadata }) => metadata.name === 'allow-metrics',
    );
    expect(policy.spec.ingress).toEqual([
      {
        from: [
          {
            namespaceSelector: {
              matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' },
            },
          },
        ],
        ports: [
          { protocol: 'TCP', port: 'metrics' },
          { protocol: 'TCP', port: 'http' },
        ],
      },
    ]);
  });
});
