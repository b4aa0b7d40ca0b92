import { z } from 'zod';
import {
  refusalOf,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import {
  application,
  cronJob,
  warning,
  workload,
} from '../testing/clusterSamples';
import {
  createShopPlatform,
  deployShop,
  shop,
  SHOP_DOCUMENT,
} from '../testing/ShopPlatform';
import { shopText } from '../testing/shopText';
import { getServiceStatus } from './getServiceStatus';
import { listServices } from './listServices';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createShopPlatform();
});
afterEach(() => platform.stop());

describe('what services look like', () => {
  beforeEach(async () => {
    await platform.push({
      [SHOP_DOCUMENT]: shopText('2'),
      'tenants/acme/services/api/service.yaml': shopText('1')
        .replace('name: shop', 'name: api')
        .replace('ghcr.io/acme/shop', 'ghcr.io/acme/backend'),
      'tenants/globex/services/shop/service.yaml': shopText('1').replace(
        'tenant: acme',
        'tenant: globex',
      ),
    });
  });

  const listing = z.object({
    items: z.array(z.object({ tenant: z.string(), service: z.string() })),
  });

  it.each([
    ['eve', {}, ['acme/api', 'acme/shop']],
    ['ben', {}, ['globex/shop']],
    ['admin', {}, ['acme/api', 'acme/shop', 'globex/shop']],
    ['admin', { tenant: 'acme', limit: 1 }, ['acme/api']],
    ['eve', { search: 'BACKEND' }, ['acme/api']],
    ['eve', { search: 'sho' }, ['acme/shop']],
    ['nobody', {}, []],
  ])('%s lists %j', async (user, input, names) => {
    const list = await platform.query('list-services', input, user);
    expect(() => listServices().output.parse(list)).not.toThrow();
    expect(
      listing
        .parse(list)
        .items.map(({ tenant, service }) => `${tenant}/${service}`),
    ).toEqual(names);
  });

  it('lists nothing of a tenant of others', async () => {
    const error = await refusalOf(
      platform.query('list-services', { tenant: 'globex' }),
    );
    expect(error.code).toBe('not_found');
  });

  it('shows the status of one with its events and last operation', async () => {
    const { id } = await deployShop(platform, '3', { state: 'failed' });
    platform.cluster.applications.set('acme.svc.shop', application());
    platform.cluster.workloads.set('acme/shop', workload('3'));
    platform.cluster.events.set('acme/shop', [warning('3')]);
    const status = await platform.query('get-service-status', shop, 'eve');
    expect(status).toMatchObject({
      desired: { tag: '3' },
      health: { value: { status: 'Healthy' } },
      pods: { value: [{ tag: '3' }] },
      events: { value: [{ source: 'warning' }] },
      lastOperation: { id, state: 'failed' },
    });
    expect(() => getServiceStatus().output.parse(status)).not.toThrow();
  });

  it('shows autoscaler, schedule, jobs and volumes of one', async () => {
    platform.cluster.autoscalers.set('acme/shop', {
      namespace: 'acme',
      name: 'shop',
      target: 'shop',
      min: 1,
      max: 5,
      current: 1,
      desired: 3,
      cpu: { target: 80, current: null },
      lastScaledAt: null,
      conditions: [
        {
          type: 'ScalingActive',
          status: 'False',
          reason: 'FailedGetResourceMetric',
          message: 'no metrics',
          lastTransitionTime: null,
        },
      ],
    });
    platform.cluster.cronJobs.set('acme/shop', cronJob({ suspended: true }));
    platform.cluster.claimsOf.set('acme/shop', [
      {
        namespace: 'acme',
        name: 'shop--data',
        uid: 'claim',
        phase: 'Pending',
        requested: '1Gi',
        capacity: null,
        storageClass: null,
        conditions: [],
      },
    ]);
    const status = await platform.query('get-service-status', shop, 'eve');
    expect(status).toMatchObject({
      autoscaling: {
        value: {
          desired: 3,
          cpu: { target: 80, current: null },
          conditions: [{ reason: 'FailedGetResourceMetric' }],
        },
      },
      schedule: { value: { schedule: '0 3 * * *', paused: true } },
      jobs: { value: [] },
      volumes: { value: [{ name: 'shop--data', phase: 'Pending' }] },
    });
    expect(() => getServiceStatus().output.parse(status)).not.toThrow();
  });

  it('shows in a list what the repository asks for', async () => {
    await platform.push({
      [SHOP_DOCUMENT]: `apiVersion: mctl.ai/v1
kind: Service
metadata: {name: shop, tenant: acme}
spec:
  type: worker
  image:
    repository: ghcr.io/acme/shop
    tag: "2"
    digest: sha256:${'a'.repeat(64)}
  autoscaling: {min: 2, max: 5, cpu: 80}
`,
    });
    const list = await platform.query('list-services', { search: 'shop' });
    expect(list).toMatchObject({
      items: [
        {
          release: `2@sha256:${'a'.repeat(64)}`,
          replicas: 2,
          autoscaling: { min: 2, max: 5, cpu: 80 },
          schedule: null,
          host: null,
        },
      ],
    });
  });

  it('goes through all services page by page, each once', async () => {
    const seen: string[] = [];
    let cursor: unknown;
    do {
      const page = await platform.query(
        'list-services',
        { limit: 1, ...(cursor !== undefined && { cursor }) },
        'admin',
      );
      seen.push(
        ...listing
          .parse(page)
          .items.map(each => `${each.tenant}/${each.service}`),
      );
      cursor = page.nextCursor;
    } while (cursor !== undefined && seen.length < 10);
    expect(seen).toEqual(['acme/api', 'acme/shop', 'globex/shop']);
  });

  it('takes no cursor that it did not hand out', async () => {
    const { nextCursor } = await platform.query('list-services', { limit: 1 });
    for (const cursor of [
      Buffer.from('acme/api').toString('base64url'),
      `${String(nextCursor).slice(0, -3)}AAA`,
    ]) {
      const error = await refusalOf(
        platform.query('list-services', { limit: 1, cursor }),
      );
      expect(error).toMatchObject({ code: 'invalid_input', status: 400 });
    }
    const foreign = await refusalOf(
      platform.query('list-services', { limit: 1, cursor: nextCursor }, 'eve'),
    );
    expect(foreign.code).toBe('invalid_input');
  });

  it('shows a status while the cluster cannot be seen', async () => {
    platform.cluster.outage = 'connection refused';
    const status = await platform.query('get-service-status', shop);
    expect(status).toMatchObject({
      desired: { tag: '2' },
      health: { unknown: 'connection refused' },
      sync: { unknown: 'connection refused' },
      replicas: { unknown: 'connection refused' },
      pods: { unknown: 'connection refused' },
      events: { unknown: 'connection refused' },
      lastOperation: null,
    });
    expect(() => getServiceStatus().output.parse(status)).not.toThrow();
  });
});
