import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { operationSchema, type Operation } from '@mctl/plugin-platform-common';
import { notePath } from '../__testUtils__/noteCapabilities';
import { TestPlatform } from '../__testUtils__/TestPlatform';

const hello = { tenant: 'acme', note: 'hello', text: 'hi' };
const CAPABILITIES = [
  'cancel-operation',
  'count-notes',
  'describe-operations',
  'echo-input',
  'get-operation',
  'list-operations',
  'remove-note',
  'whoami',
  'wipe-notes',
  'write-note',
];

jest.setTimeout(30_000);

describe('REST', () => {
  let platform: TestPlatform;

  beforeAll(async () => {
    platform = await TestPlatform.start();
    await platform.syncAlways();
  });

  afterAll(async () => {
    await platform.stop();
  });

  async function finish(operation: Operation): Promise<Operation> {
    const { body } = await platform
      .get('guest', `/operations/${operation.id}?wait=20`)
      .expect(200);
    return body;
  }

  const unused = [...'abcdefghijklmnopqrstuvwxyz'];
  /** A note that no other test has. */
  function newNote() {
    return { ...hello, note: `note${unused.shift()}` };
  }

  describe('capabilities', () => {
    it('are all described, in the order of their names', async () => {
      const { body } = await platform
        .get('nobody', '/capabilities')
        .expect(200);
      expect(body.items.map(({ name }: { name: string }) => name)).toEqual(
        CAPABILITIES,
      );
    });

    it('are described one by one, alike', async () => {
      const all = await platform.get('ada', '/capabilities');
      const one = await platform.get('ada', '/capabilities/remove-note');
      const asked = await platform.get(
        'ada',
        '/queries/describe-operations?name=remove-note',
      );
      expect(one.body).toMatchObject({
        name: 'remove-note',
        kind: 'operation',
        risk: 'destructive',
        role: 'owner',
        approval: null,
        verifies: 'the note is gone',
        inputSchema: {
          type: 'object',
          required: ['tenant', 'note'],
          additionalProperties: false,
        },
      });
      expect(all.body.items).toContainEqual(one.body);
      expect(asked.body.items).toEqual([one.body]);
    });

    it.each(['/capabilities/nothing', '/queries/nothing'])(
      'say when there is none: %s',
      async path => {
        const { body } = await platform.get('ada', path).expect(404);
        expect(body).toEqual({
          error: {
            code: 'not_found',
            message: 'There is no capability "nothing"',
            hint: expect.any(String),
            requestId: expect.any(String),
          },
        });
      },
    );
  });

  describe('queries', () => {
    it('say who is asking', async () => {
      const { body } = await platform.get('ada', '/queries/whoami').expect(200);
      expect(body).toEqual({
        user: 'user:default/ada',
        admin: false,
        tenants: [{ tenant: 'acme', role: 'owner' }],
        scopes: ['mctl:read', 'mctl:write', 'mctl:admin'],
        tokenKind: 'backstage',
        server: 'http://portal.test',
        cluster: { type: 'sandbox', serviceUrl: 'https://{host}' },
      });
    });

    it('get numbers, booleans and lists from parameters', async () => {
      const { body } = await platform
        .get(
          'ada',
          '/queries/echo-input?tenant=acme&count=7&loud=true&words=a&words=7',
        )
        .expect(200);
      expect(body).toEqual({
        tenant: 'acme',
        count: 7,
        loud: true,
        words: ['a', '7'],
      });
    });

    it('name every fault of their input', async () => {
      const { body } = await platform
        .get(
          'ada',
          '/queries/echo-input?tenant=ACME&count=eleven&loud=1&other=x',
        )
        .expect(400);
      expect(body.error).toMatchObject({
        code: 'invalid_input',
        path: 'tenant',
        hint: expect.any(String),
        requestId: expect.any(String),
      });
      expect(
        body.error.faults.map(({ path }: { path: string }) => path).sort(),
      ).toEqual(['count', 'loud', 'other', 'tenant']);
    });

    it('refuse a parameter that repeats and is no list', async () => {
      const { body } = await platform
        .get('ada', '/queries/echo-input?tenant=acme&count=1&count=2')
        .expect(400);
      expect(body.error.path).toBe('count');
    });

    it('keep to themselves what went wrong inside', async () => {
      const { body } = await platform
        .get('ada', '/queries/echo-input?tenant=acme&fails=true')
        .expect(500);
      expect(body.error).toMatchObject({
        code: 'internal',
        requestId: expect.any(String),
      });
      expect(JSON.stringify(body)).not.toContain('secret');
    });

    it('are not operations, nor the other way round', async () => {
      for (const response of [
        await platform.get('ada', '/queries/write-note'),
        await platform.post('ada', '/plans', { operation: 'whoami' }),
        await platform.start('ada', { operation: 'whoami', input: {} }),
      ]) {
        expect(response.status).toBe(400);
        expect(response.body.error.code).toBe('invalid_input');
      }
    });
  });

  describe('plans', () => {
    it('say what would change, and change nothing', async () => {
      const head = await platform.test.git('rev-parse', 'main');
      const input = newNote();
      const { body } = await platform
        .post('dev', '/plans', { operation: 'write-note', input })
        .expect(200);
      expect(body).toEqual({
        operation: 'write-note',
        subject: `note:acme/${input.note}`,
        hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        baseCommit: head,
        resolved: {},
        summary: `The note ${input.note} says hi`,
        changes: [
          {
            path: notePath('acme', input.note),
            change: 'add',
            diff: expect.stringContaining('+hi'),
          },
        ],
        resources: [],
        quota: null,
        policy: [],
        warnings: [],
        needs: { confirmation: false, approval: null },
      });
      await expect(platform.test.git('rev-parse', 'main')).resolves.toBe(head);
    });
  });

  describe('operations', () => {
    it('are accepted, located and carried out', async () => {
      const input = newNote();
      const response = await platform
        .start('ada', { operation: 'write-note', input, reason: 'why not' })
        .set('X-Mctl-Client', 'Claude')
        .expect(202);
      expect(response.headers.location).toBe(
        `/api/operations/v1/operations/${response.body.id}`,
      );
      expect(response.headers).not.toHaveProperty('idempotency-replayed');
      expect(operationSchema.strict().parse(response.body)).toMatchObject({
        operation: 'write-note',
        tenant: 'acme',
        state: 'queued',
        reason: 'why not',
        actor: { user: 'user:default/ada', via: 'rest', client: 'Claude' },
        links: { portal: `http://portal.test/operations/${response.body.id}` },
      });

      const operation = await finish(response.body);
      expect(operation).toMatchObject({
        state: 'succeeded',
        result: { changed: true, note: input.note },
        plan: { changes: [{ path: notePath('acme', input.note) }] },
        log: [],
      });
      await expect(platform.test.commitsOf(operation.id)).resolves.toEqual([
        operation.commit,
      ]);
    });

    it('come from the portal when it says so', async () => {
      const { body } = await platform
        .start('ada', { operation: 'write-note', input: newNote() })
        .set('X-Mctl-Client', 'portal');
      expect(body.actor).toMatchObject({ via: 'portal' });
      await finish(body);
    });

    it('succeed at once when there is nothing to change', async () => {
      const input = newNote();
      const { body } = await platform.start('ada', {
        operation: 'write-note',
        input,
      });
      await finish(body);
      const again = await platform
        .start('ada', { operation: 'write-note', input })
        .expect(202);
      expect(again.body).toMatchObject({
        state: 'succeeded',
        commit: null,
        result: { changed: false },
      });
    });

    it('need a key', async () => {
      const { body } = await platform
        .post('ada', '/operations', { operation: 'write-note', input: hello })
        .expect(400);
      expect(body.error).toMatchObject({
        code: 'idempotency_key_required',
        hint: expect.any(String),
      });
    });

    it.each(['two words', 'ü', 'x'.repeat(201)])(
      'refuse %p as a key',
      async key => {
        const { body } = await platform
          .start('ada', { operation: 'write-note', input: hello }, 'x')
          .set('Idempotency-Key', Buffer.from(key).toString('latin1'))
          .expect(400);
        expect(body.error.code).toBe('invalid_input');
      },
    );

    it('are started once by twenty requests with one key', async () => {
      const input = newNote();
      const key = randomUUID();
      const responses = await Promise.all(
        Array.from({ length: 20 }, () =>
          platform.start('ada', { operation: 'write-note', input }, key),
        ),
      );
      expect(responses.map(({ status }) => status)).toEqual(
        Array.from({ length: 20 }, () => 202),
      );
      const [{ body }] = responses;
      expect(new Set(responses.map(each => each.body.id)).size).toBe(1);
      expect(
        responses.filter(
          ({ headers }) => headers['idempotency-replayed'] === 'true',
        ),
      ).toHaveLength(19);
      await finish(body);
      await expect(platform.test.commitsOf(body.id)).resolves.toHaveLength(1);

      const replayed = await platform
        .start('ada', { operation: 'write-note', input }, key)
        .expect(202);
      expect(replayed.body).toMatchObject({ id: body.id, state: 'succeeded' });
    });

    it('refuse a key that stands for another request', async () => {
      const key = randomUUID();
      const { body } = await platform.start(
        'ada',
        { operation: 'write-note', input: newNote() },
        key,
      );
      const refused = await platform
        .start('ada', { operation: 'write-note', input: newNote() }, key)
        .expect(422);
      expect(refused.body.error).toMatchObject({
        code: 'idempotency_key_reused',
        operationId: body.id,
      });
      await finish(body);
    });

    it('that destroy want the hash of their plan', async () => {
      const { note } = newNote();
      await platform.test.push(notePath('acme', note), 'hi\n');
      platform.cluster.setApplication(`acme.${note}`, null);
      const input = { tenant: 'acme', note };
      const key = randomUUID();

      const asked = await platform
        .start('ada', { operation: 'remove-note', input }, key)
        .expect(409);
      expect(asked.body.error).toMatchObject({
        code: 'confirmation_required',
        hint: expect.any(String),
        details: {
          plan: {
            subject: `note:acme/${note}`,
            changes: [{ path: notePath('acme', note), change: 'delete' }],
            needs: { confirmation: true },
          },
        },
      });
      await expect(platform.test.read(notePath('acme', note))).resolves.toBe(
        'hi',
      );

      const planHash = asked.body.error.details.plan.hash;
      await platform.test.push(notePath('acme', note), 'changed\n');
      const stale = await platform
        .start('ada', { operation: 'remove-note', input, planHash }, key)
        .expect(409);
      expect(stale.body.error.code).toBe('plan_changed');
      const { plan } = stale.body.error.details;
      expect(plan.hash).not.toBe(planHash);

      const { body } = await platform
        .start(
          'ada',
          { operation: 'remove-note', input, planHash: plan.hash },
          key,
        )
        .expect(202);
      await expect(finish(body)).resolves.toMatchObject({ state: 'succeeded' });
    });

    it('refuse a hash that was never a plan', async () => {
      const { body } = await platform
        .start('ada', {
          operation: 'write-note',
          input: newNote(),
          planHash: 'sha256:made-up',
        })
        .expect(409);
      expect(body.error.code).toBe('plan_changed');
    });

    it('answer early when they end, however long one would wait', async () => {
      const { body } = await platform.start('ada', {
        operation: 'write-note',
        input: newNote(),
      });
      const started = Date.now();
      await expect(finish(body)).resolves.toMatchObject({
        state: 'succeeded',
      });
      expect(Date.now() - started).toBeLessThan(15_000);
      await platform.get('ada', `/operations/${body.id}?wait=61`).expect(400);
      await platform.get('ada', `/operations/${body.id}?wait=soon`).expect(400);
    });

    it('are listed, filtered and paged', async () => {
      const input = newNote();
      const { body } = await platform.start('dev', {
        operation: 'write-note',
        input,
      });
      await finish(body);
      const list = async (query: string) =>
        (await platform.get('ada', `/operations?${query}`).expect(200)).body;

      const mine = await list(
        'tenant=acme&actor=user:default/dev&operation=write-note&state=succeeded',
      );
      expect(mine.items.map(({ id }: Operation) => id)).toEqual([body.id]);
      await expect(list('state=expired')).resolves.toEqual({ items: [] });
      await expect(
        list(`since=${encodeURIComponent('2999-01-01T00:00:00Z')}`),
      ).resolves.toEqual({ items: [] });

      const all = await list('limit=200');
      const paged: Operation[] = [];
      let query = 'limit=2';
      for (;;) {
        const page = await list(query);
        paged.push(...page.items);
        if (!page.nextCursor) {
          break;
        }
        query = `limit=2&cursor=${page.nextCursor}`;
      }
      expect(paged).toEqual(all.items);
      const { body: refused } = await platform
        .get('ada', '/operations?cursor=abc')
        .expect(400);
      expect(refused.error.path).toBe('cursor');
    });
  });

  describe('what cannot be read', () => {
    it.each([
      ['that breaks off', '{"operation":', 'The body is not valid JSON'],
      ['that is text', '"text"', 'The body is not valid JSON'],
      [
        'that is large',
        JSON.stringify({ operation: 'x', input: 'x'.repeat(257 * 1024) }),
        'The body is larger than 256 kB',
      ],
    ])('as a body %s is a fault of the request', async (_, body, message) => {
      const response = await request(platform.url)
        .post('/operations')
        .set(platform.headers('ada'))
        .set('Content-Type', 'application/json')
        .send(body)
        .expect(400);
      expect(response.body.error).toEqual({
        code: 'invalid_input',
        message,
        requestId: expect.any(String),
      });
    });

    it('as an encoding is a fault of the request', async () => {
      const response = await request(platform.url)
        .post('/plans')
        .set(platform.headers('ada'))
        .set('Content-Type', 'application/json; charset=utf-7')
        .send('{}')
        .expect(400);
      expect(response.body.error.code).toBe('invalid_input');
    });

    it('as a path is a fault of the request', async () => {
      const { body } = await platform
        .get('ada', '/capabilities/%E0%A4%A')
        .expect(400);
      expect(body.error.code).toBe('invalid_input');
    });

    it('as a body is named fault by fault', async () => {
      const { body } = await platform
        .post('ada', '/plans', { input: {}, hash: 'x' })
        .expect(400);
      expect(body.error.code).toBe('invalid_input');
      expect(body.error.faults).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ path: 'operation' }),
        ]),
      );
      expect(body.error.message).toContain('hash');
    });
  });

  describe('identity', () => {
    const routes: Array<['get' | 'post', string]> = [
      ['get', '/capabilities'],
      ['get', '/capabilities/whoami'],
      ['get', '/queries/whoami'],
      ['post', '/plans'],
      ['post', '/operations'],
      ['get', '/operations'],
      ['get', '/operations/op_01'],
      ['get', '/operations/op_01/events'],
      ['get', '/changes'],
    ];

    it.each(routes)('is asked for by %s %s', async (method, path) => {
      const { body } = await request(platform.url)[method](path).expect(401);
      expect(body.error).toMatchObject({
        code: 'unauthenticated',
        requestId: expect.any(String),
      });
    });

    it.each([
      ['eve', 'write-note', 'developer', 'viewer'],
      ['dev', 'wipe-notes', 'owner', 'developer'],
    ] as const)(
      'of %s is not enough for %s, which needs %s',
      async (person, operation, needed, has) => {
        const input =
          operation === 'wipe-notes' ? { tenant: 'acme' } : newNote();
        for (const response of [
          await platform.start(person, { operation, input }),
          await platform.post(person, '/plans', { operation, input }),
        ]) {
          expect(response.status).toBe(403);
          expect(response.body.error).toMatchObject({
            code: 'role_too_small',
            message: `This needs the role ${needed} in tenant "acme"; you are ${has}`,
          });
        }
      },
    );
  });
});

describe('REST of a strict platform', () => {
  it('says when to come back', async () => {
    const platform = await TestPlatform.start({
      operations: { rateLimit: { reads: 2, writes: 1, burst: 1 } },
    });
    try {
      for (let reads = 0; reads < 3; reads += 1) {
        await platform.get('ada', '/queries/whoami').expect(200);
      }
      const { body, headers } = await platform
        .get('ada', '/queries/whoami')
        .expect(429);
      expect(body.error.code).toBe('rate_limited');
      expect(Number(headers['retry-after'])).toBe(
        body.error.details.retryAfterSeconds,
      );
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      await platform.get('ben', '/queries/whoami').expect(200);
    } finally {
      await platform.stop();
    }
  });

  it('leaves off what is switched off', async () => {
    const platform = await TestPlatform.start({
      operations: { disabled: ['write-note'] },
    });
    try {
      const { body } = await platform
        .start('ada', { operation: 'write-note', input: hello })
        .expect(503);
      expect(body.error.code).toBe('operation_disabled');
    } finally {
      await platform.stop();
    }
  });
});
