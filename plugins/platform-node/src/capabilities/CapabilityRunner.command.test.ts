import {
  noteCapabilities,
  starNote,
  stars,
  validNote,
} from '../testing/noteCapabilities';
import { refusalOf } from '../testing/refusalOf';
import { testCaller, TestPlatform } from '../testing/TestPlatform';
import { CallerLimits } from './CallerLimits';

let platform: TestPlatform;
beforeEach(async () => {
  stars.length = 0;
  platform = await TestPlatform.create({
    capabilities: [...noteCapabilities, starNote],
  });
});
afterEach(() => platform.stop());

describe('a command', () => {
  it('is carried out and answered at once', async () => {
    const result = await platform.command('star-note', validNote, {
      user: 'dev',
      reason: 'Worth reading',
    });
    expect(result).toEqual({
      replayed: false,
      answer: { starred: 'hello', reason: 'Worth reading' },
    });
    expect(stars).toEqual(['acme/hello']);
    expect(platform.ledger.accepted).toEqual([]);
  });

  it('is described as one, with the scope and the role of a change', async () => {
    expect(platform.runner.describe()).toContainEqual(
      expect.objectContaining({
        name: 'star-note',
        kind: 'command',
        risk: 'command',
        role: 'developer',
      }),
    );
    const reader = testCaller('dev', { scopes: ['mctl:read'] });
    const unscoped = await refusalOf(
      platform.command('star-note', validNote, { user: reader }),
    );
    expect(unscoped.code).toBe('insufficient_scope');
    const viewer = await refusalOf(
      platform.command('star-note', validNote, { user: 'eve' }),
    );
    expect(viewer.code).toBe('role_too_small');
    const stranger = await refusalOf(
      platform.command('star-note', validNote, { user: 'ben' }),
    );
    expect(stranger.code).toBe('not_found');
    expect(stars).toEqual([]);
  });

  it('is no operation and no query, and neither is a command', async () => {
    const asked = await Promise.all([
      refusalOf(platform.start('star-note', validNote)),
      refusalOf(platform.plan('star-note', validNote)),
      refusalOf(platform.query('star-note', validNote)),
      refusalOf(platform.command('write-note', validNote)),
      refusalOf(platform.command('read-note', validNote)),
    ]);
    expect(
      asked.map(({ code, message, hint }) => [code, message, hint]),
    ).toEqual([
      ...Array(3).fill([
        'invalid_input',
        'star-note is a command',
        'Run it as a command.',
      ]),
      [
        'invalid_input',
        'write-note is an operation',
        'Start it as an operation.',
      ],
      ['invalid_input', 'read-note is a query', 'Run it as a query.'],
    ]);
  });

  it.each([
    ['an undeclared key', { ...validNote, loud: true }, {}, 'loud'],
    ['a fault in the input', { ...validNote, note: '!' }, {}, 'note'],
  ])('is refused for %s', async (_, asked, options, path) => {
    const error = await refusalOf(
      platform.command('star-note', asked, options),
    );
    expect(error).toMatchObject({ code: 'invalid_input', faults: [{ path }] });
  });

  it.each([{ idempotencyKey: 'a b' }, { reason: 'two\nlines' }])(
    'is refused with %j',
    async options => {
      const error = await refusalOf(
        platform.command('star-note', validNote, options),
      );
      expect(error.code).toBe('invalid_input');
      expect(stars).toEqual([]);
    },
  );

  it('counts as a write', async () => {
    await platform.stop();
    platform = await TestPlatform.create({
      capabilities: [starNote],
      limits: CallerLimits.create({ reads: 9, writes: 1, burst: 0 }),
    });
    await refusalOf(platform.command('star-note', {}));
    const error = await refusalOf(platform.command('star-note', {}));
    expect(error.code).toBe('rate_limited');
  });

  it('can be switched off, which only those learn who might do it', async () => {
    await platform.stop();
    platform = await TestPlatform.create({
      capabilities: [starNote],
      disabled: ['star-note'],
    });
    const refusals = await Promise.all([
      refusalOf(platform.command('star-note', validNote)),
      refusalOf(
        platform.command('star-note', { ...validNote, text: 'locked' }),
      ),
    ]);
    expect(refusals.map(({ code }) => code)).toEqual([
      'operation_disabled',
      'not_allowed',
    ]);
  });
});

describe('a command and its idempotency key', () => {
  const idempotencyKey = 'once';

  it('answers the same again and does nothing again', async () => {
    const first = await platform.command('star-note', validNote, {
      idempotencyKey,
    });
    const second = await platform.command('star-note', validNote, {
      idempotencyKey,
    });
    expect(second).toEqual({ answer: first.answer, replayed: true });
    expect(stars).toEqual(['acme/hello']);
  });

  it('refuses the key for another input', async () => {
    await platform.command('star-note', validNote, { idempotencyKey });
    const error = await refusalOf(
      platform.command(
        'star-note',
        { ...validNote, note: 'other' },
        { idempotencyKey },
      ),
    );
    expect(error).toMatchObject({
      code: 'idempotency_key_reused',
      status: 422,
    });
  });

  it('keeps nothing of what broke or was refused', async () => {
    const broken = { ...validNote, text: 'break' };
    const error = await refusalOf(
      platform.command('star-note', broken, { idempotencyKey }),
    );
    expect(error.code).toBe('internal');
    await expect(
      platform.command('star-note', validNote, { idempotencyKey }),
    ).resolves.toMatchObject({ replayed: false });
  });

  it('does the thing once when two ask at the same moment', async () => {
    const results = await Promise.all([
      platform.command('star-note', validNote, { idempotencyKey }),
      platform.command('star-note', validNote, { idempotencyKey }),
    ]);
    expect(results.map(({ replayed }) => replayed).sort()).toEqual([
      false,
      true,
    ]);
    expect(stars).toEqual(['acme/hello']);
  });

  it('does not answer again to who may not do it any more', async () => {
    await platform.command('star-note', validNote, {
      user: 'dev',
      idempotencyKey,
    });
    await platform.push({
      'tenants/acme/tenant.yaml': (
        await platform.read('tenants/acme/tenant.yaml')
      ).replace('{user: dev, role: developer}, ', ''),
    });
    const error = await refusalOf(
      platform.command('star-note', validNote, { user: 'dev', idempotencyKey }),
    );
    expect(error.code).toBe('not_found');
  });
});

describe('the audit trail of commands', () => {
  it('has every outcome, with what the command was about', async () => {
    await platform.command('star-note', validNote);
    await refusalOf(
      platform.command('star-note', { ...validNote, text: 'locked' }),
    );
    await refusalOf(
      platform.command('star-note', { ...validNote, text: 'break' }),
    );
    expect(platform.ledger.audited).toMatchObject([
      {
        event: 'command',
        capability: 'star-note',
        tenant: 'acme',
        outcome: 'succeeded',
        operationId: 'op_1',
      },
      { event: 'command', outcome: 'refused', code: 'not_allowed' },
      { event: 'command', outcome: 'failed', code: 'internal' },
    ]);
  });
});

describe('a lesser role that is enough', () => {
  it('lets people do to themselves what asks for more with others', async () => {
    await platform.stop();
    const [writeNote] = noteCapabilities;
    platform = await TestPlatform.create({
      capabilities: [
        {
          ...writeNote,
          role: 'owner',
          lesserRole: ({ input, user }) =>
            user === `user:default/${input.note}` ? 'viewer' : undefined,
        } as typeof writeNote,
      ],
    });
    const own = { tenant: 'acme', note: 'eve' };
    await expect(
      platform.start('write-note', own, { user: 'eve' }),
    ).resolves.toMatchObject({ replayed: false });
    for (const [user, code] of [
      ['dev', 'role_too_small'],
      ['ben', 'not_found'],
    ]) {
      const error = await refusalOf(
        platform.start('write-note', own, { user }),
      );
      expect(error.code).toBe(code);
    }
  });
});
