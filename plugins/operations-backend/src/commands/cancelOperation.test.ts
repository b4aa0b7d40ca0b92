import { randomUUID } from 'node:crypto';
import { ServiceUnavailableError } from '@backstage/errors';
import { operationSchema, type Operation } from '@mctl/plugin-platform-common';
import { notePath } from '../__testUtils__/noteCapabilities';
import { TestPlatform, type Person } from '../__testUtils__/TestPlatform';

jest.setTimeout(30_000);

describe('cancel-operation', () => {
  let platform: TestPlatform;
  let notes: string[];

  beforeAll(async () => {
    platform = await TestPlatform.start();
    notes = [...'abcdefghijklmnopqrstuvwxyz'];
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => platform.stop());

  /** Starts an operation that cannot get to its commit for now. */
  async function startStuck(person: Person = 'dev'): Promise<Operation> {
    jest
      .spyOn(platform.test.repository, 'findOperation')
      .mockRejectedValue(new ServiceUnavailableError('Not now'));
    const { body } = await platform
      .start(person, {
        operation: 'write-note',
        input: { tenant: 'acme', note: notes.pop(), text: 'hi' },
      })
      .expect(202);
    return body;
  }

  function cancel(
    person: Person,
    { id }: { id: string },
    options: { key?: string; body?: object } = {},
  ) {
    return platform
      .post(person, `/operations/${id}/cancel`, options.body ?? {})
      .set('Idempotency-Key', options.key ?? randomUUID());
  }

  it.each<Person>(['dev', 'ada', 'guest'])(
    'is for who asked, owners and admins: %s',
    async person => {
      const operation = await startStuck();
      const { body } = await cancel(person, operation, {
        body: { reason: 'Not today' },
      }).expect(200);
      expect(operationSchema.parse(body)).toMatchObject({
        id: operation.id,
        state: 'cancelled',
        commit: null,
      });
      const { body: shown } = await platform.get(
        'ada',
        `/operations/${operation.id}`,
      );
      expect(shown.log.at(-1).message).toBe(
        `Cancelled by user:default/${person}: Not today`,
      );
      const snapshot = await platform.test.repository.refresh();
      const { note } = operation.input as { note: string };
      expect(snapshot.blob(notePath('acme', note))).toBeUndefined();
    },
  );

  it.each<[Person, number, string]>([
    ['eve', 403, 'role_too_small'],
    ['ben', 404, 'not_found'],
    ['nobody', 404, 'not_found'],
  ])('is refused to %s with %d', async (person, status, code) => {
    const operation = await startStuck('ada');
    const { body } = await cancel(person, operation).expect(status);
    expect(body.error.code).toBe(code);
    const { body: shown } = await platform.get(
      'ada',
      `/operations/${operation.id}`,
    );
    expect(shown.finishedAt).toBeNull();
  });

  it('answers the same again under the same key', async () => {
    const operation = await startStuck();
    const key = randomUUID();
    const first = await cancel('dev', operation, { key }).expect(200);
    const again = await cancel('dev', operation, { key }).expect(200);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    const other = await startStuck();
    const reused = await cancel('dev', other, { key }).expect(422);
    expect(reused.body.error.code).toBe('idempotency_key_reused');
  });

  it('has nothing against one that is cancelled already', async () => {
    const operation = await startStuck();
    await cancel('dev', operation).expect(200);
    const { body } = await cancel('ada', operation).expect(200);
    expect(body.state).toBe('cancelled');
  });

  it('undoes nothing once the commit stands, and says what to do', async () => {
    const { body: operation } = await platform.start('dev', {
      operation: 'write-note',
      input: { tenant: 'acme', note: notes.pop(), text: 'hi' },
    });
    const committed = await new Promise<string>((resolve, reject) => {
      const look = async (): Promise<void> => {
        const { body } = await platform.get(
          'dev',
          `/operations/${operation.id}`,
        );
        if (body.commit) {
          resolve(body.commit);
        } else {
          await look();
        }
      };
      look().catch(reject);
    });
    const { body } = await cancel('dev', operation).expect(409);
    expect(body.error).toMatchObject({
      code: 'conflict',
      operationId: operation.id,
      message: expect.stringContaining(committed.slice(0, 7)),
      hint: expect.stringContaining('changes it back'),
    });
    await expect(
      platform.test.repository.findOperation(operation.id),
    ).resolves.toEqual({ found: true, commit: committed });
  });

  it('says how what has ended has ended', async () => {
    const { body: operation } = await platform.start('dev', {
      operation: 'count-notes',
      input: { tenant: 'acme' },
    });
    await platform.syncAlways();
    await platform.get('dev', `/operations/${operation.id}?wait=20`);
    const unchanged = await platform.start('dev', {
      operation: 'count-notes',
      input: { tenant: 'acme' },
    });
    expect(unchanged.body.state).toBe('succeeded');
    const { body } = await cancel('dev', unchanged.body).expect(409);
    expect(body.error.message).toBe(
      `${unchanged.body.id} has ended already: it is succeeded`,
    );
  });

  describe('over REST', () => {
    it('is a command like any other', async () => {
      const operation = await startStuck();
      const { body } = await platform
        .post('dev', '/commands/cancel-operation', {
          input: { id: operation.id },
        })
        .set('Idempotency-Key', randomUUID())
        .expect(200);
      expect(body).toMatchObject({ id: operation.id, state: 'cancelled' });
    });

    it('needs a key', async () => {
      const operation = await startStuck();
      for (const path of [
        `/operations/${operation.id}/cancel`,
        '/commands/cancel-operation',
      ]) {
        const body = path.startsWith('/commands') ? { input: operation } : {};
        const refused = await platform.post('dev', path, body).expect(400);
        expect(refused.body.error.code).toBe('idempotency_key_required');
      }
    });

    it.each([
      ['an undeclared key', { id: 'op_x' }],
      ['a plan', { planHash: 'sha256:0' }],
    ])('refuses %s in the body', async (_, body) => {
      const operation = await startStuck();
      const refused = await cancel('dev', operation, { body }).expect(400);
      expect(refused.body.error.code).toBe('invalid_input');
    });

    it('knows no other verb, and no command of another kind', async () => {
      const operation = await startStuck();
      await platform
        .post('dev', `/operations/${operation.id}/toString`, {})
        .set('Idempotency-Key', randomUUID())
        .expect(404);
      for (const [name, code] of [
        ['write-note', 'invalid_input'],
        ['nothing', 'not_found'],
      ]) {
        const { body } = await platform
          .post('dev', `/commands/${name}`, { input: {} })
          .set('Idempotency-Key', randomUUID());
        expect(body.error.code).toBe(code);
      }
    });
  });
});
