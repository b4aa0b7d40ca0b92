import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { mockServices } from '@backstage/backend-test-utils';
import request from 'supertest';
import { ManualClock } from '../testing/ManualClock';
import { newStore } from '../testing/newStore';
import { FaultBook } from '../faults/FaultBook';
import { IngressServer, type IngressServerOptions } from './IngressServer';
import { type GatewayAnswer, ServiceGateway } from './ServiceGateway';

const HOST = 'shop--acme.localhost';
const ANSWER: GatewayAnswer = {
  status: 200,
  latencyMs: 8,
  answer: {
    service: 'shop',
    tenant: 'acme',
    release: '1.4.0',
    pod: 'shop-1',
    version: '1.4.0',
    uptimeSeconds: 1,
  },
};

describe('IngressServer on the wire', () => {
  const logger = mockServices.logger.mock();
  const own = jest.fn<
    ReturnType<IngressServerOptions['own']>,
    Parameters<IngressServerOptions['own']>
  >();
  let clock: ManualClock;
  let server: IngressServer;
  let port: number;
  let gateway: ServiceGateway;
  let answer: jest.SpyInstance<GatewayAnswer, [{ host: string; path: string }]>;

  beforeEach(async () => {
    clock = new ManualClock();
    const store = newStore({ namespaces: ['acme'], clock });
    const faults = FaultBook.create({ store, clock });
    gateway = ServiceGateway.create({ store, clock, faults });
    answer = jest.spyOn(gateway, 'answer').mockReturnValue(ANSWER);
    own.mockReset().mockResolvedValue(false);
    logger.error.mockReset();
    server = IngressServer.create({
      gateway,
      clock,
      logger,
      own,
      onRequest: () => {},
    });
    port = await server.listen(0);
  });

  afterEach(() => server.close());

  const get = (path = '/') =>
    request(`http://127.0.0.1:${port}`).get(path).set('host', HOST);
  /** What the server answers to bytes that no client would send. */
  const raw = async (...lines: string[]) => {
    const socket = connect(port, '127.0.0.1');
    socket.end(`${lines.join('\r\n')}\r\n\r\n`);
    return text(socket);
  };

  it.each([
    [undefined, 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
    ['text/plain', 'application/json; charset=utf-8'],
    ['text/html', 'text/html; charset=utf-8'],
    ['application/xhtml+xml,text/html;q=0.9', 'text/html; charset=utf-8'],
  ])('answers who accepts %p with %s', async (accept, type) => {
    const response = await (accept ? get().set('accept', accept) : get());
    expect(response.headers).toMatchObject({
      'content-type': type,
      vary: 'accept',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  it('has no header that what the cluster says could add to', async () => {
    const evil = 'a\r\nSet-Cookie: session=1\r\n\r\n<html>';
    answer.mockReturnValue({
      ...ANSWER,
      status: 502,
      answer: ANSWER.answer && { ...ANSWER.answer, version: evil },
      error: evil,
    });
    const response = await get();
    expect(response.headers['set-cookie']).toBeUndefined();
    expect(response.body).toMatchObject({ version: evil, error: evil });
  });

  it('counts bytes, not characters, of what it answers', async () => {
    answer.mockReturnValue({ ...ANSWER, status: 500, error: 'größer als 1 €' });
    expect((await get()).body.error).toBe('größer als 1 €');
  });

  it('asks for the path alone, without what follows it', async () => {
    await get('/cart?next=/ready#top');
    expect(answer).toHaveBeenCalledWith({ host: HOST, path: '/cart' });
  });

  it('goes by the Host header, not by a target that names another', async () => {
    const response = await raw(
      'GET http://localhost/metrics HTTP/1.1',
      `Host: ${HOST}`,
      'Connection: close',
    );
    expect(response).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toHaveBeenCalledWith({ host: HOST, path: '/metrics' });
    expect(own).not.toHaveBeenCalled();
  });

  it.each([
    ['no host', ['GET / HTTP/1.1']],
    ['a space in the name of a header', ['GET / HTTP/1.1', 'Host : a', 'X: a']],
    ['no HTTP', ['hello']],
    [
      'two lengths',
      ['POST / HTTP/1.1', 'Host: a', 'Content-Length: 1', 'Content-Length: 2'],
    ],
  ])('refuses a request with %s', async (_name, lines) => {
    expect(await raw(...lines)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).not.toHaveBeenCalled();
  });

  it('answers the next request after one whose body nobody read', async () => {
    const body = 'x'.repeat(300_000);
    const response = await raw(
      'POST / HTTP/1.1',
      `Host: ${HOST}`,
      `Content-Length: ${body.length}`,
      '',
      `${body}GET /next HTTP/1.1`,
      `Host: ${HOST}`,
      'Connection: close',
    );
    expect(response.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    expect(answer).toHaveBeenLastCalledWith({ host: HOST, path: '/next' });
  });

  it('closes the connection and says so when its own endpoint fails', async () => {
    own.mockRejectedValue(new Error('no metrics today'));
    await expect(get('/metrics').set('host', 'localhost')).rejects.toThrow(
      'socket hang up',
    );
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('no metrics today'),
    );
    expect((await get()).status).toBe(200);
  });

  it('forgets a late answer when who asked has left', async () => {
    answer.mockReturnValue({ ...ANSWER, latencyMs: 2500 });
    const cancel = jest.fn();
    const scheduled = new Promise<void>(resolve => {
      jest.spyOn(clock, 'schedule').mockImplementation(() => {
        resolve();
        return cancel;
      });
    });
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    await scheduled;
    const cancelled = new Promise<void>(resolve => {
      cancel.mockImplementation(resolve);
    });
    socket.destroy();
    await cancelled;
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it('closes with connections that stay open and answers that wait', async () => {
    const other = IngressServer.create({
      gateway,
      clock,
      logger,
      own,
      onRequest: () => {},
    });
    const socket = connect(await other.listen(0), '127.0.0.1');
    const asked = new Promise<void>(resolve => {
      answer.mockImplementation(() => {
        resolve();
        return { ...ANSWER, latencyMs: 2500 };
      });
    });
    // However the system tells that it was cut off, it is.
    const closed = new Promise(resolve => {
      socket.on('error', resolve).on('close', resolve);
    });
    socket.write(`GET / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    await asked;
    await other.close();
    await closed;
    clock.advance(5000);
    expect(logger.error).not.toHaveBeenCalled();
  });
});
