import { ChangeFeed, type ChangeHint, type Changes } from './ChangeFeed';
import { PlatformError } from './PlatformError';

const SHOP: ChangeHint = { kind: 'service', tenant: 'acme', name: 'shop' };
const CART: ChangeHint = { kind: 'service', tenant: 'acme', name: 'cart' };

interface Connection {
  signal: AbortSignal;
  onOpen: () => void;
  onHint: (hint: ChangeHint) => void;
  end: () => void;
  fail: (error: Error) => void;
}

/** A feed whose connections and waits a test ends by hand. */
function createFeed() {
  const connections: Connection[] = [];
  const waits: Array<{ milliseconds: number; finish: () => void }> = [];
  const feed = ChangeFeed.create({
    connect: options =>
      new Promise((end, fail) => {
        connections.push({ ...options, end, fail });
      }),
    delay: milliseconds =>
      new Promise(finish => waits.push({ milliseconds, finish })),
  });
  return { feed, connections, waits };
}

/** Lets everything that is due happen. */
async function settle() {
  for (let turn = 0; turn < 10; turn++) {
    await Promise.resolve();
  }
}

describe('ChangeFeed', () => {
  it('connects once, however many listen, and leaves when nobody does', () => {
    const { feed, connections } = createFeed();

    const stopFirst = feed.subscribe(() => undefined);
    const stopSecond = feed.subscribe(() => undefined);
    expect(connections).toHaveLength(1);

    stopFirst();
    expect(connections[0].signal.aborted).toBe(false);
    stopSecond();
    expect(connections[0].signal.aborted).toBe(true);
  });

  it('tells hints that come in a burst together', async () => {
    const { feed, connections, waits } = createFeed();
    const heard: Changes[] = [];
    feed.subscribe(changes => heard.push(changes));
    connections[0].onOpen();

    connections[0].onHint(SHOP);
    connections[0].onHint(CART);
    expect(heard).toEqual([]);
    waits[0].finish();
    await settle();

    expect(heard).toEqual([[SHOP, CART]]);
    expect(waits).toHaveLength(1);
  });

  it('asks everybody to look while the stream is down, and again once it is back', async () => {
    const { feed, connections, waits } = createFeed();
    const heard: Changes[] = [];
    const statuses: string[] = [];
    feed.subscribeToStatus(() => statuses.push(feed.getStatus()));
    feed.subscribe(changes => heard.push(changes));
    connections[0].onOpen();
    expect(feed.getStatus()).toBe('live');

    connections[0].fail(new Error('gone'));
    await settle();
    expect(feed.getStatus()).toBe('polling');
    expect(feed.getFailure()).toBeInstanceOf(PlatformError);
    expect(heard).toEqual(['everything']);

    waits[0].finish();
    await settle();
    connections[1].onOpen();

    expect(heard).toEqual(['everything', 'everything']);
    expect(statuses).toEqual(['live', 'polling', 'live']);
  });

  it('keeps trying, a wait apart', async () => {
    const { feed, connections, waits } = createFeed();
    feed.subscribe(() => undefined);

    for (let attempt = 0; attempt < 3; attempt++) {
      connections[attempt].fail(new Error('gone'));
      await settle();
      expect(connections).toHaveLength(attempt + 1);
      expect(waits[attempt].milliseconds).toBe(5_000);
      waits[attempt].finish();
      await settle();
    }

    expect(connections).toHaveLength(4);
  });

  it('takes the end of a stream for an interruption without a fault', async () => {
    const { feed, connections } = createFeed();
    feed.subscribe(() => undefined);
    connections[0].onOpen();
    connections[0].end();
    await settle();

    expect(feed.getStatus()).toBe('polling');
    expect(feed.getFailure()).toBeUndefined();
  });

  it('says nothing more to those who left', async () => {
    const { feed, connections, waits } = createFeed();
    const heard: Changes[] = [];
    const stop = feed.subscribe(changes => heard.push(changes));
    connections[0].onHint(SHOP);
    stop();
    waits[0].finish();
    connections[0].end();
    await settle();

    expect(heard).toEqual([]);
    expect(connections).toHaveLength(1);
  });
});
