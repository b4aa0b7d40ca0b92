import { rename } from 'node:fs/promises';
import { z } from 'zod';
import { tenantName } from '@mctl/plugin-platform-common';
import { toPlatformError } from '../errors';
import { testCaller, TestPlatform } from '../testing/TestPlatform';
import { CallerLimits } from './CallerLimits';
import { CapabilityRunner } from './CapabilityRunner';
import { defineOperation, defineQuery } from './definitions';

const input = z.object({
  tenant: tenantName,
  note: z.string().regex(/^[a-z]+$/),
  text: z.string().max(10).optional(),
  style: z.strictObject({ bold: z.boolean() }).optional(),
});
const verify = {
  proves: 'the note is there',
  deadline: 1,
  check: () => ({ outcome: 'passed' as const, message: 'There' }),
};

const writeNote = defineOperation({
  name: 'write-note',
  title: 'Write a note',
  description: 'Writes a note.',
  risk: 'write',
  role: 'developer',
  input,
  subject: ({ tenant, note }) => `note:${tenant}/${note}`,
  writes: ({ tenant }) => [`tenants/${tenant}/notes/`],
  async resolve({ input: { text }, user }) {
    if (text === 'break') {
      throw new TypeError('SELECT secret');
    }
    return { by: user };
  },
  plan: ({ input: { tenant, note, text }, resolved }) => ({
    changes: [
      {
        path: `tenants/${tenant}/notes/${note}.txt`,
        content: `${text ?? ''} by ${resolved.by}\n`,
      },
    ],
    summary: 'The note is there',
    title: 'feat: write a note',
  }),
  sync: () => [],
  verify,
});
const dropNote = defineOperation({
  name: 'drop-note',
  title: 'Drop a note',
  description: 'Drops a note.',
  risk: 'destructive',
  role: 'owner',
  cancelsQueuedInTenant: true,
  input,
  subject: ({ tenant, note }) => `note:${tenant}/${note}`,
  writes: ({ tenant }) => [`tenants/${tenant}/notes/`],
  plan: ({ input: { tenant, note } }) => ({
    changes: [{ path: `tenants/${tenant}/notes/${note}.txt`, content: null }],
    summary: 'The note is gone',
    title: 'feat: drop a note',
  }),
  sync: () => [],
  verify,
});
const readNote = defineQuery({
  name: 'read-note',
  title: 'Read a note',
  description: 'Reads a note.',
  role: 'viewer',
  input: input.partial({ tenant: true }),
  output: z.looseObject({}),
  run: ({ input: asked, snapshot, domain }) => ({
    asked,
    commit: snapshot.commit,
    domain,
  }),
});
const adminOnly = defineQuery({
  ...readNote,
  name: 'admin-only',
  role: 'admin',
  input: z.object({}),
  run: () => ({}),
});

const valid = { tenant: 'acme', note: 'hello', text: 'hi' };

let platform: TestPlatform;
beforeEach(async () => {
  platform = await TestPlatform.create({
    capabilities: [writeNote, dropNote, readNote, adminOnly],
    files: { 'tenants/acme/notes/old.txt': 'old\n' },
  });
});
afterEach(() => platform.stop());

async function refusal(promise: Promise<unknown>) {
  try {
    await promise;
  } catch (error) {
    return toPlatformError(error);
  }
  throw new Error('It was not refused');
}

describe('what a capability is asked with', () => {
  it.each([
    [
      'every fault with its path',
      { tenant: 'Acme', note: 'Hello!', style: { bold: 'yes' } },
      ['tenant', 'note', 'style.bold'],
    ],
    ['what is missing', {}, ['tenant', 'note']],
    [
      'undeclared keys',
      { ...valid, loud: true, dryRun: true },
      ['loud', 'dryRun'],
    ],
    [
      'undeclared keys inside',
      { ...valid, style: { bold: true, size: 3 } },
      ['style.size'],
    ],
    ['no object', ['acme'], ['']],
    ['nothing', undefined, ['tenant', 'note']],
    ['text in place of a number', 'acme', ['']],
  ])('is refused for %s', async (_, asked, paths) => {
    for (const attempt of [
      platform.start('write-note', asked),
      platform.plan('write-note', asked),
    ]) {
      const error = await refusal(attempt);
      expect(error.code).toBe('invalid_input');
      expect(error.status).toBe(400);
      expect(error.faults?.map(({ path }) => path)).toEqual(paths);
      expect(error.hint).toContain('write-note');
    }
    expect(platform.ledger.accepted).toEqual([]);
  });

  it.each(['', ' ', 'a b', 'a\n', 'é', 'a'.repeat(201)])(
    'is refused with the idempotency key %j',
    async idempotencyKey => {
      const error = await refusal(
        platform.start('write-note', valid, { idempotencyKey }),
      );
      expect(error.code).toBe('invalid_input');
      expect(error.message).toContain('idempotency key');
    },
  );

  it('is refused for a name of another kind, or of nothing', async () => {
    expect(await refusal(platform.query('write-note', valid))).toMatchObject({
      code: 'invalid_input',
      message: 'write-note is an operation',
    });
    expect(await refusal(platform.start('read-note', valid))).toMatchObject({
      code: 'invalid_input',
      message: 'read-note is a query',
    });
    expect(await refusal(platform.plan('nothing', valid))).toMatchObject({
      code: 'not_found',
    });
  });
});

describe('the order of the checks', () => {
  it('limits before it looks at the input', async () => {
    await platform.stop();
    platform = await TestPlatform.create({
      capabilities: [writeNote, readNote],
      limits: CallerLimits.create({ reads: 1, writes: 1, burst: 0 }),
    });
    await refusal(platform.start('write-note', {}));
    const write = await refusal(platform.start('write-note', {}));
    expect(write.code).toBe('rate_limited');
    await refusal(platform.query('read-note', {}));
    const read = await refusal(platform.query('read-note', {}));
    expect(read.code).toBe('rate_limited');
    // A plan only reads.
    const plan = await refusal(platform.plan('write-note', valid));
    expect(plan.code).toBe('rate_limited');
  });

  it('validates before it says whether a tenant is there', async () => {
    const bad = { tenant: 'globex', note: '!' };
    const error = await refusal(platform.start('write-note', bad));
    expect(error.code).toBe('invalid_input');
  });

  it.each([
    ['ada', 'globex', 'not_found'],
    ['ada', 'nowhere', 'not_found'],
    ['eve', 'acme', 'role_too_small'],
    ['ada', 'broken', 'roles_unknown'],
  ])('%s in %s: %s, and nothing is planned', async (user, tenant, code) => {
    const asked = { ...valid, tenant, text: 'break' };
    const results = await Promise.all([
      refusal(platform.start('write-note', asked, { user })),
      refusal(platform.plan('write-note', asked, user)),
    ]);
    expect(results.map(error => error.code)).toEqual([code, code]);
  });

  it('reads roles anew for every change', async () => {
    await platform.start('write-note', valid, { user: 'dev' });
    await platform.push({
      'tenants/acme/tenant.yaml': (
        await platform.read('tenants/acme/tenant.yaml')
      ).replace('role: developer', 'role: viewer'),
    });
    const error = await refusal(
      platform.start('write-note', valid, { user: 'dev' }),
    );
    expect(error.code).toBe('role_too_small');
  });

  it('asks for the scope before it looks at the tenant', async () => {
    const reader = testCaller('ada', { scopes: ['mctl:read'] });
    const foreign = { ...valid, tenant: 'nowhere' };
    const error = await refusal(
      platform.start('write-note', foreign, { user: reader }),
    );
    expect(error).toMatchObject({ code: 'insufficient_scope', status: 403 });
    await expect(
      platform.query('read-note', valid, reader),
    ).resolves.toMatchObject({ asked: valid });
    const writer = testCaller('admin', { scopes: ['mctl:read', 'mctl:write'] });
    const admin = await refusal(platform.query('admin-only', {}, writer));
    expect(admin.code).toBe('insufficient_scope');
    const nobody = await refusal(platform.query('admin-only', {}, 'ada'));
    expect(nobody.code).toBe('role_too_small');
  });

  it('says who may not before it says what is switched off', async () => {
    await platform.stop();
    platform = await TestPlatform.create({
      capabilities: [writeNote],
      disabled: ['write-note'],
    });
    const foreign = await refusal(
      platform.start('write-note', { ...valid, tenant: 'globex' }),
    );
    expect(foreign.code).toBe('not_found');
    const off = await refusal(platform.start('write-note', valid));
    expect(off).toMatchObject({ code: 'operation_disabled', status: 503 });
    // Looking at what it would do stays possible.
    await expect(platform.plan('write-note', valid)).resolves.toMatchObject({
      operation: 'write-note',
    });
  });

  it('waits for the ledger', async () => {
    const { registry, access, repository, cluster } = platform;
    const runner = CapabilityRunner.create({
      registry,
      access,
      repository,
      cluster,
      limits: CallerLimits.create({ reads: 9, writes: 9, burst: 0 }),
      domain: 'apps.test',
      disabled: [],
    });
    const caller = testCaller('ada');
    const error = await refusal(
      runner.start({
        operation: 'write-note',
        input: valid,
        caller,
        idempotencyKey: 'k',
      }),
    );
    expect(error).toMatchObject({ code: 'unavailable', status: 503 });
  });
});

describe('an operation that is accepted', () => {
  it('is kept with its plan, its look-ups and who asked', async () => {
    const { operation, replayed } = await platform.start('write-note', valid, {
      user: testCaller('dev', { via: 'mcp', client: 'Claude' }),
      reason: 'because',
    });
    expect(replayed).toBe(false);
    expect(operation).toMatchObject({ state: 'queued', tenant: 'acme' });
    const [accepted] = platform.ledger.accepted;
    expect(accepted).toMatchObject({
      operation: 'write-note',
      tenant: 'acme',
      subject: 'note:acme/hello',
      input: valid,
      resolved: { by: 'user:default/dev' },
      planBound: false,
      reason: 'because',
      cancelsQueuedInTenant: false,
      actor: {
        user: 'user:default/dev',
        via: 'mcp',
        client: 'Claude',
        onBehalfOf: null,
      },
    });
    const plan = await platform.plan('write-note', valid, 'dev');
    expect(accepted.plan).toEqual(plan);
  });

  it('is bound to the plan whose hash was sent along', async () => {
    const { hash } = await platform.plan('write-note', valid);
    await platform.start('write-note', valid, { planHash: hash });
    expect(platform.ledger.accepted[0].planBound).toBe(true);
  });

  it('is not begun by planning', async () => {
    const before = await platform.repository.refresh();
    await platform.plan('drop-note', { ...valid, note: 'old' });
    const after = await platform.repository.refresh();
    expect(after.commit).toBe(before.commit);
    expect(platform.ledger.accepted).toEqual([]);
  });
});

describe('idempotency', () => {
  const idempotencyKey = 'once';

  it('answers again with the operation as it is now', async () => {
    const first = await platform.start('write-note', valid, { idempotencyKey });
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
    const first = await platform.start('write-note', valid, { idempotencyKey });
    const error = await refusal(
      platform.start(
        'write-note',
        { ...valid, text: 'ho' },
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
    await platform.start('write-note', valid, { idempotencyKey });
    const other = await platform.start('write-note', valid, {
      user: 'dev',
      idempotencyKey,
    });
    expect(other.replayed).toBe(false);
    const { hash } = await platform.plan('drop-note', valid);
    const drop = await platform.start('drop-note', valid, {
      planHash: hash,
      idempotencyKey,
    });
    expect(drop.replayed).toBe(false);
  });

  it('keeps nothing of what was refused', async () => {
    const attempt = () =>
      platform.start('drop-note', valid, { idempotencyKey });
    await refusal(attempt());
    const { hash } = await platform.plan('drop-note', valid);
    const result = await platform.start('drop-note', valid, {
      planHash: hash,
      idempotencyKey,
    });
    expect(result.replayed).toBe(false);
  });

  it('needs no plan that still fits to answer again', async () => {
    const asked = { ...valid, note: 'old' };
    const { hash } = await platform.plan('drop-note', asked);
    const options = { planHash: hash, idempotencyKey };
    await platform.start('drop-note', asked, options);
    await platform.push({ 'tenants/acme/notes/old.txt': 'changed\n' });
    const again = await platform.start('drop-note', asked, options);
    expect(again.replayed).toBe(true);
  });

  it('is no way around a role that is gone', async () => {
    await platform.start('write-note', valid, { user: 'dev', idempotencyKey });
    await platform.push({
      'tenants/acme/tenant.yaml': (
        await platform.read('tenants/acme/tenant.yaml')
      ).replace('{user: dev, role: developer}, ', ''),
    });
    const error = await refusal(
      platform.start('write-note', valid, { user: 'dev', idempotencyKey }),
    );
    expect(error.code).toBe('not_found');
  });

  it('answers with the faster one of two requests at once', async () => {
    const results = await Promise.all([
      platform.start('write-note', valid, { idempotencyKey }),
      platform.start('write-note', valid, { idempotencyKey }),
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
    const error = await refusal(platform.start('drop-note', asked));
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
    const foreign = await platform.plan('drop-note', valid);
    for (const planHash of [foreign.hash, 'sha256:0', '']) {
      const error = await refusal(
        platform.start('drop-note', asked, { planHash }),
      );
      expect(error).toMatchObject({ code: 'plan_changed', status: 409 });
    }
    expect(platform.ledger.accepted).toEqual([]);
  });

  it('is void once the plan has changed, and shows the new one', async () => {
    const { hash } = await platform.plan('drop-note', asked);
    await platform.push({ 'tenants/acme/notes/old.txt': 'newer\n' });
    const error = await refusal(
      platform.start('drop-note', asked, { planHash: hash }),
    );
    expect(error).toMatchObject({
      code: 'plan_changed',
      details: { plan: await platform.plan('drop-note', asked) },
    });
  });

  it('holds for what destroys nothing, too, once a hash is sent', async () => {
    const error = await refusal(
      platform.start('write-note', valid, { planHash: 'sha256:0' }),
    );
    expect(error.code).toBe('plan_changed');
  });
});

describe('the audit trail', () => {
  it('has every outcome', async () => {
    const caller = testCaller('ada', { client: 'curl' });
    const { operation } = await platform.start('write-note', valid, {
      user: caller,
    });
    await platform.plan('write-note', valid);
    await platform.query('read-note', { note: 'a' });
    await refusal(platform.start('write-note', { tenant: 'acme' }));
    await refusal(platform.query('read-note', { ...valid, tenant: 'globex' }));
    await refusal(platform.start('write-note', { ...valid, text: 'break' }));
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
    const { operation } = await platform.start('write-note', valid, options);
    await platform.start('write-note', valid, options);
    expect(
      platform.ledger.audited.map(({ operationId }) => operationId),
    ).toEqual([operation.id, operation.id]);
  });

  it.each(['\0', 'x'.repeat(100_000), 'Acme', '', 7])(
    'takes nothing for a tenant that cannot be one (%#)',
    async tenant => {
      await refusal(platform.start('write-note', { ...valid, tenant }));
      expect(platform.ledger.audited).toMatchObject([
        { tenant: null, outcome: 'refused', code: 'invalid_input' },
      ]);
    },
  );
});

describe('a repository that cannot be read', () => {
  it('stops changes and still answers reads and repeated requests', async () => {
    const options = { idempotencyKey: 'once' };
    const { operation } = await platform.start('write-note', valid, options);
    await rename(platform.directory, `${platform.directory}.away`);

    const change = await refusal(platform.start('write-note', valid));
    expect(change).toMatchObject({ code: 'unavailable', status: 503 });
    expect(change.message).not.toContain(platform.directory);
    await expect(
      platform.query('read-note', { tenant: 'acme', note: 'a' }),
    ).resolves.toMatchObject({ domain: 'apps.test' });
    await expect(
      platform.start('write-note', valid, options),
    ).resolves.toMatchObject({ replayed: true, operation });

    platform.pass(300_001);
    const late = await refusal(platform.start('write-note', valid, options));
    expect(late).toMatchObject({ code: 'roles_unknown', status: 503 });
  });
});
