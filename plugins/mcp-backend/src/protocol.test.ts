import Ajv2020 from 'ajv/dist/2020';
import { operationSchema } from '@mctl/plugin-platform-common';
import { plannedSchema } from '@mctl/plugin-platform-node';
import {
  connectLegacy,
  connectModern,
  type TestClient,
} from './__testUtils__/clients';
import {
  startFakePlatform,
  type FakePlatform,
} from './__testUtils__/fakePlatform';
import { ERROR_META } from './tools/results';

describe.each([
  ['2026-07-28', connectModern],
  ['2025', connectLegacy],
])('a client of the protocol of %s', (_era, connect) => {
  let platform: FakePlatform;
  let client: TestClient;

  beforeEach(async () => {
    platform = await startFakePlatform();
    client = await connect(platform.url);
  });

  afterEach(() => client.close());

  async function call(name: string, args: Record<string, unknown> = {}) {
    const result = await client.callTool({ name, arguments: args });
    const { tools } = await client.listTools();
    const schema = tools.find(tool => tool.name === name)?.outputSchema;
    if (!result.isError) {
      const validate = new Ajv2020({ strict: false }).compile(schema ?? {});
      validate(result.structuredContent);
      expect(validate.errors).toBeNull();
    }
    const [first] = result.content;
    return {
      isError: result.isError ?? false,
      text: first.type === 'text' ? first.text : '',
      structured: result.structuredContent,
      operation: operationSchema.safeParse(result.structuredContent).data,
      planned: plannedSchema.safeParse(result.structuredContent).data,
      error: result._meta?.[ERROR_META] as Record<string, unknown> | undefined,
    };
  }

  it('learns what the server is and how writes work', () => {
    expect(client.getServerVersion()).toMatchObject({
      name: 'mctl',
      title: 'MCTL',
    });
    expect(client.getInstructions()).toContain('plan_hash');
  });

  it('sees a tool for each capability, with schemas and honest annotations', async () => {
    const { tools } = await client.listTools();

    expect(tools.map(tool => tool.name)).toEqual([
      'mctl_break_thing',
      'mctl_fail_inside',
      'mctl_get_operation',
      'mctl_list_things',
      'mctl_make_thing',
      'mctl_praise_thing',
    ]);
    const byName = new Map(tools.map(tool => [tool.name, tool]));
    expect(byName.get('mctl_list_things')).toMatchObject({
      title: 'List things',
      annotations: { readOnlyHint: true, openWorldHint: false },
      inputSchema: { type: 'object', additionalProperties: false },
      outputSchema: { type: 'object' },
    });
    expect(byName.get('mctl_make_thing')?.annotations).toEqual({
      readOnlyHint: false,
      destructiveHint: false,
      idempotentHint: false,
      openWorldHint: false,
    });
    expect(byName.get('mctl_break_thing')?.annotations).toMatchObject({
      destructiveHint: true,
    });
    expect(
      Object.keys(byName.get('mctl_make_thing')?.inputSchema.properties ?? {}),
    ).toEqual([
      'name',
      'dry_run',
      'plan_hash',
      'reason',
      'idempotency_key',
      'wait',
    ]);
    expect(
      Object.keys(
        byName.get('mctl_praise_thing')?.inputSchema.properties ?? {},
      ),
    ).toEqual(['name', 'reason', 'idempotency_key']);
    expect(byName.get('mctl_praise_thing')?.annotations).toMatchObject({
      readOnlyHint: false,
      destructiveHint: false,
    });
    expect(
      Object.keys(byName.get('mctl_list_things')?.inputSchema.properties ?? {}),
    ).toEqual(['limit']);
  });

  it('runs a query', async () => {
    const { structured, text } = await call('mctl_list_things');

    expect(structured).toEqual({ items: [{ name: 'one' }, { name: 'two' }] });
    expect(text).toBe('2 items\n- name: one\n- name: two');
  });

  it('plans without changing anything', async () => {
    const { planned, text } = await call('mctl_make_thing', {
      name: 'one',
      dry_run: true,
    });

    expect(planned?.plan.changes).toMatchObject([
      { path: 'things/one/thing.yaml', change: 'add' },
    ]);
    expect(planned?.needs).toEqual({ confirmation: false, approval: null });
    expect(text).toContain('Nothing was done');
    expect(platform.ledger.accepted).toHaveLength(0);
  });

  it('starts an operation and returns it at the root', async () => {
    const { operation, text } = await call('mctl_make_thing', {
      name: 'one',
      reason: 'because',
    });

    expect(operation).toMatchObject({
      operation: 'make-thing',
      state: 'queued',
      input: { name: 'one' },
      reason: 'because',
      actor: { user: 'user:default/mock', via: 'mcp' },
    });
    expect(text).toContain(`"id": "${operation?.id}", "wait": 60`);
  });

  it('starts nothing twice for the same idempotency key', async () => {
    const args = { name: 'one', idempotency_key: 'key-1' };
    const first = await call('mctl_make_thing', args);
    const second = await call('mctl_make_thing', args);
    const other = await call('mctl_make_thing', { ...args, name: 'two' });

    expect(second.operation?.id).toBe(first.operation?.id);
    expect(platform.ledger.accepted).toHaveLength(1);
    expect(other.error).toMatchObject({
      code: 'idempotency_key_reused',
      operationId: first.operation?.id,
    });
  });

  it('runs a command and answers the same again under its key', async () => {
    const args = { name: 'one', reason: 'Well made', idempotency_key: 'p-1' };
    const first = await call('mctl_praise_thing', args);
    expect(first.structured).toEqual({ praised: 'one', because: 'Well made' });
    const again = await call('mctl_praise_thing', args);
    expect(again.structured).toEqual(first.structured);
    const other = await call('mctl_praise_thing', { ...args, name: 'two' });
    expect(other.error).toMatchObject({ code: 'idempotency_key_reused' });
    const planned = await call('mctl_praise_thing', {
      name: 'one',
      dry_run: true,
    });
    expect(planned.error).toMatchObject({ faults: [{ path: 'dry_run' }] });
  });

  it('asks with a plan before it destroys, and runs with its hash only', async () => {
    const asked = await call('mctl_break_thing', { name: 'one' });
    expect(asked.isError).toBe(false);
    expect(asked.planned?.needs).toEqual({
      confirmation: true,
      approval: null,
    });
    const hash = asked.planned?.plan.hash ?? '';
    expect(asked.text).toContain(`plan_hash "${hash}"`);
    expect(asked.text).toContain('Show this plan to the person');
    expect(platform.ledger.accepted).toHaveLength(0);

    const stale = await call('mctl_break_thing', {
      name: 'one',
      plan_hash: 'sha256:other',
    });
    expect(stale.error).toMatchObject({ code: 'plan_changed' });
    expect(stale.text).toContain(hash);
    expect(platform.ledger.accepted).toHaveLength(0);

    const done = await call('mctl_break_thing', {
      name: 'one',
      plan_hash: hash,
    });
    expect(done.operation?.operation).toBe('break-thing');
  });

  it('waits for the end and reports progress on the way', async () => {
    platform.ledger.onWaiting = id => {
      platform.ledger.onWaiting = () => {};
      platform.ledger.move(id, 'succeeded', { commit: 'c0ffee' });
    };
    const progress: Array<string | undefined> = [];

    const result = await client.callTool(
      { name: 'mctl_make_thing', arguments: { name: 'one', wait: true } },
      { onprogress: ({ message }) => progress.push(message) },
    );

    expect(result.structuredContent).toMatchObject({
      state: 'succeeded',
      commit: 'c0ffee',
    });
    expect(progress).toEqual(['queued']);
  });

  it('tells why an operation failed', async () => {
    platform.ledger.onWaiting = id =>
      platform.ledger.move(id, 'failed', {
        error: {
          code: 'verification_failed',
          message: 'The image cannot be pulled',
          hint: 'Check the tag.',
          evidence: [
            {
              source: 'event',
              object: 'Pod acme/shop-1',
              reason: 'Failed',
              message: 'not found',
              count: 3,
            },
          ],
        },
      });

    const { text, isError } = await call('mctl_make_thing', {
      name: 'one',
      wait: true,
    });

    expect(isError).toBe(false);
    expect(text).toContain('verification_failed: The image cannot be pulled');
    expect(text).toContain(
      '- evidence: event Pod acme/shop-1 Failed: not found (3 times)',
    );
  });

  it.each([
    ['an undeclared argument', { name: 'one', nmae: 'two' }, ['nmae']],
    ['a malformed one', { name: 'One' }, ['name']],
    ['a missing one', {}, ['name']],
    ['a malformed reserved one', { name: 'one', wait: 'yes' }, ['wait']],
  ])('is told about %s', async (_what, args, paths) => {
    const { isError, error, text } = await call('mctl_make_thing', args);

    expect(isError).toBe(true);
    expect(error).toMatchObject({
      code: 'invalid_input',
      faults: paths.map(path => expect.objectContaining({ path })),
    });
    expect(text).toMatch(/^invalid_input: /);
    expect(platform.ledger.accepted).toHaveLength(0);
  });

  it('learns nothing of the inside from an unexpected error', async () => {
    const { error, text } = await call('mctl_fail_inside');

    expect(error).toMatchObject({ code: 'internal' });
    expect(JSON.stringify({ error, text })).not.toContain('secrets');
    expect(text).toContain(`request: ${error?.requestId}`);
  });

  it('gets a protocol error for a tool that is not there', async () => {
    await expect(
      client.callTool({ name: 'mctl_nothing', arguments: {} }),
    ).rejects.toMatchObject({ code: -32602 });
  });

  it('sees and calls reads only when it asked for that', async () => {
    const reader = await connect(`${platform.url}?readOnly=true`);
    const { tools } = await reader.listTools();

    expect(tools.map(tool => tool.name)).toEqual([
      'mctl_fail_inside',
      'mctl_get_operation',
      'mctl_list_things',
    ]);
    await expect(
      reader.callTool({ name: 'mctl_make_thing', arguments: { name: 'one' } }),
    ).rejects.toMatchObject({ code: -32602 });
    await reader.close();
  });
});

describe('waiting', () => {
  it('ends when the client leaves, and the operation goes on', async () => {
    const platform = await startFakePlatform();
    const client = await connectModern(platform.url);
    const leave = new AbortController();
    let ended: Promise<void> | undefined;
    platform.ledger.onWaiting = () => {
      leave.abort();
    };
    const whenFinal = platform.ledger.whenFinal.bind(platform.ledger);
    platform.ledger.whenFinal = (id, signal) => {
      ended = whenFinal(id, signal);
      return ended;
    };

    await expect(
      client.callTool(
        { name: 'mctl_make_thing', arguments: { name: 'one', wait: true } },
        { signal: leave.signal },
      ),
    ).rejects.toThrow();

    await ended;
    expect(platform.ledger.get(`op_${'1'.padStart(26, '0')}`).state).toBe(
      'queued',
    );
    await client.close();
  });
});
