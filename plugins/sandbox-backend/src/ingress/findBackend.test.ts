import { INGRESSES, PODS, SERVICES } from '../store/resources';
import { newStore } from '../testing/newStore';
import { findBackend, isEndpoint, targetOf } from './findBackend';

const HOST = 'shop--acme.localhost';

function start() {
  const store = newStore({ namespaces: ['acme'] });
  const service = (name: string) =>
    store.create(SERVICES, {
      metadata: { name, namespace: 'acme' },
      spec: {
        selector: { app: name },
        ports: [
          { name: 'http', port: 80, targetPort: 'http' },
          { name: 'admin', port: 81, targetPort: 9000 },
        ],
      },
    });
  ['shop', 'api', 'exact'].forEach(service);
  store.create(INGRESSES, {
    metadata: { name: 'shop', namespace: 'acme' },
    spec: {
      rules: [
        {
          host: HOST,
          http: {
            paths: [
              { path: '/shop', backend: { service: { name: 'shop' } } },
              {
                path: '/shop/api',
                backend: { service: { name: 'api', port: { number: 81 } } },
              },
              {
                path: '/exact',
                pathType: 'Exact',
                backend: { service: { name: 'exact', port: { name: 'http' } } },
              },
              {
                path: '/none',
                backend: { service: { name: 'shop', port: { number: 99 } } },
              },
            ],
          },
        },
      ],
    },
  });
  return store;
}

describe('findBackend', () => {
  // The rules of Ingress paths: the longest match wins, by whole segments.
  it.each([
    ['/shop', 'shop:80'],
    ['/shop/', 'shop:80'],
    ['/shop/cart', 'shop:80'],
    ['/shop/api', 'api:81'],
    ['/shop/api/v1', 'api:81'],
    ['/shop/apis', 'shop:80'],
    ['/exact', 'exact:80'],
    ['/shops', 'unknown-path'],
    ['/exact/more', 'unknown-path'],
    ['/', 'unknown-path'],
    ['/none', 'unknown-service'],
  ])('%s goes to %s', (path, expected) => {
    const found = findBackend(start(), HOST, path);
    expect(
      typeof found === 'string'
        ? found
        : `${found.service.metadata.name}:${found.port.port}`,
    ).toBe(expected);
  });

  it('knows no host that no ingress names', () => {
    expect(findBackend(start(), 'other', '/shop')).toBe('unknown-host');
  });

  it('finds the pods of the service, ready or not', () => {
    const store = start();
    for (const [name, app] of [
      ['a', 'shop'],
      ['b', 'shop'],
      ['c', 'api'],
    ]) {
      store.create(PODS, {
        metadata: { name, namespace: 'acme', labels: { app } },
        spec: { containers: [{ name: 'main', image: 'a:1' }] },
      });
    }
    const found = findBackend(store, HOST, '/shop');
    expect(
      typeof found !== 'string' &&
        found.pods.map(({ metadata }) => metadata.name),
    ).toEqual(['a', 'b']);
  });
});

describe('endpoints', () => {
  const pod = (ready: 'True' | 'False' | undefined) => {
    const store = newStore({ namespaces: ['acme'] });
    store.create(PODS, {
      metadata: { name: 'a', namespace: 'acme' },
      spec: {
        nodeName: 'one',
        containers: [
          { name: 'side', image: 'a:1' },
          {
            name: 'main',
            image: 'a:1',
            ports: [{ name: 'http', containerPort: 8080 }],
          },
        ],
      },
    });
    const made = store.modify(PODS, 'acme', 'a', draft => {
      draft.status = {
        phase: 'Running',
        conditions: ready && [{ type: 'Ready', status: ready }],
      };
    });
    if (!made) {
      throw new Error('the pod is gone');
    }
    return { store, made };
  };

  it.each([
    ['True', true],
    ['False', false],
    [undefined, false],
  ] as const)('a pod that is ready: %s is one: %p', (ready, is) => {
    expect(isEndpoint(pod(ready).made)).toBe(is);
  });

  it('a pod on its way out is none any more', () => {
    const { store } = pod('True');
    store.delete(PODS, 'acme', 'a');
    const leaving = store.get(PODS, 'acme', 'a');
    expect(leaving && isEndpoint(leaving)).toBe(false);
  });

  it.each([
    [{ port: 80, targetPort: 'http' }, 'main', 8080],
    [{ port: 80, targetPort: 8080 }, 'main', 8080],
    [{ port: 8080 }, 'main', 8080],
    [{ port: 80, targetPort: 9000 }, 'side', 9000],
  ])('%j is asked of %s at %i', (port, name, number) => {
    expect(targetOf(pod('True').made, port)).toMatchObject({
      container: { name },
      port: number,
    });
  });

  it('a port by a name that no container has is nowhere', () => {
    expect(
      targetOf(pod('True').made, { port: 80, targetPort: 'web' }),
    ).toBeUndefined();
  });
});
