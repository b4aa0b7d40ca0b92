import {
  refusalOf,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import { warning } from '../testing/clusterSamples';
import {
  createShopPlatform,
  shop,
  SHOP_DOCUMENT,
} from '../testing/ShopPlatform';
import { shopText } from '../testing/shopText';
import { getServiceEvents } from './getServiceEvents';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createShopPlatform();
  await platform.push({ [SHOP_DOCUMENT]: shopText('1') });
  platform.cluster.events.set('acme/shop', [
    warning('1', { lastSeen: '2026-03-01T08:00:00.000Z', reason: 'Old' }),
    warning('1', {
      type: 'Normal',
      lastSeen: '2026-03-01T09:30:00.000Z',
      reason: 'Scheduled',
      count: 1,
    }),
    warning('1', { lastSeen: '2026-03-01T09:59:00.000Z', count: 7 }),
  ]);
});
afterEach(() => platform.stop());

const read = (input: object = {}) =>
  platform.query('get-service-events', { ...shop, ...input }, 'eve');

describe('the events of a service', () => {
  it('say what happened to what, how often and when', async () => {
    const events = await read();
    expect(events).toMatchObject({
      events: {
        value: [
          { reason: 'Old' },
          { reason: 'Scheduled', type: 'Normal' },
          {
            type: 'Warning',
            reason: 'Failed',
            object: 'Pod shop-1-x',
            message: 'manifest unknown',
            count: 7,
            lastSeen: '2026-03-01T09:59:00.000Z',
            component: 'kubelet',
          },
        ],
        source: 'cluster',
      },
    });
    expect(() => getServiceEvents().output.parse(events)).not.toThrow();
  });

  it.each([
    [{ type: 'Warning' }, ['Old', 'Failed']],
    [{ since: '1h' }, ['Scheduled', 'Failed']],
    [{ limit: 1 }, ['Failed']],
    [{ type: 'Warning', since: '10s' }, []],
  ])('are narrowed down by %j', async (input, reasons) => {
    const { events } = await read(input);
    expect(events).toHaveProperty(
      'value',
      reasons.map(reason => expect.objectContaining({ reason })),
    );
  });

  it('are unknown while the cluster cannot be seen', async () => {
    platform.cluster.outage = 'gone';
    const events = await read();
    expect(events).toMatchObject({ events: { unknown: 'gone' } });
    expect(() => getServiceEvents().output.parse(events)).not.toThrow();
  });

  it.each([{ limit: 0 }, { limit: 501 }, { type: 'Bad' }, { since: 'x' }])(
    'are refused for %j',
    async input => {
      const error = await refusalOf(read(input));
      expect(error.code).toBe('invalid_input');
    },
  );
});
