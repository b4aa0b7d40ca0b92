import type { Operation, OperationEvent } from '@mctl/plugin-platform-common';
import { EventStream } from '../__testUtils__/EventStream';
import { TestPlatform, type Person } from '../__testUtils__/TestPlatform';

jest.setTimeout(30_000);

describe('event streams', () => {
  let platform: TestPlatform;
  const streams: EventStream[] = [];
  const unused = [...'abcdefghijklmnopqrstuvwxyz'];

  beforeEach(async () => {
    platform = await TestPlatform.start();
  });

  afterEach(async () => {
    streams.splice(0).forEach(stream => stream.leave());
    await platform.stop();
  });

  async function open(
    person: Person,
    path: string,
    headers: Record<string, string> = {},
  ): Promise<EventStream> {
    const stream = await EventStream.open(`${platform.url}${path}`, {
      ...platform.headers(person),
      ...headers,
    });
    streams.push(stream);
    return stream;
  }

  async function write(person: Person = 'ada', tenant = 'acme') {
    const { body } = await platform
      .start(person, {
        operation: 'write-note',
        input: { tenant, note: `note${unused.shift()}`, text: 'hi' },
      })
      .expect(202);
    return body as Operation;
  }

  async function finish(id: string): Promise<Operation> {
    const { body } = await platform.get('guest', `/operations/${id}?wait=20`);
    return body;
  }

  const nameOf = (data: OperationEvent['data']) => {
    if ('state' in data) {
      return data.state;
    }
    return 'step' in data ? `${data.step.name} ${data.step.state}` : 'log';
  };

  describe('of an operation', () => {
    it('tell everything in order while it happens, and end with it', async () => {
      const { id } = await write();
      const stream = await open('eve', `/operations/${id}/events`);
      expect(stream.response.status).toBe(200);
      expect(stream.response.headers.get('content-type')).toBe(
        'text/event-stream',
      );
      expect(stream.response.headers.get('cache-control')).toContain(
        'no-store',
      );

      const told: string[] = [];
      const ids: string[] = [];
      for (;;) {
        const event = await stream.next();
        if (!event) {
          break;
        }
        const data = JSON.parse(event.data);
        told.push(nameOf(data));
        ids.push(String(event.id));
        expect(event.event).toBe('state' in data ? 'state' : 'step');
        if (told[told.length - 1] === 'sync running') {
          await platform.syncAlways();
        }
      }
      expect(told[0]).toBe('queued');
      expect(told[told.length - 1]).toBe('succeeded');
      expect(told.indexOf('commit succeeded')).toBeLessThan(
        told.indexOf('sync succeeded'),
      );
      expect(ids).toEqual(ids.map((_, index) => String(index + 1)));
      await expect(finish(id)).resolves.toMatchObject({ state: 'succeeded' });
    });

    it('go on after the event that was seen last', async () => {
      await platform.syncAlways();
      const { id } = await write();
      await finish(id);
      const all = await (await open('ada', `/operations/${id}/events`)).rest();
      const last = all.length;

      for (const seen of [0, 2, last - 1]) {
        const resumed = await open('ada', `/operations/${id}/events`, {
          'Last-Event-ID': String(seen),
        });
        await expect(resumed.rest()).resolves.toEqual(all.slice(seen));
      }
      const over = await open('ada', `/operations/${id}/events`, {
        'Last-Event-ID': String(last),
      });
      await expect(over.rest()).resolves.toEqual([]);
    });

    it('tell several who listen the same', async () => {
      const { id } = await write();
      const listening = await Promise.all(
        (['ada', 'eve', 'guest'] as const).map(person =>
          open(person, `/operations/${id}/events`),
        ),
      );
      await platform.syncAlways();
      const [first, ...others] = await Promise.all(
        listening.map(stream => stream.rest()),
      );
      expect(first.length).toBeGreaterThan(5);
      others.forEach(events => expect(events).toEqual(first));
    });

    it('go on for others when one leaves', async () => {
      const { id } = await write();
      const leaving = await open('ada', `/operations/${id}/events`);
      const staying = await open('eve', `/operations/${id}/events`);
      await leaving.next();
      leaving.leave();
      await platform.syncAlways();
      const events = await staying.rest();
      expect(JSON.parse(events[events.length - 1].data)).toMatchObject({
        state: 'succeeded',
      });
    });

    it.each(['x', '-1', '1.5', '99999999999'])(
      'refuse %p as what was seen last',
      async seen => {
        const { id } = await write();
        const { body } = await platform
          .get('ada', `/operations/${id}/events`)
          .set('Last-Event-ID', seen)
          .expect(400);
        expect(body.error.code).toBe('invalid_input');
      },
    );
  });

  describe('of changes', () => {
    it('tell members what to look at again, and nobody else', async () => {
      const ada = await open('ada', '/changes');
      const ben = await open('ben', '/changes');
      const guest = await open('guest', '/changes?tenant=globex');
      platform.cluster.tell({ kind: 'Pod', namespace: 'acme', name: 'shop-1' });
      platform.cluster.tell({ kind: 'Pod', namespace: 'globex', name: 'x-1' });

      const first = async (stream: EventStream) => {
        const event = await stream.next();
        return [event?.event, JSON.parse(String(event?.data))];
      };
      await expect(first(ada)).resolves.toEqual([
        'change',
        { kind: 'tenant', tenant: 'acme', name: 'acme' },
      ]);
      const globex = { kind: 'tenant', tenant: 'globex', name: 'globex' };
      await expect(first(ben)).resolves.toEqual(['change', globex]);
      await expect(first(guest)).resolves.toEqual(['change', globex]);
    });

    it('tell of operations and of pushes', async () => {
      const stream = await open('eve', '/changes?tenant=acme');
      const { id } = await write();
      const seen = new Set<string>();
      while (!seen.has(`operation ${id}`) || !seen.has('tenant acme')) {
        const event = await stream.next();
        const { kind, name } = JSON.parse(String(event?.data));
        seen.add(`${kind} ${name}`);
      }
      expect(seen).toEqual(new Set([`operation ${id}`, 'tenant acme']));
    });

    it('stop with the membership', async () => {
      const eve = await open('eve', '/changes');
      const ada = await open('ada', '/changes');
      const path = 'tenants/acme/tenant.yaml';
      const document = JSON.parse(await platform.test.read(path));
      const expelled = structuredClone(document);
      expelled.spec.members = [{ user: 'ada', role: 'owner' }];
      await platform.test.push(path, JSON.stringify(expelled));
      await expect(ada.next()).resolves.toBeDefined();
      platform.cluster.tell({ kind: 'Namespace', name: 'acme' });
      await expect(ada.next()).resolves.toBeDefined();

      // What eve hears first is that she is back: the two before passed her by.
      await platform.test.push(
        'tenants/globex/tenant.yaml',
        (await platform.test.read('tenants/globex/tenant.yaml')).replace(
          '"ben"',
          '"eve"',
        ),
      );
      await expect(eve.next()).resolves.toMatchObject({
        data: expect.stringContaining('globex'),
      });
    });

    it.each(['ACME', 'a', 'acme&tenant=globex'])(
      'refuse %p as the tenant',
      async tenant => {
        const { body } = await platform
          .get('ada', `/changes?tenant=${tenant}`)
          .expect(400);
        expect(body.error.code).toBe('invalid_input');
      },
    );
  });
});
