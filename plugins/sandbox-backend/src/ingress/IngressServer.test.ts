import { mockServices } from '@backstage/backend-test-utils';
import request from 'supertest';
import { INGRESSES, PODS, SERVICES } from '../store/resources';
import { FaultCluster } from '../faults/__testUtils__/FaultCluster';
import { IngressServer, type ServedRequest } from './IngressServer';
import { ServiceGateway } from './ServiceGateway';

const HOST = 'shop--acme.localhost';
const SECOND = 1000;

describe('IngressServer', () => {
  let cluster: FaultCluster;
  let server: IngressServer;
  let url: string;
  let served: ServedRequest[];
  const logger = mockServices.logger.mock();

  const get = (path = '/', host = HOST) =>
    request(url).get(path).set('host', host);

  beforeEach(async () => {
    cluster = new FaultCluster();
    served = [];
    server = IngressServer.create({
      gateway: ServiceGateway.create(cluster),
      clock: cluster.clock,
      logger,
      own: async ({ url: path }, response) => {
        if (path === '/metrics') {
          response.end('up 1\n');
        }
        return path === '/metrics';
      },
      onRequest: each => served.push(each),
    });
    url = `http://127.0.0.1:${await server.listen(0)}`;
    cluster.store.create(SERVICES, {
      metadata: { name: 'shop', namespace: 'acme' },
      spec: {
        selector: { app: 'shop' },
        ports: [{ name: 'http', port: 80, targetPort: 'http' }],
      },
    });
    cluster.store.create(INGRESSES, {
      metadata: { name: 'shop', namespace: 'acme' },
      spec: {
        rules: [
          {
            host: HOST,
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: {
                    service: { name: 'shop', port: { name: 'http' } },
                  },
                },
                {
                  path: '/gone',
                  pathType: 'Prefix',
                  backend: { service: { name: 'gone' } },
                },
              ],
            },
          },
        ],
      },
    });
  });

  afterEach(() => server.close());

  it('answers as the running release', async () => {
    cluster.release('1.4.0');
    cluster.clock.advance(41 * SECOND);
    const response = await get('/cart');
    expect(response).toMatchObject({
      status: 200,
      body: {
        status: 200,
        service: 'shop',
        tenant: 'acme',
        release: '1.4.0',
        version: '1.4.0',
        pod: cluster.pod.metadata.name,
        uptimeSeconds: 42,
      },
    });
    expect(served).toEqual([
      {
        namespace: 'acme',
        ingress: 'shop',
        service: 'shop',
        host: HOST,
        method: 'GET',
        status: 200,
        latencyMs: 8,
      },
    ]);
  });

  it('answers people with a page that runs nothing', async () => {
    cluster.release('1.4.0');
    const response = await get().set('accept', 'text/html,*/*;q=0.8');
    expect(response.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect(response.text).toContain('<h1>shop of acme</h1>');
    expect(response.text).toContain('<dd>1.4.0</dd>');
  });

  it('writes what is in the cluster into the page as text', async () => {
    cluster.release('1.4.0', {
      container: { env: [{ name: 'APP_VERSION', value: '<script>1&"' }] },
    });
    const response = await get().set('accept', 'text/html');
    expect(response.text).toContain('<dd>&lt;script&gt;1&amp;&quot;</dd>');
    expect((await get()).body.version).toBe('<script>1&"');
  });

  it('answers HEAD without a body', async () => {
    cluster.release('1.4.0');
    const response = await request(url).head('/').set('host', HOST);
    expect(response.status).toBe(200);
    expect(Number(response.headers['content-length'])).toBeGreaterThan(50);
    expect(response.text).toBeUndefined();
  });

  it('follows a release', async () => {
    cluster.release('1.4.0');
    cluster.release('1.5.0');
    cluster.clock.advance(3 * SECOND);
    expect((await get()).body.release).toBe('1.5.0');
  });

  it('takes turns between the pods that are ready', async () => {
    cluster.release('1.4.0', { spec: { replicas: 3 } });
    const pods = [];
    for (let count = 0; count < 6; count += 1) {
      pods.push((await get()).body.pod);
    }
    expect(new Set(pods).size).toBe(3);
  });

  it('says why no pod is ready', async () => {
    cluster.release('does-not-exist');
    cluster.clock.advance(2 * SECOND);
    expect(await get()).toMatchObject({
      status: 503,
      body: { error: 'No pod of acme/shop is ready: ImagePullBackOff' },
    });
    cluster.store
      .list(PODS)
      .forEach(({ metadata }) =>
        cluster.store.remove(PODS, 'acme', metadata.name),
      );
    expect((await get()).body.error).toBe(
      'No pod of acme/shop is ready: it has none',
    );
  });

  it.each([
    [404, '/', 'shop--other.localhost', 'No ingress'],
    [404, '/', 'evil.example', 'No ingress'],
    [404, '/', '', 'No ingress'],
    [503, '/gone/x', HOST, 'names a service that is not there'],
  ])('answers %i to %s of %p', async (status, path, host, words) => {
    cluster.release('1.4.0');
    const response = await get(path, host);
    expect(response.status).toBe(status);
    expect(response.body.error).toContain(words);
    expect(served).toEqual([]);
  });

  it.each([`${HOST}:8088`, 'SHOP--acme.LOCALHOST', `${HOST}.`])(
    'takes the host %s',
    async host => {
      cluster.release('1.4.0');
      expect((await get('/', host)).status).toBe(200);
    },
  );

  it.each(['localhost:8088', '127.0.0.1', '[::1]:8088', 'metrics.localhost'])(
    'has its own endpoints at %s',
    async host => {
      expect((await get('/metrics', host)).text).toBe('up 1\n');
      expect((await get('/other', host)).status).toBe(404);
    },
  );

  it('never serves its own endpoints under another name', async () => {
    expect((await get('/metrics', 'rebound.example')).status).toBe(404);
  });

  it('survives a target that is no address', async () => {
    cluster.release('1.4.0');
    expect((await get('//')).status).toBe(200);
  });

  describe('with a fault', () => {
    const readinessProbe = { httpGet: { path: '/ready', port: 8080 } };
    const livenessProbe = { httpGet: { path: '/live', port: 8080 } };
    beforeEach(() => {
      cluster.release('1.4.0', {
        container: { readinessProbe, livenessProbe },
      });
    });

    it('dependency-down: 502 with the cause, then 503 as nothing is ready', async () => {
      cluster.inject('dependency-down', { target: 'database:5432' });
      expect(await get()).toMatchObject({
        status: 502,
        body: {
          service: 'shop',
          error: expect.stringMatching(/^Error: connect ECONNREFUSED 10\.43\./),
        },
      });
      expect((await get('/ready')).status).toBe(503);
      expect((await get('/live')).status).toBe(200);
      cluster.clock.advance(40 * SECOND);
      expect((await get()).body.error).toBe('No pod of acme/shop is ready');
      expect(served.map(({ status }) => status)).toEqual([502, 503, 200, 503]);
    });

    it.each(['disk-full', 'credential-rotated'] as const)(
      '%s: 500 with the cause',
      async fault => {
        cluster.clock.advance(SECOND);
        cluster.inject(fault);
        const response = await get('/checkout');
        expect(response.status).toBe(500);
        expect(response.body.error).toMatch(/ENOSPC|authentication failed/);
      },
    );

    it('cpu-throttle: answers, but late', async () => {
      cluster.inject('cpu-throttle');
      let answered = false;
      const response = get().then(each => {
        answered = true;
        return each;
      });
      while (served.length === 0) {
        await get('/', 'localhost');
      }
      cluster.clock.advance(2 * SECOND);
      await get('/', 'localhost');
      expect(answered).toBe(false);
      cluster.clock.advance(SECOND);
      expect((await response).status).toBe(200);
      expect(served[0].latencyMs).toBe(2500);
    });
  });

  it('502 while a program does not listen on the port of the service', async () => {
    cluster.release('1.4.0', {
      container: { ports: [{ name: 'other', containerPort: 9090 }] },
    });
    cluster.store.modify(SERVICES, 'acme', 'shop', draft => {
      draft.spec.ports = [{ name: 'http', port: 80, targetPort: 8080 }];
    });
    expect(await get()).toMatchObject({
      status: 502,
      body: {
        error: expect.stringContaining('refuses connections on port 8080'),
      },
    });
  });

  it('says who has to move when its port is taken', async () => {
    const port = Number(new URL(url).port);
    const other = IngressServer.create({
      gateway: ServiceGateway.create(cluster),
      clock: cluster.clock,
      logger,
      own: async () => false,
      onRequest: () => {},
    });
    await expect(other.listen(port)).rejects.toThrow(
      `Port ${port} is taken, so services of the sandbox cluster cannot be reached. Stop what uses it, or set mctl.sandbox.ingressPort.`,
    );
  });
});
