import { z } from 'zod';
import { operationSchema } from '@mctl/plugin-platform-common';
import { defineQuery } from '../capabilities/definitions';
import {
  noteCapabilities,
  starNote,
  stars,
  validNote,
} from '../testing/noteCapabilities';
import { refusalOf } from '../testing/refusalOf';
import { testCaller, TestPlatform } from '../testing/TestPlatform';
import { callCapability } from './callCapability';
import { ReservedFields } from './reservedFields';

let platform: TestPlatform;
const reserved = ReservedFields.create({ surface: 'the test' });
/** Ends the operation it is asked about. */
const getOperation = defineQuery({
  name: 'get-operation',
  title: 'Get an operation',
  description: 'Shows an operation.',
  role: 'user',
  input: z.object({ id: z.string(), wait: z.number() }),
  output: operationSchema,
  run: ({ input: { id } }) => ({
    ...platform.ledger.update(id, { state: 'succeeded' }),
  }),
});

beforeEach(async () => {
  stars.length = 0;
  platform = await TestPlatform.create({
    capabilities: [...noteCapabilities, starNote, getOperation],
    files: { 'tenants/acme/notes/hello.txt': 'hello\n' },
  });
});
afterEach(() => platform.stop());

function call(name: string, args: Record<string, unknown>) {
  const { kind } = platform.registry.get(name);
  return callCapability({
    runner: platform.runner,
    capability: { name, kind },
    arguments: args,
    reserved,
    caller: testCaller('ada'),
  });
}

describe('callCapability', () => {
  it('answers a query and a command', async () => {
    await expect(call('read-note', validNote)).resolves.toMatchObject({
      kind: 'answer',
      answer: { asked: validNote },
    });
    await expect(
      call('star-note', { ...validNote, reason: 'Good' }),
    ).resolves.toEqual({
      kind: 'answer',
      answer: { starred: 'hello', reason: 'Good' },
    });
  });

  it('starts an operation with what stands beside its input', async () => {
    const args = { ...validNote, reason: 'Why not', idempotencyKey: 'once' };
    const first = await call('write-note', args);
    expect(first).toMatchObject({
      kind: 'operation',
      operation: { state: 'queued', input: validNote, reason: 'Why not' },
    });
    await expect(call('write-note', args)).resolves.toEqual(first);
    expect(platform.ledger.accepted).toHaveLength(1);
  });

  it('starts another one without a key', async () => {
    await call('write-note', validNote);
    await call('write-note', validNote);
    expect(platform.ledger.accepted).toHaveLength(2);
  });

  it('follows it to its end when asked to', async () => {
    await expect(
      call('write-note', { ...validNote, wait: true }),
    ).resolves.toMatchObject({ operation: { state: 'succeeded' } });
  });

  it('answers with the plan of a dry run', async () => {
    await expect(
      call('drop-note', { ...validNote, dryRun: true }),
    ).resolves.toEqual({
      kind: 'plan',
      plan: await platform.plan('drop-note', validNote),
      dryRun: true,
    });
    expect(platform.ledger.accepted).toEqual([]);
  });

  it('asks with the plan before it destroys, and does it with its hash', async () => {
    const asked = await call('drop-note', validNote);
    const plan = await platform.plan('drop-note', validNote);
    expect(asked).toEqual({ kind: 'plan', plan, dryRun: false });
    expect(platform.ledger.accepted).toEqual([]);
    const error = await refusalOf(
      call('drop-note', { ...validNote, planHash: 'sha256:0' }),
    );
    expect(error.code).toBe('plan_changed');
    await expect(
      call('drop-note', { ...validNote, planHash: plan.hash }),
    ).resolves.toMatchObject({ operation: { operation: 'drop-note' } });
  });

  it('hides no refusal', async () => {
    for (const [name, args, code] of [
      ['write-note', { ...validNote, tenant: 'globex' }, 'not_found'],
      ['write-note', { ...validNote, loud: true }, 'invalid_input'],
      ['star-note', { ...validNote, text: 'locked' }, 'not_allowed'],
      ['write-note', { ...validNote, wait: 'yes' }, 'invalid_input'],
    ] as const) {
      const error = await refusalOf(call(name, args));
      expect(error.code).toBe(code);
    }
  });

  it('takes no arguments of bottomless depth', async () => {
    const deep = JSON.parse(`${'['.repeat(99)}${']'.repeat(99)}`);
    const error = await refusalOf(call('read-note', { ...validNote, deep }));
    expect(error.message).toContain('nested more than 32 levels deep');
  });
});

describe('reserved fields', () => {
  const described = () =>
    new Map(platform.registry.describe().map(each => [each.name, each]));

  it('stand beside the input, as far as the kind has a use for them', () => {
    const names = [...described().values()].map(capability => [
      capability.name,
      Object.keys(
        (reserved.addTo(capability).properties ?? {}) as object,
      ).filter(
        name => !Object.hasOwn(capability.inputSchema.properties ?? {}, name),
      ),
    ]);
    expect(Object.fromEntries(names)).toMatchObject({
      'read-note': [],
      'star-note': ['reason', 'idempotencyKey'],
      'write-note': ['dryRun', 'planHash', 'reason', 'idempotencyKey', 'wait'],
    });
  });

  it('are written as the surface writes names, also in faults', () => {
    const loud = ReservedFields.create({
      surface: 'LOUD',
      nameOf: name => name.toUpperCase(),
    });
    expect(
      loud.split('operation', { DRYRUN: true, dryRun: 1, note: 'a' }),
    ).toEqual({ reserved: { dryRun: true }, input: { dryRun: 1, note: 'a' } });
    expect(() => loud.split('operation', { PLANHASH: 7 })).toThrow('PLANHASH');
  });

  it('may not be taken by a capability', () => {
    expect(() =>
      reserved.addTo({
        name: 'do-it',
        kind: 'operation',
        inputSchema: { properties: { wait: {} } },
      }),
    ).toThrow('The input of do-it uses names that the test reserves: wait');
    expect(
      reserved.addTo({
        name: 'do-it',
        kind: 'query',
        inputSchema: { properties: { wait: {} } },
      }),
    ).toEqual({ properties: { wait: {} } });
  });

  it('keep what is no field of the kind as input, whatever it is called', () => {
    const args = JSON.parse(
      '{"__proto__": 1, "dryRun": true, "constructor": 2}',
    );
    const { input } = reserved.split('command', args);
    expect(Object.keys(input)).toEqual(['__proto__', 'dryRun', 'constructor']);
  });
});
