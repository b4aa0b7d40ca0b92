import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Response as ExpressResponse } from 'express';
import { EventStream } from '../__testUtils__/EventStream';
import { ServerSentEvents } from './ServerSentEvents';

describe('ServerSentEvents', () => {
  let server: Server;
  let url: string;
  let answer: (response: ExpressResponse) => void;

  beforeAll(async () => {
    const app = express();
    app.get('/', (_, response) => answer(response));
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('sends data of any text on one line', async () => {
    const data = { text: 'a\n\ndata: forged\r\nevent: forged\u2028' };
    answer = response => {
      const stream = ServerSentEvents.open(response);
      stream.send({ type: 'log', id: 7, data });
      stream.send({ type: 'log', data: null });
      stream.end();
    };
    const events = await (await EventStream.open(url, {})).rest();
    expect(events).toMatchObject([
      { event: 'log', id: '7', data: JSON.stringify(data) },
      { event: 'log', data: 'null' },
    ]);
  });

  it('tells when the client has gone', async () => {
    const gone = new Promise<void>(resolve => {
      answer = response => ServerSentEvents.open(response).onClose(resolve);
    });
    const stream = await EventStream.open(url, {});
    stream.leave();
    await expect(gone).resolves.toBeUndefined();
  });

  it('tells also who asks only after it has gone', async () => {
    const clear = jest.spyOn(global, 'clearInterval');
    const late = new Promise<number>(resolve => {
      answer = response => {
        response.flushHeaders();
        response.once('close', () => {
          Object.defineProperty(response, 'headersSent', { value: false });
          response.writeHead = () => response;
          const before = clear.mock.calls.length;
          const stream = ServerSentEvents.open(response);
          stream.onClose(() => resolve(clear.mock.calls.length - before));
        });
      };
    });
    const stream = await EventStream.open(url, {});
    stream.leave();
    // The heartbeat is not left behind either.
    await expect(late).resolves.toBe(1);
    clear.mockRestore();
  });

  it('keeps a quiet stream open', async () => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'queueMicrotask'],
    });
    const opened = new Promise<void>(resolve => {
      answer = response => {
        ServerSentEvents.open(response);
        resolve();
      };
    });
    const response = await fetch(url);
    await opened;
    jest.advanceTimersByTime(15_000);
    const reader = response.body?.getReader();
    const chunk = await reader?.read();
    expect(new TextDecoder().decode(chunk?.value)).toBe(':\n\n');
    await reader?.cancel();
    jest.useRealTimers();
  });
});
