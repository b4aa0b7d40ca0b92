import { EventEmitter, once } from 'node:events';
import {
  createServer,
  get,
  type IncomingMessage,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import type { KubeObject } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { findByKind, type ResourceType } from '../store/resources';
import { ManualClock } from '../testing/ManualClock';
import { newStore } from '../testing/newStore';
import { streamWatch, type WatchRequest } from './watchStream';

const MAPS = findByKind('v1', 'ConfigMap') as ResourceType;

describe('streamWatch', () => {
  let clock: ManualClock;
  let store: ObjectStore;
  let server: Server;
  let options: Partial<WatchRequest>;
  const left = new EventEmitter();

  beforeEach(async () => {
    clock = new ManualClock();
    store = newStore({ clock, namespaces: ['acme'], historyLimit: 5 });
    options = {};
    server = createServer((_, response) => {
      response.on('close', () => left.emit('left'));
      streamWatch({
        request: {
          type: MAPS,
          selects: () => true,
          since: undefined,
          initialEvents: options.since === undefined,
          initialEventsEnd: false,
          bookmarks: false,
          timeoutMs: undefined,
          present: object => object,
          ...options,
        },
        store,
        clock,
        response,
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });

  /** Watches; `next` reads one more change. */
  async function watch(request: Partial<WatchRequest> = {}) {
    options = request;
    const { port } = server.address() as AddressInfo;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port }, resolve).on('error', reject);
    });
    const lines = createInterface({ input: response })[Symbol.asyncIterator]();
    return {
      async next() {
        const { value, done } = await lines.next();
        return done ? undefined : JSON.parse(value);
      },
      async leave() {
        const gone = once(left, 'left');
        response.destroy();
        await gone;
      },
    };
  }
  const create = (name: string, labels = {}) =>
    store.create(MAPS, { metadata: { name, namespace: 'acme', labels } });
  const label = (name: string, tier: string) =>
    store.modify(MAPS, 'acme', name, draft => {
      draft.metadata.labels = { tier };
    });
  const change = (type: string, name: string) => ({
    type,
    object: { metadata: { name } },
  });

  it('begins with all there is, and goes on with what changes', async () => {
    create('a');
    const { next } = await watch();
    expect(await next()).toMatchObject(change('ADDED', 'a'));
    label('a', 'web');
    create('b');
    store.delete(MAPS, 'acme', 'a');
    store.create(findByKind('v1', 'Secret') as ResourceType, {
      metadata: { name: 'other', namespace: 'acme' },
    });
    create('c');
    expect(await next()).toMatchObject(change('MODIFIED', 'a'));
    expect(await next()).toMatchObject(change('ADDED', 'b'));
    expect(await next()).toMatchObject(change('DELETED', 'a'));
    expect(await next()).toMatchObject(change('ADDED', 'c'));
  });

  it('goes on after a version, without what came before', async () => {
    create('a');
    const since = store.resourceVersion;
    create('b');
    const { next } = await watch({ since });
    expect(await next()).toMatchObject(change('ADDED', 'b'));
    create('c');
    expect(await next()).toMatchObject(change('ADDED', 'c'));
  });

  it('ends with 410 when the version is forgotten, or was never there', async () => {
    const since = store.resourceVersion;
    for (let count = 0; count < 20; count += 1) {
      create(`m${count}`);
    }
    for (const version of [since, store.resourceVersion + 1]) {
      const { next } = await watch({ since: version });
      expect(await next()).toMatchObject({
        type: 'ERROR',
        object: { kind: 'Status', code: 410, reason: 'Expired' },
      });
      expect(await next()).toBeUndefined();
    }
  });

  it('tells of objects that come into the selection and leave it', async () => {
    const selects = ({ metadata }: KubeObject) =>
      metadata.labels?.tier === 'web';
    create('a');
    const { next } = await watch({ selects });
    label('a', 'web');
    label('a', 'db');
    create('b');
    label('b', 'web');
    store.delete(MAPS, 'acme', 'b');
    expect(await next()).toMatchObject(change('ADDED', 'a'));
    expect(await next()).toMatchObject(change('DELETED', 'a'));
    expect(await next()).toMatchObject(change('ADDED', 'b'));
    expect(await next()).toMatchObject(change('DELETED', 'b'));
  });

  it('sends bookmarks to who asks for them', async () => {
    const { next } = await watch({ bookmarks: true });
    const version = String(store.resourceVersion);
    clock.advance(20_000);
    const bookmark = {
      type: 'BOOKMARK',
      object: {
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: { resourceVersion: version },
      },
    };
    expect(await next()).toEqual(bookmark);
    expect(await next()).toEqual(bookmark);
    const quiet = await watch();
    clock.advance(20_000);
    create('a');
    expect(await quiet.next()).toMatchObject(change('ADDED', 'a'));
  });

  it('ends when its time is over', async () => {
    const { next } = await watch({ timeoutMs: 60_000 });
    create('a');
    expect(await next()).toMatchObject(change('ADDED', 'a'));
    clock.advance(60_000);
    expect(await next()).toBeUndefined();
  });

  it('presents objects in the form that is asked for', async () => {
    const { next } = await watch({
      present: ({ metadata }) => ({ kind: 'Table', name: metadata.name }),
    });
    create('a');
    expect(await next()).toEqual({
      type: 'ADDED',
      object: { kind: 'Table', name: 'a' },
    });
  });

  it('asks nothing any more of a client that left', async () => {
    let presented = 0;
    const { next, leave } = await watch({
      bookmarks: true,
      present(object) {
        presented += 1;
        return object;
      },
    });
    create('a');
    await next();
    await leave();
    create('b');
    clock.advance(60_000);
    expect(presented).toBe(1);
  });
});
