import {
  refusalOf,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import { pod, workload } from '../testing/clusterSamples';
import {
  createShopPlatform,
  shop,
  SHOP_DOCUMENT,
} from '../testing/ShopPlatform';
import { shopText } from '../testing/shopText';
import { getServiceLogs } from './getServiceLogs';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createShopPlatform();
  await platform.push({ [SHOP_DOCUMENT]: shopText('1') });
  platform.cluster.workloads.set('acme/shop', workload('1'));
  platform.logs.lines.set('acme/shop', [
    line('09:00:00', 'INFO started'),
    line('09:30:00', 'ERROR GET /cart 500'),
    line('09:59:00', '{"level":"warn","msg":"slow"}'),
  ]);
});
afterEach(() => platform.stop());

function line(time: string, text: string) {
  return {
    time: `2026-03-01T${time}.000000000Z`,
    pod: 'shop-1-x',
    container: 'shop',
    text,
  };
}

const read = (input: object = {}, user = 'eve') =>
  platform.query('get-service-logs', { ...shop, ...input }, user);

const refused = (input: object, user?: string) => refusalOf(read(input, user));

describe('the logs of a service', () => {
  it('are lines with time, pod and level, newest last', async () => {
    const logs = await read();
    expect(logs).toMatchObject({
      tenant: 'acme',
      service: 'shop',
      lines: {
        value: [
          { text: 'INFO started', level: 'info' },
          { text: 'ERROR GET /cart 500', level: 'error' },
          {
            time: '2026-03-01T09:59:00.000000000Z',
            pod: 'shop-1-x',
            container: 'shop',
            level: 'warn',
          },
        ],
        source: 'cluster',
        observedAt: '2026-03-01T10:00:00.000Z',
      },
      sources: { value: [{ pod: 'shop-1-x', container: 'shop', lines: 3 }] },
      more: false,
    });
    expect(() => getServiceLogs().output.parse(logs)).not.toThrow();
  });

  it.each([
    [
      { since: '45m' },
      ['ERROR GET /cart 500', '{"level":"warn","msg":"slow"}'],
    ],
    [{ since: '2026-03-01T08:00:00Z', until: '30m' }, ['INFO started']],
    [{ level: 'error' }, ['ERROR GET /cart 500']],
    [{ text: 'get' }, ['ERROR GET /cart 500']],
    [{ pattern: '"msg":"s\\w+"' }, ['{"level":"warn","msg":"slow"}']],
    [{ container: 'shop', limit: 1 }, ['{"level":"warn","msg":"slow"}']],
    [{ text: 'nowhere' }, []],
  ])('are narrowed down by %j', async (input, texts) => {
    const { lines } = await read(input);
    expect(lines).toMatchObject({ value: texts.map(text => ({ text })) });
    expect(lines).toHaveProperty('value.length', texts.length);
  });

  it('say that there is more', async () => {
    expect(await read({ limit: 2 })).toMatchObject({ more: true });
    expect(platform.logs.requests[0]).toMatchObject({ limit: 2 });
    await read();
    expect(platform.logs.requests[1]).toMatchObject({ limit: 200 });
  });

  it('are those of before the last restart on request', async () => {
    platform.logs.previous.set('acme/shop', [line('08:00:00', 'panic: no')]);
    expect(await read({ previous: true })).toMatchObject({
      lines: { value: [{ text: 'panic: no' }] },
    });
  });

  it('name what cannot be read', async () => {
    const unread = { pod: 'shop-1-y', container: 'shop', unknown: 'forbidden' };
    platform.logs.unreadable.push(unread);
    const logs = await read();
    expect(logs).toMatchObject({ sources: { value: [{ lines: 3 }, unread] } });
    expect(() => getServiceLogs().output.parse(logs)).not.toThrow();
  });

  it('are unknown, not empty, when nothing can be read', async () => {
    platform.logs.outage = 'no pod could be read';
    const logs = await read();
    expect(logs).toMatchObject({
      lines: { unknown: 'no pod could be read', source: 'cluster' },
      sources: { unknown: 'no pod could be read' },
    });
    expect(() => getServiceLogs().output.parse(logs)).not.toThrow();
  });
});

describe('a request for logs', () => {
  it.each<[object, string]>([
    [{ limit: 0 }, 'limit'],
    [{ limit: 1_000_000_000 }, 'limit'],
    [{ limit: 1.5 }, 'limit'],
    [{ since: '2027-01-01T00:00:00Z' }, 'since'],
    [{ since: 'yesterday' }, 'since'],
    [{ since: '1h', until: '2h' }, 'until'],
    [{ pattern: '(' }, 'pattern'],
    [{ pattern: 'a'.repeat(201) }, 'pattern'],
    [{ text: 'a\0b' }, 'text'],
    [{ pattern: 'a\0b' }, 'pattern'],
    [{ text: '\ud800' }, 'text'],
    [{ text: '' }, 'text'],
    [{ level: 'loud' }, 'level'],
    [{ container: '../secrets' }, 'container'],
    [{ container: 'shop\0' }, 'container'],
    [{ follow: true }, 'follow'],
  ])('is refused when it says %j', async (input, path) => {
    const error = await refused(input);
    expect(error).toMatchObject({ code: 'invalid_input', status: 400 });
    expect(error.faults?.map(fault => fault.path)).toEqual([path]);
    expect(platform.logs.requests).toEqual([]);
  });

  it('names the containers when it asks for another', async () => {
    const both = pod('1');
    platform.cluster.workloads.set(
      'acme/shop',
      workload('1', {
        pods: [
          {
            ...both,
            containers: [
              ...both.containers,
              { ...both.containers[0], name: 'proxy' },
            ],
          },
        ],
      }),
    );
    expect(await refused({ container: 'web' })).toMatchObject({
      code: 'not_found',
      status: 404,
      message: 'The service "shop" has no container "web"',
      hint: 'Its containers: proxy, shop.',
    });
    await expect(read({ container: 'proxy' })).resolves.toBeDefined();
  });

  it('leaves the container alone while the pods are not known', async () => {
    platform.cluster.outage = 'gone';
    platform.logs.outage = 'gone';
    expect(await read({ container: 'web' })).toMatchObject({
      lines: { unknown: 'gone' },
    });
  });

  it.each([
    ['of a service that is not there', { service: 'other' }, 'eve'],
    ['of a tenant of others', {}, 'ben'],
  ])('%s finds nothing', async (_, input, user) => {
    expect(await refused(input, user)).toMatchObject({ code: 'not_found' });
    expect(platform.logs.requests).toEqual([]);
  });
});
