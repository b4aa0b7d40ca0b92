import type {
  Quota,
  ServiceDocument,
  TenantDocument,
} from '@mctl/plugin-platform-common';
import fc from 'fast-check';
import {
  samplePlatform,
  sampleService,
  sampleTenant,
} from '../__testUtils__/sampleDocuments';
import type { RepositorySnapshot } from '../types';
import { assessQuota } from './assessQuota';

const QUOTA: Quota = { cpu: '4', memory: '8Gi', pods: 30, storage: '50Gi' };

/** A snapshot of one tenant, acme, with these services. */
function snapshotOf(
  services: ServiceDocument[],
  options: { quota?: Quota; invalid?: string[] } = {},
): RepositorySnapshot {
  const entries = services.map(document => ({ path: '', document, text: '' }));
  const tenant = sampleTenant('acme', { quota: options.quota ?? QUOTA });
  return {
    commit: 'c',
    observedAt: '',
    platform: { path: '', document: samplePlatform, text: '' },
    tenants: new Map([['acme', { path: '', document: tenant, text: '' }]]),
    services: new Map(),
    invalid: (options.invalid ?? []).map(path => ({ path, faults: ['bad'] })),
    servicesOf: name => (name === 'acme' ? entries : []),
    hasTenant: () => true,
    hasService: () => true,
    faultsOf: () => undefined,
    blob: () => undefined,
    list: () => [],
  };
}

function service(name: string, spec: Partial<ServiceDocument['spec']> = {}) {
  return sampleService('acme', name, spec);
}

function assess(
  before: ServiceDocument[],
  after: Array<ServiceDocument | string>,
  options: {
    quota?: Quota;
    tenant?: TenantDocument;
    invalid?: string[];
  } = {},
) {
  const [assessment] = assessQuota(snapshotOf(before, options), {
    tenants: new Map(
      options.tenant ? [[options.tenant.metadata.name, options.tenant]] : [],
    ),
    services: new Map(
      after.length > 0
        ? [
            [
              'acme',
              new Map(
                after.map(each =>
                  typeof each === 'string'
                    ? [each, undefined]
                    : [each.metadata.name, each],
                ),
              ),
            ],
          ]
        : [],
    ),
  });
  return assessment;
}

function item(assessment: ReturnType<typeof assess>, resource: string) {
  return assessment.effect.items.find(each => each.resource === resource);
}

describe('assessQuota', () => {
  it('adds up what all services ask for, before and after', () => {
    const assessment = assess(
      [service('shop', { replicas: 2 }), service('api', { replicas: 3 })],
      [service('shop', { replicas: 4 })],
    );
    expect(assessment).toEqual({
      effect: {
        tenant: 'acme',
        items: [
          { resource: 'cpu', before: '500m', after: '700m', hard: '4' },
          { resource: 'memory', before: '640Mi', after: '896Mi', hard: '8Gi' },
          { resource: 'pods', before: '5', after: '7', hard: '30' },
          { resource: 'storage', before: '0', after: '0', hard: '50Gi' },
        ],
      },
      excess: [],
      warnings: [],
    });
  });

  it.each([
    ['a fixed number of replicas', { replicas: 7 }, '7'],
    [
      'the most that autoscaling allows',
      { autoscaling: { min: 1, max: 9, cpu: 80 }, replicas: undefined },
      '9',
    ],
    [
      'one run of a cron job',
      { type: 'cron', schedule: '@daily', replicas: undefined },
      '1',
    ],
    [
      'nothing of a suspended cron job',
      { type: 'cron', schedule: '@daily', replicas: 0 },
      '0',
    ],
    ['nothing of a sleeping service', { replicas: 0 }, '0'],
  ] as const)('counts %s', (_, spec, pods) => {
    expect(item(assess([], [service('shop', spec)]), 'pods')).toMatchObject({
      before: '0',
      after: pods,
    });
  });

  it('counts volumes, also of a service that sleeps', () => {
    const volumes = [
      { name: 'a', path: '/a', size: '5Gi' },
      { name: 'b', path: '/b', size: '512Mi' },
    ];
    expect(
      item(assess([], [service('db', { replicas: 0, volumes })]), 'storage'),
    ).toMatchObject({ after: '5632Mi' });
  });

  it('refuses what goes beyond the quota, and says what would fit', () => {
    const { excess, hint } = assess(
      [service('api', { replicas: 10 })],
      [service('shop', { replicas: 50 })],
    );
    expect(excess).toEqual([
      { resource: 'cpu', before: '1', after: '6', hard: '4' },
      { resource: 'pods', before: '10', after: '60', hard: '30' },
    ]);
    expect(hint).toBe(
      'At most 20 replicas of shop of this size fit; to have more, scale something else down or ask an owner of the tenant to raise the quota (update-tenant).',
    );
  });

  it('says that volumes are what does not fit', () => {
    const volumes = [{ name: 'a', path: '/a', size: '51Gi' }];
    const { excess, hint } = assess(
      [],
      [service('db', { replicas: 1, volumes })],
    );
    expect(excess).toEqual([
      { resource: 'storage', before: '0', after: '51Gi', hard: '50Gi' },
    ]);
    expect(hint).toContain('Ask for smaller volumes');
  });

  it('accepts exactly the quota, and warns that a rollout finds no room', () => {
    const exact = assess([], [service('shop', { replicas: 30 })], {
      quota: { ...QUOTA, cpu: '3' },
    });
    expect(exact.excess).toEqual([]);
    expect(exact.warnings).toEqual([
      'The quota leaves no cpu, pods for the extra pod of a rollout of shop: it may be stuck until something is scaled down',
    ]);
    expect(
      assess([], [service('shop', { replicas: 30, strategy: 'recreate' })], {
        quota: { ...QUOTA, cpu: '3' },
      }).warnings,
    ).toEqual([]);
  });

  it('lets a tenant over its quota shrink, but not grow', () => {
    const quota = { ...QUOTA, cpu: '1' };
    const before = [service('shop', { replicas: 20 })];
    const to = (replicas: number) =>
      assess(before, [service('shop', { replicas })], { quota }).excess;
    expect(to(15)).toEqual([]);
    expect(to(20)).toEqual([]);
    expect(to(21)).toEqual([
      { resource: 'cpu', before: '2', after: '2100m', hard: '1' },
    ]);
    expect(assess(before, ['shop'], { quota }).excess).toEqual([]);
  });

  it('refuses a quota below what is asked for, and names the least', () => {
    const tenant = (cpu: string) =>
      sampleTenant('acme', { quota: { ...QUOTA, cpu } });
    const before = [service('shop', { replicas: 12 })];
    const { excess, hint } = assess(before, [], { tenant: tenant('1') });
    expect(excess).toEqual([
      { resource: 'cpu', before: '1200m', after: '1200m', hard: '1' },
    ]);
    expect(hint).toBe(
      'The least that fits what acme asks for is cpu 1200m, memory 1536Mi, pods 12, storage 0.',
    );
    expect(assess(before, [], { tenant: tenant('1200m') }).excess).toEqual([]);
  });

  it('counts against the quota as the same change raises it', () => {
    const tenant = sampleTenant('acme', { quota: { ...QUOTA, cpu: '6' } });
    expect(
      assess([], [service('shop', { replicas: 30, resources: undefined })], {
        tenant,
      }).excess,
    ).toEqual([]);
  });

  it('says what it could not count instead of taking it for nothing', () => {
    const unknownProfile = service('api', { profile: 'giant' });
    const { warnings } = assess([unknownProfile], [service('shop')], {
      invalid: [
        'tenants/acme/services/broken/service.yaml',
        'tenants/acmeco/services/other/service.yaml',
      ],
    });
    expect(warnings).toEqual([
      'What broken, api asks for is not known and not counted: its document is not valid',
    ]);
  });

  it('has nothing to say about a tenant that is removed, or not touched', () => {
    expect(
      assessQuota(snapshotOf([service('shop')]), {
        tenants: new Map([['acme', undefined]]),
        services: new Map([['acme', new Map([['shop', undefined]])]]),
      }),
    ).toEqual([]);
    expect(
      assessQuota(snapshotOf([service('shop')]), {
        tenants: new Map(),
        services: new Map(),
      }),
    ).toEqual([]);
  });

  it('refuses exactly when more pods are asked for than fit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 4 }),
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 1, max: 60 }),
        (others, replicas, pods) => {
          const quota = { cpu: '100', memory: '100Gi', pods, storage: '0' };
          const before = others.map((each, index) =>
            service(`other${index}`, { replicas: each }),
          );
          const used = others.reduce((sum, each) => sum + each, 0);
          const { excess, hint } = assess(
            before,
            [service('shop', { replicas })],
            { quota },
          );
          expect(excess.length > 0).toBe(
            used + replicas > pods && replicas > 0,
          );
          const most = /At most (\d+)/.exec(hint ?? '')?.[1];
          expect(hint === undefined || Number(most)).toBe(
            hint === undefined || Math.max(0, pods - used),
          );
        },
      ),
    );
  });

  it('counts hundreds of services', () => {
    const before = Array.from({ length: 300 }, (_, index) =>
      service(`svc-${index}`, { replicas: 1 }),
    );
    expect(
      item(
        assess(before, [service('svc-0', { replicas: 2 })], {
          quota: { ...QUOTA, pods: 1000, cpu: '100' },
        }),
        'pods',
      ),
    ).toMatchObject({ before: '300', after: '301' });
  });
});
