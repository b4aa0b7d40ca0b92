import { rename } from 'node:fs/promises';
import {
  noteCapabilities,
  readNote,
  validNote,
  writeNote,
} from '../testing/noteCapabilities';
import { refusalOf } from '../testing/refusalOf';
import { testCaller, TestPlatform } from '../testing/TestPlatform';
import { CallerLimits } from './CallerLimits';
import { CapabilityRunner } from './CapabilityRunner';
import { CursorSeal } from './CursorSeal';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await TestPlatform.create({
    capabilities: noteCapabilities,
    files: { 'tenants/acme/notes/old.txt': 'old\n' },
  });
});
afterEach(() => platform.stop());

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
      { ...validNote, loud: true, dryRun: true },
      ['loud', 'dryRun'],
    ],
    [
      'undeclared keys inside',
      { ...validNote, style: { bold: true, size: 3 } },
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
      const error = await refusalOf(attempt);
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
      const error = await refusalOf(
        platform.start('write-note', validNote, { idempotencyKey }),
      );
      expect(error.code).toBe('invalid_input');
      expect(error.message).toContain('idempotency key');
    },
  );

  it.each(['', 'two\nlines', 'right\u202eto left', 'a'.repeat(501)])(
    'is refused with the reason %j',
    async reason => {
      const error = await refusalOf(
        platform.start('write-note', validNote, { reason }),
      );
      expect(error.code).toBe('invalid_input');
      expect(error.message).toContain('reason');
      expect(platform.ledger.accepted).toEqual([]);
    },
  );

  it('is refused for a name of another kind, or of nothing', async () => {
    expect(
      await refusalOf(platform.query('write-note', validNote)),
    ).toMatchObject({
      code: 'invalid_input',
      message: 'write-note is an operation',
    });
    expect(
      await refusalOf(platform.start('read-note', validNote)),
    ).toMatchObject({
      code: 'invalid_input',
      message: 'read-note is a query',
    });
    expect(await refusalOf(platform.plan('nothing', validNote))).toMatchObject({
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
    await refusalOf(platform.start('write-note', {}));
    const write = await refusalOf(platform.start('write-note', {}));
    expect(write.code).toBe('rate_limited');
    await refusalOf(platform.query('read-note', {}));
    const read = await refusalOf(platform.query('read-note', {}));
    expect(read.code).toBe('rate_limited');
    // A plan only reads.
    const plan = await refusalOf(platform.plan('write-note', validNote));
    expect(plan.code).toBe('rate_limited');
  });

  it('validates before it says whether a tenant is there', async () => {
    const bad = { tenant: 'globex', note: '!' };
    const error = await refusalOf(platform.start('write-note', bad));
    expect(error.code).toBe('invalid_input');
  });

  it.each([
    ['ada', 'globex', 'not_found'],
    ['ada', 'nowhere', 'not_found'],
    ['eve', 'acme', 'role_too_small'],
    ['ada', 'broken', 'roles_unknown'],
  ])('%s in %s: %s, and nothing is planned', async (user, tenant, code) => {
    const asked = { ...validNote, tenant, text: 'break' };
    const results = await Promise.all([
      refusalOf(platform.start('write-note', asked, { user })),
      refusalOf(platform.plan('write-note', asked, user)),
    ]);
    expect(results.map(error => error.code)).toEqual([code, code]);
  });

  it('reads roles anew for every change', async () => {
    await platform.start('write-note', validNote, { user: 'dev' });
    await platform.push({
      'tenants/acme/tenant.yaml': (
        await platform.read('tenants/acme/tenant.yaml')
      ).replace('role: developer', 'role: viewer'),
    });
    const error = await refusalOf(
      platform.start('write-note', validNote, { user: 'dev' }),
    );
    expect(error.code).toBe('role_too_small');
  });

  it('asks for the scope before it looks at the tenant', async () => {
    const reader = testCaller('ada', { scopes: ['mctl:read'] });
    const foreign = { ...validNote, tenant: 'nowhere' };
    const error = await refusalOf(
      platform.start('write-note', foreign, { user: reader }),
    );
    expect(error).toMatchObject({ code: 'insufficient_scope', status: 403 });
    await expect(
      platform.query('read-note', validNote, reader),
    ).resolves.toMatchObject({ asked: validNote });
    const writer = testCaller('admin', { scopes: ['mctl:read', 'mctl:write'] });
    const admin = await refusalOf(platform.query('admin-only', {}, writer));
    expect(admin.code).toBe('insufficient_scope');
    const nobody = await refusalOf(platform.query('admin-only', {}, 'ada'));
    expect(nobody.code).toBe('role_too_small');
  });

  it('says who may not before it says what is switched off', async () => {
    await platform.stop();
    platform = await TestPlatform.create({
      capabilities: [writeNote],
      disabled: ['write-note'],
    });
    const foreign = await refusalOf(
      platform.start('write-note', { ...validNote, tenant: 'globex' }),
    );
    expect(foreign.code).toBe('not_found');
    const off = await refusalOf(platform.start('write-note', validNote));
    expect(off).toMatchObject({ code: 'operation_disabled', status: 503 });
    // Looking at what it would do stays possible.
    await expect(platform.plan('write-note', validNote)).resolves.toMatchObject(
      {
        operation: 'write-note',
      },
    );
  });

  it('waits for the ledger', async () => {
    const { registry, access, repository, cluster, logs, metrics } = platform;
    const runner = CapabilityRunner.create({
      registry,
      access,
      repository,
      cluster,
      logs,
      metrics,
      cursors: CursorSeal.create({ key: Buffer.alloc(32) }),
      limits: CallerLimits.create({ reads: 9, writes: 9, burst: 0 }),
      domain: 'apps.test',
      disabled: [],
    });
    const caller = testCaller('ada');
    const error = await refusalOf(
      runner.start({
        operation: 'write-note',
        input: validNote,
        caller,
        idempotencyKey: 'k',
      }),
    );
    expect(error).toMatchObject({ code: 'unavailable', status: 503 });
  });
});

describe('an operation that is accepted', () => {
  it('is kept with its plan, its look-ups and who asked', async () => {
    const { operation, replayed } = await platform.start(
      'write-note',
      validNote,
      {
        user: testCaller('dev', { via: 'mcp', client: 'Claude' }),
        reason: 'because',
      },
    );
    expect(replayed).toBe(false);
    expect(operation).toMatchObject({ state: 'queued', tenant: 'acme' });
    const [accepted] = platform.ledger.accepted;
    expect(accepted).toMatchObject({
      operation: 'write-note',
      tenant: 'acme',
      subject: 'note:acme/hello',
      input: validNote,
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
    const plan = await platform.plan('write-note', validNote, 'dev');
    expect(accepted.plan).toEqual(plan);
  });

  it('is bound to the plan whose hash was sent along', async () => {
    const { hash } = await platform.plan('write-note', validNote);
    await platform.start('write-note', validNote, { planHash: hash });
    expect(platform.ledger.accepted[0].planBound).toBe(true);
  });

  it('is not begun by planning', async () => {
    const before = await platform.repository.refresh();
    await platform.plan('drop-note', { ...validNote, note: 'old' });
    const after = await platform.repository.refresh();
    expect(after.commit).toBe(before.commit);
    expect(platform.ledger.accepted).toEqual([]);
  });
});

describe('a repository that cannot be read', () => {
  it('stops changes and still answers reads and repeated requests', async () => {
    const options = { idempotencyKey: 'once' };
    const { operation } = await platform.start(
      'write-note',
      validNote,
      options,
    );
    await rename(platform.directory, `${platform.directory}.away`);

    const change = await refusalOf(platform.start('write-note', validNote));
    expect(change).toMatchObject({ code: 'unavailable', status: 503 });
    expect(change.message).not.toContain(platform.directory);
    await expect(
      platform.query('read-note', { tenant: 'acme', note: 'a' }),
    ).resolves.toMatchObject({ domain: 'apps.test' });
    await expect(
      platform.start('write-note', validNote, options),
    ).resolves.toMatchObject({ replayed: true, operation });

    platform.pass(300_001);
    const late = await refusalOf(
      platform.start('write-note', validNote, options),
    );
    expect(late).toMatchObject({ code: 'roles_unknown', status: 503 });
  });
});
