import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import request from 'supertest';
import { checkHosts } from './checkHosts';

describe('checkHosts', () => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    const app = express();
    server = createServer(app);
    checkHosts({
      app,
      server,
      config: mockServices.rootConfig({
        data: {
          app: { baseUrl: 'https://Portal.example.com' },
          backend: { baseUrl: 'https://api.example.com:8443/base' },
        },
      }),
    });
    server.on('upgrade', (_request, socket) => {
      if (!socket.destroyed) {
        socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      }
    });
    app.use((_request, response) => {
      response.json({ reached: true });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });

  afterAll(async () => {
    server.close();
    await once(server, 'close');
  });

  it.each([
    'localhost',
    'localhost:7007',
    'LOCALHOST:7007',
    '127.0.0.1:7007',
    '[::1]',
    '[::1]:7007',
    'portal.example.com',
    'portal.example.com:443',
    'api.example.com',
  ])('answers for %s', async host => {
    const response = await request(server).get('/api').set('Host', host);

    expect(response.body).toEqual({ reached: true });
  });

  it.each([
    'evil.example.com',
    'evil.example.com:7007',
    'localhost.evil.example.com',
    'evil.example.com#localhost',
    'localhost@evil.example.com',
    'localhost:7007:evil',
    'localhost:evil',
    '127.0.0.1.nip.io',
    '127.0.0.2',
    '[::2]',
    '::1',
    'portal.example.com.',
  ])('refuses the host %s', async host => {
    const response = await request(server).get('/api').set('Host', host);

    expect(response.status).toBe(421);
    expect(response.body.error).toMatchObject({
      name: 'MisdirectedRequestError',
      message: expect.stringContaining(`"${host}"`),
    });
  });

  it('refuses a request without a host', async () => {
    expect(await exchange('GET /api HTTP/1.0\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 421 /,
    );
  });

  it('takes the host of the header when the request line names another', async () => {
    expect(
      await exchange(
        'GET http://localhost/api HTTP/1.1\r\nHost: evil.example.com\r\nConnection: close\r\n\r\n',
      ),
    ).toMatch(/^HTTP\/1\.1 421 /);
  });

  it('lets probes name the address they reach', async () => {
    const response = await request(server)
      .get('/.backstage/health/v1/readiness')
      .set('Host', '10.0.0.7:7007');

    expect(response.body).toEqual({ reached: true });
  });

  it('upgrades for its own hosts only', async () => {
    const upgrade = (host: string) =>
      exchange(
        `GET /api/signals HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      );

    expect(await upgrade('localhost:7007')).toMatch(/^HTTP\/1\.1 101 /);
    expect(await upgrade('evil.example.com')).toBe('');
  });

  /** Sends bytes as they are and returns all that comes back. */
  async function exchange(bytes: string): Promise<string> {
    const socket = connect({ host: '127.0.0.1', port });
    const chunks: Buffer[] = [];
    socket.on('data', chunk => chunks.push(chunk));
    socket.write(bytes);
    await once(socket, 'close');
    return Buffer.concat(chunks).toString();
  }
});
