import { randomUUID } from 'node:crypto';
import type { Operation } from '@mctl/plugin-platform-common';
import { TestPlatform, type Person } from '../__testUtils__/TestPlatform';

jest.setTimeout(30_000);

/** A tenant and an operation that are not there. */
const MISSING = {
  tenant: 'initech',
  id: 'op_00000000000000000000000000',
};

type Target = typeof MISSING;
interface Call {
  method: 'get' | 'post';
  path(target: Target): string;
  body?(target: Target): object;
}

const get = (path: Call['path']): Call => ({ method: 'get', path });
const post = (path: string, body: NonNullable<Call['body']>): Call => ({
  method: 'post',
  path: () => path,
  body,
});
const operations: Array<[string, (target: Target) => object]> = [
  ['write-note', ({ tenant }) => ({ tenant, note: 'hello', text: 'hi' })],
  ['count-notes', ({ tenant }) => ({ tenant })],
  ['remove-note', ({ tenant }) => ({ tenant, note: 'hello' })],
  ['wipe-notes', ({ tenant }) => ({ tenant })],
];

const CALLS: Array<[string, Call]> = [
  ['query', get(({ tenant }) => `/queries/echo-input?tenant=${tenant}`)],
  ['list', get(({ tenant }) => `/operations?tenant=${tenant}`)],
  [
    'list of a service',
    get(({ tenant }) => `/operations?tenant=${tenant}&service=shop`),
  ],
  [
    'list query',
    get(({ tenant }) => `/queries/list-operations?tenant=${tenant}`),
  ],
  ['operation', get(({ id }) => `/operations/${id}`)],
  ['operation with wait', get(({ id }) => `/operations/${id}?wait=20`)],
  ['operation query', get(({ id }) => `/queries/get-operation?id=${id}`)],
  ['events', get(({ id }) => `/operations/${id}/events`)],
  ['changes', get(({ tenant }) => `/changes?tenant=${tenant}`)],
  ...operations.flatMap(([operation, input]): Array<[string, Call]> => [
    [
      `plan of ${operation}`,
      post('/plans', target => ({ operation, input: input(target) })),
    ],
    [
      `start of ${operation}`,
      post('/operations', target => ({ operation, input: input(target) })),
    ],
    [
      `start of ${operation} with a hash`,
      post('/operations', target => ({
        operation,
        input: input(target),
        planHash: 'sha256:0',
      })),
    ],
  ]),
];

describe('a foreign tenant', () => {
  const strangers: Person[] = ['ben', 'nobody'];
  let platform: TestPlatform;
  let secret: Target;
  let key: string;

  beforeAll(async () => {
    platform = await TestPlatform.start();
    await platform.syncAlways();
    key = randomUUID();
    const { body } = await platform.start(
      'ada',
      {
        operation: 'write-note',
        input: { tenant: 'acme', note: 'hello', text: 'hi' },
      },
      key,
    );
    secret = { tenant: 'acme', id: body.id };
    await platform.get('ada', `/operations/${body.id}?wait=20`).expect(200);
  });

  afterAll(async () => {
    await platform.stop();
  });

  it.each(strangers.flatMap(who => CALLS.map(call => [who, ...call] as const)))(
    'is to %s as if it were not there: %s',
    async (who, _, call) => {
      const send = async (target: Target) => {
        const response = call.body
          ? await platform
              .post(who, call.path(target), call.body(target))
              .set('Idempotency-Key', randomUUID())
          : await platform.get(who, call.path(target));
        const { requestId, ...error } = response.body.error;
        expect(requestId).toEqual(expect.any(String));
        const text = JSON.stringify(error)
          .replaceAll(target.tenant, '<tenant>')
          .replaceAll(target.id, '<id>');
        return { status: response.status, text, type: response.type };
      };
      const foreign = await send(secret);
      expect(foreign.status).toBe(404);
      await expect(send(MISSING)).resolves.toEqual(foreign);
    },
  );

  it.each(strangers)('is not in what %s lists', async who => {
    const lists = await Promise.all(
      [
        '/operations',
        '/operations?limit=200',
        '/operations?actor=user:default/ada',
        '/operations?operation=write-note',
        '/operations?state=succeeded',
        '/queries/list-operations?service=hello',
      ].map(path => platform.get(who, path).expect(200)),
    );
    lists.forEach(({ body }) => expect(body).toEqual({ items: [] }));
  });

  it('is not opened by a cursor of a member', async () => {
    await platform.start('ada', {
      operation: 'write-note',
      input: { tenant: 'acme', note: 'other', text: 'hi' },
    });
    const { body } = await platform.get('ada', '/operations?limit=1');
    expect(body.nextCursor).toEqual(expect.any(String));
    const foreign = await platform
      .get('ben', `/operations?limit=1&cursor=${body.nextCursor}`)
      .expect(400);
    const madeUp = await platform
      .get('ben', '/operations?limit=1&cursor=made-up')
      .expect(400);
    expect({ ...foreign.body.error, requestId: '' }).toEqual({
      ...madeUp.body.error,
      requestId: '',
    });
  });

  it('is not opened by the key or the plan of a member', async () => {
    const input = { tenant: 'acme', note: 'hello' };
    const { body: plan } = await platform
      .post('ada', '/plans', { operation: 'remove-note', input })
      .expect(200);
    for (const planHash of [undefined, plan.hash]) {
      const { body } = await platform
        .start('ben', { operation: 'remove-note', input, planHash }, key)
        .expect(404);
      expect(JSON.stringify(body)).not.toContain(secret.id);
    }
    // The same key of another person names another request.
    const own = await platform
      .start(
        'ben',
        {
          operation: 'write-note',
          input: { tenant: 'globex', note: 'hello', text: 'hi' },
        },
        key,
      )
      .expect(202);
    expect(own.body.id).not.toBe(secret.id);
    expect(own.headers).not.toHaveProperty('idempotency-replayed');
  });

  it('shows its operations to every member and to admins', async () => {
    for (const who of ['ada', 'dev', 'eve', 'guest'] as const) {
      const { body } = await platform
        .get(who, `/operations/${secret.id}`)
        .expect(200);
      expect((body as Operation).id).toBe(secret.id);
    }
  });

  it.each([
    `/operations/${MISSING.id}`,
    `/operations?tenant=${MISSING.tenant}`,
    '/operations/op_x%27%20OR%201=1',
  ])('gives the admin nothing where there is nothing: %s', async path => {
    const { status } = await platform.get('guest', path);
    expect(status).toBe(404);
  });
});
