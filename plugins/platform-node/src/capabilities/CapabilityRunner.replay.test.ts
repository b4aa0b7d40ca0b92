import { noteCapabilities, validNote } from '../testing/noteCapabilities';
import { refusalOf } from '../testing/refusalOf';
import { testCaller, TestPlatform } from '../testing/TestPlatform';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await TestPlatform.create({
    capabilities: noteCapabilities,
    files: { 'tenants/acme/notes/old.txt': 'old\n' },
  });
});
afterEach(() => platform.stop());

describe('idempotency', () => {
  const idempotencyKey = 'once';

  it('answers again with the operation as it is now', async () => {
    const first = await platform.start('write-note', validNote, {
      idempotencyKey,
    });
    platform.ledger.update(first.operation.id, { state: 'running' });
    const second = await platform.start(
      'write-note',
      { text: 'hi', note: 'hello', tenant: 'acme' },
      { idempotencyKey },
    );
    expect(second).toMatchObject({
      replayed: true,
      operation: { id: first.operation.id, state: 'running' },
    });
    expect(platform.ledger.accepted).toHaveLength(1);
  });

  it('refuses the key for another input, and names the operation', async () => {
    const first = await platform.start('write-note', validNote, {
      idempotencyKey,
    });
    const error = await refusalOf(
      platform.start(
        'write-note',
        { ...validNote, text: 'ho' },
        { idempotencyKey },
      ),
    );
    expect(error).toMatchObject({
      code: 'idempotency_key_reused',
      status: 422,
      operationId: first.operation.id,
    });
  });

  it('belongs to one caller and one capability', async () => {
    await platform.start('write-note', validNote, { idempotencyKey });
    const other = await platform.start('write-note', validNote, {
      user: 'dev',
      idempotencyKey,
    });
    expect(other.replayed).toBe(false);
    const { hash } = await platform.plan('drop-note', validNote);
    const drop = await platform.start('drop-note', validNote, {
      planHash: hash,
      idempotencyKey,
    });
    expect(drop.replayed).toBe(false);
  });

  it('keeps nothing of what was refused', async () => {
    const attempt = () =>
      platform.start('drop-note', validNote, { idempotencyKey });
    await refusalOf(attempt());
    const { hash } = await platform.plan('drop-note', validNote);
    const result = await platform.start('drop-note', validNote, {
      planHash: hash,
      idempotencyKey,
    });
    expect(result.replayed).toBe(false);
  });

  it('needs no plan that still fits to answer again', async () => {
    const asked = { ...validNote, note: 'old' };
    const { hash } = await platform.plan('drop-note', asked);
    const options = { planHash: hash, idempotencyKey };
    await platform.start('drop-note', asked, options);
    await platform.push({ 'tenants/acme/notes/old.txt': 'changed\n' });
    const again = await platform.start('drop-note', asked, options);
    expect(again.replayed).toBe(true);
  });

  it('is no way around a role that is gone', async () => {
    await platform.start('write-note', validNote, {
      user: 'dev',
      idempotencyKey,
    });
    await platform.push({
      'tenants/acme/tenant.yaml': (
        await platform.read('tenants/acme/tenant.yaml')
      ).replace('{user: dev, role: developer}, ', ''),
    });
    const error = await refusalOf(
      platform.start('write-note', validNote, { user: 'dev', idempotencyKey }),
    );
    expect(error.code).toBe('not_found');
  });

  it('answers with the faster one of two requests at once', async () => {
    const results = await Promise.all([
      platform.start('write-note', validNote, { idempotencyKey }),
      platform.start('write-note', validNote, { idempotencyKey }),
    ]);
    const ids = new Set(results.map(({ operation }) => operation.id));
    expect(ids.size).toBe(1);
    expect(results.map(({ replayed }) => replayed).sort()).toEqual([
      false,
      true,
    ]);
  });
});

describe('confirmation', () => {
  const asked = { tenant: 'acme', note: 'old' };

  it('is asked for with the plan before anything is destroyed', async () => {
    const error = await refusalOf(platform.start('drop-note', asked));
    expect(error).toMatchObject({
      code: 'confirmation_required',
      status: 409,
      details: { plan: await platform.plan('drop-note', asked) },
    });
    expect(platform.ledger.accepted).toEqual([]);
  });

  it('is given by the hash of exactly that plan', async () => {
    const { hash, needs } = await platform.plan('drop-note', asked);
    expect(needs.confirmation).toBe(true);
    const { operation } = await platform.start('drop-note', asked, {
      planHash: hash,
    });
    expect(operation.plan?.hash).toBe(hash);
    expect(platform.ledger.accepted[0].cancelsQueuedInTenant).toBe(true);
  });

  it('is not given by the plan of something else', async () => {
    const foreign = await platform.plan('drop-note', validNote);
    for (const planHash of [foreign.hash, 'sha256:0', '']) {
      const error = await refusalOf(
        platform.start('drop-note', asked, { planHash }),
      );
      expect(error).toMatchObject({ code: 'plan_changed', status: 409 });
    }
    expect(platform.ledger.accepted).toEqual([]);
  });

  it('is void once the plan has changed, and shows the new one', async () => {
    const { hash } = await platform.plan('drop-note', asked);
    await platform.push({ 'tenants/acme/notes/old.txt': 'newer\n' });
    const error = await refusalOf(
      platform.start('drop-note', asked, { planHash: hash }),
    );
    expect(error).toMatchObject({
      code: 'plan_changed',
      details: { plan: await platform.plan('drop-note', asked) },
    });
  });

  it('holds for what destroys nothing, too, once a hash is sent', async () => {
    const error = await refusalOf(
      platform.start('write-note', validNote, { planHash: 'sha256:0' }),
    );
    expect(error.code).toBe('plan_changed');
  });
});

describe('the audit trail', () => {
  it('has every outcome', async () => {
    const caller = testCaller('ada', { client: 'curl' });
    const { operation } = await platform.start('write-note', validNote, {
      user: caller,
    });
    await platform.plan('write-note', validNote);
    await platform.query('read-note', { note: 'a' });
    await refusalOf(platform.start('write-note', { tenant: 'acme' }));
    await refusalOf(
      platform.query('read-note', { ...validNote, tenant: 'globex' }),
    );
    await refusalOf(
      platform.start('write-note', { ...validNote, text: 'break' }),
    );
    expect(
      platform.ledger.audited.map(
        ({ event, capability, tenant, outcome, code, operationId }) => [
          event,
          capability,
          tenant,
          outcome,
          code ?? operationId,
        ],
      ),
    ).toEqual([
      ['operation', 'write-note', 'acme', 'succeeded', operation.id],
      ['plan', 'write-note', 'acme', 'succeeded', undefined],
      ['query', 'read-note', null, 'succeeded', undefined],
      ['operation', 'write-note', 'acme', 'refused', 'invalid_input'],
      ['query', 'read-note', 'globex', 'refused', 'not_found'],
      ['operation', 'write-note', 'acme', 'failed', 'internal'],
    ]);
    expect(platform.ledger.audited[0].actor).toEqual({
      user: 'user:default/ada',
      via: 'rest',
      client: 'curl',
      onBehalfOf: null,
    });
  });

  it('names the operation that was answered with again', async () => {
    const options = { idempotencyKey: 'once' };
    const { operation } = await platform.start(
      'write-note',
      validNote,
      options,
    );
    await platform.start('write-note', validNote, options);
    expect(
      platform.ledger.audited.map(({ operationId }) => operationId),
    ).toEqual([operation.id, operation.id]);
  });

  it.each(['\0', 'x'.repeat(100_000), 'Acme', '', 7])(
    'takes nothing for a tenant that cannot be one (%#)',
    async tenant => {
      await refusalOf(platform.start('write-note', { ...validNote, tenant }));
      expect(platform.ledger.audited).toMatchObject([
        { tenant: null, outcome: 'refused', code: 'invalid_input' },
      ]);
    },
  );
});
