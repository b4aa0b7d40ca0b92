import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Policies, ServiceDocument } from '@mctl/plugin-platform-common';
import fc from 'fast-check';
import { renderedObjects } from '../__testUtils__/policySubjects';
import {
  samplePlatform,
  sampleService,
} from '../__testUtils__/sampleDocuments';
import { anyServiceDocument } from '../__testUtils__/serviceArbitrary';
import { readDocument } from '../documents/readDocument';
import { renderService } from '../rendering/renderService';
import { isManifest, readManifest } from '../validation/readManifest';
import { checkPolicies } from './checkPolicies';
import type { PolicyName } from './PolicyRule';

const PATH = 'tenants/acme/services/shop/manifests/x.yaml';

type Spec = Partial<ServiceDocument['spec']>;

function document(spec: Spec) {
  return sampleService('acme', 'shop', spec);
}

function check(policies: Policies, after: Spec, before?: Spec) {
  return checkPolicies(
    [
      {
        path: PATH,
        before: before ? renderedObjects(before) : [],
        after: renderedObjects(after),
        documentBefore: before && document(before),
        documentAfter: document(after),
      },
    ],
    { policies, domain: 'apps.test' },
  );
}

const BIG = {
  requests: { cpu: '1', memory: '1Gi' },
  limits: { cpu: '2', memory: '2Gi' },
};

/** For each policy settings that a spec breaks. */
const BROKEN: Record<
  Exclude<PolicyName, 'privileges' | 'hosts'>,
  { policies: (action: 'off' | 'warn' | 'deny') => Policies; spec: Spec }
> = {
  allowedRegistries: {
    policies: action => ({
      allowedRegistries: { action, registries: ['quay.io/'] },
    }),
    spec: {},
  },
  floatingTags: {
    policies: action => ({ floatingTags: { action, tags: ['1.4.0'] } }),
    spec: {},
  },
  resourceLimits: {
    policies: action => ({
      resourceLimits: { action, cpu: '1', memory: '16Gi' },
    }),
    spec: { resources: BIG },
  },
  replicas: {
    policies: action => ({ replicas: { action, max: 3 } }),
    spec: { replicas: 4 },
  },
  probes: { policies: action => ({ probes: { action } }), spec: {} },
  volumeSize: {
    policies: action => ({ volumeSize: { action, max: '1Gi' } }),
    spec: {
      replicas: 1,
      volumes: [{ name: 'data', path: '/data', size: '2Gi' }],
    },
  },
};

describe.each(Object.entries(BROKEN))(
  'the policy %s',
  (rule, { policies, spec }) => {
    it('says nothing when it is off or not set', () => {
      expect(check(policies('off'), spec)).toEqual([]);
      expect(check({}, spec)).toEqual([]);
    });

    it.each(['warn', 'deny'] as const)('says %s when it is told to', level => {
      expect(check(policies(level), spec)).toEqual([
        {
          rule,
          level,
          object: expect.stringContaining(' acme/shop'),
          message: expect.any(String),
          remedy: expect.stringMatching(/\.$/),
        },
      ]);
    });

    it('only warns of what was so before', () => {
      expect(
        check(policies('deny'), { ...spec, restarts: 1 }, spec).map(
          ({ level }) => level,
        ),
      ).toEqual(['warn']);
    });
  },
);

describe('the policies privileges and hosts', () => {
  const unsafe = (kind: string) => ({
    apiVersion: kind === 'Ingress' ? 'networking.k8s.io/v1' : 'apps/v1',
    kind,
    metadata: { name: 'shop', namespace: 'acme' },
    spec:
      kind === 'Ingress'
        ? { rules: [{ host: 'bank.test' }] }
        : { template: { spec: { hostNetwork: true, containers: [] } } },
  });

  it.each([
    ['privileges', 'Deployment'],
    ['hosts', 'Ingress'],
  ] as const)('%s is off, warns or denies', (rule, kind) => {
    const levels = (action: 'off' | 'warn' | 'deny', isOld = false) =>
      new Set(
        checkPolicies(
          [
            {
              path: PATH,
              before: isOld ? [unsafe(kind)] : [],
              after: [unsafe(kind)],
            },
          ],
          { policies: { [rule]: { action } }, domain: 'apps.test' },
        ).map(each => `${each.rule} ${each.level}`),
      );
    expect(levels('off')).toEqual(new Set());
    expect(levels('warn')).toEqual(new Set([`${rule} warn`]));
    expect(levels('deny')).toEqual(new Set([`${rule} deny`]));
    expect(levels('deny', true)).toEqual(new Set([`${rule} warn`]));
  });
});

describe('checkPolicies', () => {
  const policies: Policies = {
    replicas: { action: 'deny', max: 3 },
    allowedRegistries: { action: 'deny', registries: ['quay.io/'] },
  };

  it('lets what is too much shrink, and not grow', () => {
    const levels = (replicas: number) =>
      check(
        { replicas: policies.replicas },
        { replicas },
        { replicas: 10 },
      ).map(({ level }) => level);
    expect(levels(11)).toEqual(['deny']);
    expect(levels(10)).toEqual(['warn']);
    expect(levels(5)).toEqual(['warn']);
    expect(levels(3)).toEqual([]);
  });

  it('denies another image of a registry that is not allowed', () => {
    const image = { repository: 'evil.test/shop', tag: '1' };
    expect(
      check(
        { allowedRegistries: policies.allowedRegistries },
        { image },
        {},
      ).map(({ level, message }) => [level, message]),
    ).toEqual([
      [
        'deny',
        'the image evil.test/shop:1 comes from a registry that is not allowed',
      ],
    ]);
  });

  it('does not mind what is removed', () => {
    expect(
      checkPolicies(
        [{ path: PATH, before: renderedObjects({ replicas: 9 }), after: [] }],
        { policies, domain: 'apps.test' },
      ),
    ).toEqual([]);
  });

  it('finds nothing to deny in any service that the platform renders', () => {
    const seed = readDocument(
      { kind: 'Platform' },
      readFileSync(
        resolve(__dirname, '../../../../gitops/platform.yaml'),
        'utf8',
      ),
    );
    const platform = 'document' in seed ? seed.document : samplePlatform;
    expect(platform.spec.policies?.privileges).toEqual({ action: 'deny' });
    fc.assert(
      fc.property(anyServiceDocument, service => {
        const { resources, volumes, ...spec } = service.spec;
        const own = { ...service, spec };
        const { tenant } = service.metadata;
        const files = renderService(own, {
          tenant: {
            apiVersion: 'mctl.ai/v1',
            kind: 'Tenant',
            metadata: { name: tenant },
            spec: {
              displayName: tenant,
              members: [{ user: 'ada', role: 'owner' }],
              quota: platform.spec.defaults.quota,
              network: { internetEgress: false, allowFrom: [] },
            },
          },
          platform,
          domain: 'apps.test',
        });
        expect(
          checkPolicies(
            files
              .filter(({ path }) => isManifest(path))
              .map(({ path, content }) => {
                const reading = readManifest(content);
                return {
                  path,
                  before: [],
                  after: 'objects' in reading ? reading.objects : [],
                  documentAfter: own,
                };
              }),
            { policies: platform.spec.policies ?? {}, domain: 'apps.test' },
          ).filter(({ level }) => level === 'deny'),
        ).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
