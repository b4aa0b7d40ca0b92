import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import { endConnections } from './endConnections';

describe('endConnections', () => {
  async function start(grace: number) {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const lifecycle = mockServices.rootLifecycle.mock();
    endConnections({ server, lifecycle, grace });
    const shutDown = () => {
      lifecycle.addShutdownHook.mock.calls.forEach(([hook]) => hook());
      return new Promise(done => server.close(done));
    };
    const { port } = server.address() as AddressInfo;
    const asked: Promise<[unknown, ServerResponse]> = once(
      server,
      'request',
    ) as Promise<[unknown, ServerResponse]>;
    const answer = fetch(`http://127.0.0.1:${port}`, {
      headers: { Connection: 'close' },
    });
    const [, response] = await asked;
    return { answer, response, shutDown };
  }

  it('ends a long poll', async () => {
    const { answer, shutDown } = await start(0);

    await Promise.all([
      expect(answer).rejects.toThrow('fetch failed'),
      shutDown(),
    ]);
  });

  it('ends an upgraded connection that nobody reads any more', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const lifecycle = mockServices.rootLifecycle.mock();
    endConnections({ server, lifecycle, grace: 0 });
    // As the host check does: it looks at upgrades and leaves them open.
    const upgraded = new Promise(done => {
      server.on('upgrade', done);
    });
    const { port } = server.address() as AddressInfo;
    const client = connect({ host: '127.0.0.1', port });
    const ended = once(client, 'close');
    client.write(
      'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    await upgraded;

    lifecycle.addShutdownHook.mock.calls.forEach(([hook]) => hook());
    await new Promise(done => server.close(done));

    expect(server.listening).toBe(false);
    await expect(ended).resolves.toBeDefined();
  });

  it('lets a request in flight end by itself', async () => {
    const { answer, response, shutDown } = await start(60_000);
    const closed = shutDown();
    response.end('done');

    expect(await (await answer).text()).toBe('done');
    await closed;
  });
});
