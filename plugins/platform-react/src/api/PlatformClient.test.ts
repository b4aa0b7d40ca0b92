/** @jest-environment node */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FollowedEvent } from './PlatformApi';
import { PlatformClient } from './PlatformClient';
import { PlatformError } from './PlatformError';

interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

describe('PlatformClient', () => {
  let server: Server;
  let received: Received[];
  let reply: { status: number; type?: string; body: string };
  let client: PlatformClient;

  beforeEach(async () => {
    received = [];
    reply = { status: 200, body: '{}' };
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) {
        body += chunk;
      }
      received.push({
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body,
      });
      response.writeHead(reply.status, {
        'Content-Type': reply.type ?? 'application/json',
      });
      response.end(reply.body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    client = PlatformClient.create({
      discoveryApi: {
        getBaseUrl: async plugin => `http://127.0.0.1:${port}/api/${plugin}`,
      },
      fetchApi: { fetch },
    });
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('sends the input of a query as parameters and leaves out what is not set', async () => {
    reply.body = '{"items": []}';

    await expect(
      client.query('list-operations', {
        tenant: 'acme',
        state: undefined,
        limit: 5,
        cursor: 'a b&c',
      }),
    ).resolves.toEqual({ items: [] });

    expect(received[0]).toMatchObject({
      method: 'GET',
      url: '/api/operations/v1/queries/list-operations?tenant=acme&limit=5&cursor=a+b%26c',
    });
  });

  it('plans with the operation and its input', async () => {
    reply.body = '{"hash": "sha256:aa"}';

    const plan = await client.plan({
      operation: 'create-tenant',
      input: { tenant: 'acme' },
    });

    expect(plan.hash).toBe('sha256:aa');
    expect(received[0]).toMatchObject({
      method: 'POST',
      url: '/api/operations/v1/plans',
      body: '{"operation":"create-tenant","input":{"tenant":"acme"}}',
    });
  });

  it('starts with the key in the header and never in the body', async () => {
    reply = { status: 202, body: '{"id": "op_1"}' };

    await client.start({
      operation: 'delete-tenant',
      input: { tenant: 'acme' },
      planHash: 'sha256:aa',
      idempotencyKey: 'key-1',
    });

    expect(received[0].headers['idempotency-key']).toBe('key-1');
    expect(received[0].headers['x-mctl-client']).toBe('portal');
    expect(JSON.parse(received[0].body)).toEqual({
      operation: 'delete-tenant',
      input: { tenant: 'acme' },
      planHash: 'sha256:aa',
    });
  });

  it('takes the full plan of an operation apart from its reference', async () => {
    reply.body = JSON.stringify({
      id: 'op_1',
      plan: { hash: 'h', baseCommit: 'b', changes: [], summary: 's' },
      log: [{ time: 't', message: 'm' }],
    });

    await expect(client.getOperation('op_1')).resolves.toMatchObject({
      plan: { hash: 'h', baseCommit: 'b' },
      planDetails: { summary: 's' },
      log: [{ time: 't', message: 'm' }],
    });
    expect(received[0].url).toBe(
      '/api/operations/v1/queries/get-operation?id=op_1',
    );
  });

  it('knows an operation that has no plan yet', async () => {
    reply.body = '{"id": "op_1", "plan": null}';

    await expect(client.getOperation('op_1')).resolves.toMatchObject({
      plan: null,
      planDetails: null,
      log: [],
    });
  });

  it('turns an error of the platform into a PlatformError', async () => {
    reply = {
      status: 403,
      body: '{"error": {"code": "role_too_small", "message": "You need owner", "requestId": "r1"}}',
    };

    await expect(
      client.query('get-tenant', { tenant: 'acme' }),
    ).rejects.toMatchObject({
      name: 'PlatformError',
      code: 'role_too_small',
      status: 403,
      message: 'You need owner',
      requestId: 'r1',
    });
  });

  it('says that the platform is out of reach when it does not answer', async () => {
    const failing = PlatformClient.create({
      discoveryApi: { getBaseUrl: async () => 'http://127.0.0.1:1' },
      fetchApi: { fetch },
    });

    await expect(failing.query('whoami', {})).rejects.toMatchObject({
      code: 'unreachable',
    });
  });

  it('streams events and resumes after the last one', async () => {
    reply = {
      status: 200,
      type: 'text/event-stream',
      body: [
        ':',
        '',
        'id: 8',
        'event: log',
        'data: {"message":"Committed"}',
        '',
        'id: 9',
        'event: step',
        'data: {"step":{"name":"sync","state":"running"}}',
        '',
        '',
      ].join('\n'),
    };
    const events: FollowedEvent[] = [];
    const onOpen = jest.fn();

    await client.followOperation('op_1', {
      signal: new AbortController().signal,
      after: 7,
      onOpen,
      onEvent: event => events.push(event),
    });

    expect(received[0].url).toBe('/api/operations/v1/operations/op_1/events');
    expect(received[0].headers['last-event-id']).toBe('7');
    expect(onOpen).toHaveBeenCalledTimes(1);
    expect(events).toEqual([
      { sequence: 8, data: { message: 'Committed' } },
      { sequence: 9, data: { step: { name: 'sync', state: 'running' } } },
    ]);
  });

  it('begins a stream at its start when nothing was seen', async () => {
    reply = { status: 200, type: 'text/event-stream', body: '' };

    await client.followOperation('op_1', {
      signal: new AbortController().signal,
      onEvent: () => undefined,
    });

    expect(received[0].headers).not.toHaveProperty('last-event-id');
  });

  it('throws the error that a stream tells', async () => {
    reply = {
      status: 200,
      type: 'text/event-stream',
      body: 'event: error\ndata: {"error":{"code":"unavailable","message":"The ledger is gone"}}\n\n',
    };

    await expect(
      client.followOperation('op_1', {
        signal: new AbortController().signal,
        onEvent: () => undefined,
      }),
    ).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The ledger is gone',
    });
  });

  it('hears of changes through the feed', async () => {
    reply = {
      status: 200,
      type: 'text/event-stream',
      body: 'event: change\ndata: {"kind":"service","tenant":"acme","name":"shop"}\n\n',
    };
    const feedClient = PlatformClient.create({
      discoveryApi: {
        getBaseUrl: async () =>
          `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      },
      fetchApi: { fetch },
      delay: async () => undefined,
    });

    const changes = await new Promise(resolve => {
      const unsubscribe = feedClient.changes.subscribe(news => {
        if (news !== 'everything') {
          unsubscribe();
          resolve(news);
        }
      });
    });

    expect(changes).toEqual([
      { kind: 'service', tenant: 'acme', name: 'shop' },
    ]);
  });

  it('stops waiting as soon as nobody waits any more', async () => {
    const controller = new AbortController();
    const pause = client.pause(controller.signal);
    controller.abort();

    await expect(pause).resolves.toBeUndefined();
    await expect(client.pause(controller.signal)).resolves.toBeUndefined();
  });
});

describe('PlatformError.fromBody', () => {
  it('reads faults, hint and details', () => {
    const error = PlatformError.fromBody(
      JSON.stringify({
        error: {
          code: 'invalid_input',
          message: 'Not valid',
          hint: 'Mend it',
          faults: [{ path: 'tenant', message: 'too short' }],
          details: { plan: { hash: 'h' } },
        },
      }),
      400,
    );

    expect(error).toMatchObject({
      code: 'invalid_input',
      hint: 'Mend it',
      faults: [{ path: 'tenant', message: 'too short' }],
      details: { plan: { hash: 'h' } },
    });
  });

  it('takes a single path for a fault', () => {
    const error = PlatformError.fromBody(
      '{"error": {"code": "invalid_input", "message": "too short", "path": "tenant"}}',
      400,
    );

    expect(error.faults).toEqual([{ path: 'tenant', message: 'too short' }]);
  });

  it.each([
    [400, 'invalid_input'],
    [401, 'unauthenticated'],
    [403, 'not_allowed'],
    [404, 'not_found'],
    [409, 'conflict'],
    [503, 'unavailable'],
    [418, 'unexpected'],
  ])('gives errors of Backstage a code by their status %s', (status, code) => {
    const error = PlatformError.fromBody(
      '{"error": {"name": "SomeError", "message": "Something"}}',
      status,
    );

    expect(error).toMatchObject({ code, message: 'Something' });
  });

  it.each(['', '<html></html>', 'null', '{"error": "text"}', '{"error": {}}'])(
    'admits that it cannot read %j',
    text => {
      expect(PlatformError.fromBody(text, 502)).toMatchObject({
        code: 'unexpected',
        status: 502,
        message: expect.stringContaining('502'),
      });
    },
  );
});
