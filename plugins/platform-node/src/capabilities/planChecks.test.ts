import { sampleFiles } from '../testing/sampleFiles';
import { refusalOf } from '../testing/refusalOf';
import { putQuota, putService } from '../testing/serviceCapabilities';
import { TestPlatform } from '../testing/TestPlatform';

const IMAGE = { repository: 'ghcr.io/acme/shop', tag: '1.4.0' };

function input(spec: object = {}, service = 'shop') {
  return {
    tenant: 'acme',
    service,
    spec: { type: 'web', image: IMAGE, replicas: 2, ...spec },
  };
}

const PLATFORM = sampleFiles['platform.yaml'];

let platform: TestPlatform;
beforeEach(async () => {
  platform = await TestPlatform.create({
    capabilities: [putService(), putQuota],
  });
});
afterEach(() => platform.stop());

describe('the quota of a plan', () => {
  it('is shown with what is asked for before and after', async () => {
    await platform.carryOut('put-service', input());
    const { quota, warnings } = await platform.plan(
      'put-service',
      input({ replicas: 5 }),
    );
    expect(quota).toEqual({
      tenant: 'acme',
      items: [
        { resource: 'cpu', before: '200m', after: '500m', hard: '4' },
        { resource: 'memory', before: '256Mi', after: '640Mi', hard: '8Gi' },
        { resource: 'pods', before: '2', after: '5', hard: '30' },
        { resource: 'storage', before: '0', after: '0', hard: '50Gi' },
      ],
    });
    expect(warnings).toEqual([]);
  });

  it('refuses plan and start beyond it, with the numbers and what fits', async () => {
    const beyond = input({ replicas: 31 });
    const refusals = await Promise.all([
      refusalOf(platform.plan('put-service', beyond)),
      refusalOf(platform.start('put-service', beyond)),
    ]);
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({
        code: 'quota_exceeded',
        status: 422,
        message:
          'The services of acme would ask for more than its quota: pods 31 of 30',
        hint: expect.stringContaining('At most 30 replicas of shop'),
        details: {
          tenant: 'acme',
          items: [{ resource: 'pods', before: '0', after: '31', hard: '30' }],
        },
      });
    }
    expect(platform.ledger.accepted).toHaveLength(0);
  });

  it('is not lowered below what is asked for', async () => {
    await platform.carryOut('put-service', input({ replicas: 20 }));
    const quota = { cpu: '1', memory: '8Gi', pods: 30, storage: '50Gi' };
    const set = (cpu: string) =>
      platform.plan('put-quota', {
        tenant: 'acme',
        quota: { ...quota, cpu },
      });
    expect(await refusalOf(set('1'))).toMatchObject({
      code: 'quota_exceeded',
      hint: expect.stringContaining('cpu 2,'),
      details: {
        items: [{ resource: 'cpu', before: '2', after: '2', hard: '1' }],
      },
    });
    expect((await set('2')).quota?.items[0]).toEqual({
      resource: 'cpu',
      before: '2',
      after: '2',
      hard: '2',
    });
  });

  it('is left out where a plan touches no tenant or service', async () => {
    await platform.carryOut('put-service', input());
    const { quota, changes } = await platform.plan('put-service', input());
    expect([quota, changes]).toEqual([null, []]);
  });
});

describe('the policies of a plan', () => {
  const setPolicies = (policies: string) =>
    platform.push({ 'platform.yaml': `${PLATFORM}  policies: ${policies}\n` });

  it('are shown in the plan, and refuse the start', async () => {
    await setPolicies('{replicas: {action: deny, max: 3}}');
    const plan = await platform.plan('put-service', input({ replicas: 4 }));
    expect(plan.policy).toEqual([
      {
        rule: 'replicas',
        level: 'deny',
        message:
          'Deployment acme/shop: up to 4 replicas are more than the 3 that a service may have',
        hint: 'Ask for at most 3.',
      },
    ]);
    expect(
      await refusalOf(
        platform.start('put-service', input({ replicas: 4 }), {
          planHash: plan.hash,
        }),
      ),
    ).toMatchObject({
      code: 'policy_violation',
      status: 422,
      message:
        'The policy replicas of the platform does not allow it. Deployment acme/shop: up to 4 replicas are more than the 3 that a service may have',
      hint: 'Ask for at most 3.',
      details: { rule: 'replicas', tenant: 'acme', findings: plan.policy },
    });
    expect(platform.ledger.accepted).toHaveLength(0);
  });

  it('that only warn let it start', async () => {
    await setPolicies('{floatingTags: {action: warn, tags: [latest]}}');
    const spec = { image: { ...IMAGE, tag: 'latest' } };
    expect(
      (await platform.plan('put-service', input(spec))).policy,
    ).toMatchObject([{ rule: 'floatingTags', level: 'warn' }]);
    expect(
      (await platform.start('put-service', input(spec))).operation.state,
    ).toBe('queued');
  });

  it('that become stricter let what is there shrink', async () => {
    await platform.carryOut('put-service', input({ replicas: 9 }));
    await setPolicies('{replicas: {action: deny, max: 3}}');
    const levels = async (replicas: number) =>
      (await platform.plan('put-service', input({ replicas }))).policy.map(
        ({ level }) => level,
      );
    expect(await levels(10)).toEqual(['deny']);
    expect(await levels(8)).toEqual(['warn']);
    expect(await levels(3)).toEqual([]);
  });

  it('look at the document, also where it stays', async () => {
    await setPolicies('{probes: {action: deny}}');
    expect((await platform.plan('put-service', input())).policy).toMatchObject([
      { rule: 'probes', level: 'deny' },
    ]);
    const probes = { readiness: { path: '/readyz' } };
    expect(
      (await platform.plan('put-service', input({ probes }))).policy,
    ).toEqual([]);
  });
});

describe('the manifests of a plan', () => {
  it.each([
    [
      'replicas: 2',
      'replicas: two',
      'The plan holds an invalid Deployment acme/shop: spec.replicas must be integer',
    ],
    [
      'enableServiceLinks',
      'enableServiceLink',
      'The plan holds an invalid Deployment acme/shop: spec.template.spec.enableServiceLink Kubernetes knows no such field',
    ],
    [
      'namespace: acme',
      'namespace: globex',
      'The plan holds an invalid Deployment globex/shop: metadata.namespace must be acme, as its folder says, not globex',
    ],
  ])('are refused with %j as %j', async (from, to, message) => {
    const spoilt = await TestPlatform.create({
      capabilities: [
        putService(file => ({
          ...file,
          content: file.path.endsWith('deployment.yaml')
            ? (file.content?.replace(from, to) ?? null)
            : file.content,
        })),
      ],
    });
    const refusal = await refusalOf(spoilt.plan('put-service', input()));
    await spoilt.stop();
    expect(refusal).toMatchObject({ code: 'internal', message });
    expect(refusal.details).toMatchObject({
      faults: [
        { file: 'tenants/acme/services/shop/manifests/deployment.yaml' },
      ],
    });
  });
});

describe('a document that cannot be rendered', () => {
  it('is told with its fault', async () => {
    expect(
      await refusalOf(
        platform.plan('put-service', input({ profile: 'giant' })),
      ),
    ).toMatchObject({
      code: 'conflict',
      message:
        'The Service acme/shop is invalid: spec.profile: the platform has no profile "giant"; there is: none',
    });
  });
});
