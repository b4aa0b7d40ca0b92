import type { KubernetesObject } from '@kubernetes/client-node';
import { StubServer } from '../testing/StubServer';
import { listObjects } from './listObjects';

const PATH = '/api/v1/pods';
const object = (name: string) => ({
  metadata: { name, annotations: { large: 'x' } },
});
const trim = ({ metadata }: KubernetesObject) => ({
  metadata: { name: metadata?.name },
});
const page = (names: string[], next?: string) => ({
  json: {
    metadata: { resourceVersion: '7', ...(next && { continue: next }) },
    items: names.map(object),
  },
});

describe('listObjects', () => {
  let server: StubServer;
  beforeEach(async () => {
    server = await StubServer.start(() => page([]));
  });
  afterEach(() => server.stop());

  const list = () => listObjects(server.load(), PATH, trim);
  const tokens = () =>
    server.requests.map(url => url.searchParams.get('continue'));

  it('lists page by page and keeps what is read', async () => {
    server.answerWith(url => {
      switch (url.searchParams.get('continue')) {
        case null:
          return page(['a', 'b'], 'second');
        case 'second':
          return page(['c'], 'third');
        default:
          return page([], '');
      }
    });
    expect(await list()).toMatchObject({
      metadata: { resourceVersion: '7' },
      items: ['a', 'b', 'c'].map(name => ({ metadata: { name } })),
    });
    expect(tokens()).toEqual([null, 'second', 'third']);
    expect(server.requests[0].searchParams.get('limit')).toBe('500');
  });

  it('begins again when the pages are too old to go on', async () => {
    let expired = false;
    server.answerWith(url => {
      if (!url.searchParams.get('continue')) {
        return page(['a'], 'second');
      }
      if (expired) {
        return page(['b']);
      }
      expired = true;
      return { status: 410, json: { reason: 'Expired' } };
    });
    const { items } = await list();
    expect(items).toHaveLength(2);
    expect(tokens()).toEqual([null, 'second', null, 'second']);
  });

  it('gives up when the pages are always too old', async () => {
    server.answerWith(() => ({ status: 410, json: { message: 'too old' } }));
    await expect(list()).rejects.toThrow(
      'The cluster answered 410 to /api/v1/pods?limit=500: too old',
    );
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    ['JSON', { message: 'pods is forbidden' }, 'pods is forbidden'],
    ['text', 'Unauthorized', '"Unauthorized"'],
  ])('says why it was refused, in %s', async (_, json, reason) => {
    server.answerWith(() => ({ status: 403, json }));
    await expect(list()).rejects.toThrow(
      `403 to /api/v1/pods?limit=500: ${reason}`,
    );
    expect(server.requests).toHaveLength(1);
  });

  it('fails on what is no JSON', async () => {
    server.answerWith(() => ({ text: '<html>' }));
    await expect(list()).rejects.toThrow('cannot be read');
  });
});
