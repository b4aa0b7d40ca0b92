import fc from 'fast-check';
import { ManualClock } from '../testing/ManualClock';
import type { ServedRequest } from './IngressServer';
import { RequestMeter } from './RequestMeter';

const SECOND = 1000;
const REQUEST: ServedRequest = {
  namespace: 'acme',
  ingress: 'shop',
  service: 'shop',
  host: 'shop--acme.localhost',
  method: 'GET',
  status: 200,
  latencyMs: 8,
};

function start() {
  const clock = new ManualClock();
  const meter = RequestMeter.create({ clock });
  const record = (fields: Partial<ServedRequest> = {}, times = 1) => {
    for (let count = 0; count < times; count += 1) {
      meter.record({ ...REQUEST, ...fields });
    }
  };
  return { clock, meter, record };
}

describe('totals of requests', () => {
  it('add up what is of one kind, in seconds', () => {
    const { meter, record } = start();
    record({ latencyMs: 8 });
    record({ latencyMs: 2500 });
    const { latencyMs: _, ...kind } = REQUEST;
    expect(meter.totals()).toEqual([
      { ...kind, count: 2, seconds: expect.closeTo(2.508) },
    ]);
  });

  it.each([
    { status: 502 },
    { method: 'POST' },
    { host: 'www.acme.example' },
    { service: 'web' },
  ])('are told apart by %j', fields => {
    const { meter, record } = start();
    record();
    record(fields, 2);
    expect(meter.totals().map(({ count }) => count)).toEqual([1, 2]);
    expect(meter.totals()[1]).toMatchObject(fields);
  });

  it('are of one kind for whatever methods a client makes up', () => {
    const { meter, record } = start();
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), method => record({ method })),
    );
    expect(meter.totals()).toEqual([
      expect.objectContaining({ method: 'OTHER', count: 100 }),
    ]);
  });

  it('never fall, as counters do not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ms: fc.nat(90 * SECOND), times: fc.nat(5) })),
        steps => {
          const { clock, meter, record } = start();
          const sum = () =>
            meter.totals().reduce((all, { count }) => all + count, 0);
          let expected = 0;
          for (const { ms, times } of steps) {
            record({}, times);
            expected += times;
            clock.advance(ms);
            expect(sum()).toBe(expected);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('stop at very many kinds, and still count those that there are', () => {
    const { meter, record } = start();
    for (let count = 0; count < 5100; count += 1) {
      record({ host: `${count}.localhost` });
    }
    record({ host: '0.localhost' });
    expect(meter.totals()).toHaveLength(5000);
    expect(meter.totals()[0].count).toBe(2);
  });
});

describe('the rate of requests', () => {
  it('is their mean over half a minute', () => {
    const { meter, record } = start();
    record({}, 60);
    expect(meter.rate('acme', 'shop')).toBe(2);
  });

  it('falls to nothing when nobody asks any more', () => {
    const { clock, meter, record } = start();
    record({}, 30);
    clock.advance(29 * SECOND);
    expect(meter.rate('acme', 'shop')).toBe(1);
    clock.advance(SECOND);
    expect(meter.rate('acme', 'shop')).toBe(0);
  });

  it('counts every answer, whatever its status and method', () => {
    const { meter, record } = start();
    record({ status: 200 }, 15);
    record({ status: 502, method: 'BREW' }, 15);
    expect(meter.rate('acme', 'shop')).toBe(1);
  });

  it('is of one service of one tenant', () => {
    const { meter, record } = start();
    record({}, 30);
    expect(meter.rate('acme', 'web')).toBe(0);
    expect(meter.rate('other', 'shop')).toBe(0);
  });

  it('is what was asked in the window, whatever was before', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 20 }), gaps => {
        const { clock, meter, record } = start();
        const asked: number[] = [];
        for (const gap of gaps) {
          clock.advance(gap * SECOND);
          record();
          asked.push(clock.now().getTime());
        }
        const since = clock.now().getTime() - 30 * SECOND;
        const recent = asked.filter(time => time > since).length;
        expect(meter.rate('acme', 'shop')).toBeCloseTo(recent / 30);
      }),
      { numRuns: 50 },
    );
  });
});
