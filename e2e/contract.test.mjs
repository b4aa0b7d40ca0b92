import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  decisive,
  refusalOf,
  refused,
  snakeCase,
  timeless,
} from './lib/alike.mjs';
import { pushMember } from './lib/pushMember.mjs';
import { refusedReads, refusedWrites, shop } from './lib/refusals.mjs';
import { startPlatform } from './lib/startPlatform.mjs';

/** What MCP and actions put beside the input, by the kind of capability. */
const RESERVED = {
  query: [],
  command: ['reason', 'idempotencyKey'],
  operation: ['dryRun', 'planHash', 'reason', 'idempotencyKey', 'wait'],
};
const IMAGE = 'ghcr.io/acme/shop';

describe('one definition, every surface: REST, MCP and actions', () => {
  /** @type {Awaited<ReturnType<typeof startPlatform>>} */
  let platform;
  /** @type {Awaited<ReturnType<typeof platform.mcp>>} */
  let mcp;
  /** @type {ReturnType<typeof platform.rest>} */
  let rest;
  /** @type {ReturnType<typeof platform.actions>} */
  let actions;
  /** @type {any[]} */
  let capabilities;
  /** @type {string} */
  let operationId;

  before(async () => {
    platform = await startPlatform();
    mcp = await platform.mcp('ada');
    rest = platform.rest('ada');
    actions = platform.actions('ada');
    const tenant = await rest.start('create-tenant', {
      tenant: 'acme',
      displayName: 'Acme',
    });
    assert.equal(tenant.status, 202, JSON.stringify(tenant.body));
    await rest.finish(tenant.body.id);
    const deployed = await rest.start('deploy-service', {
      tenant: 'acme',
      service: 'shop',
      image: IMAGE,
      tag: '1.0.0',
    });
    operationId = deployed.body.id;
    const { state } = await rest.finish(operationId);
    assert.equal(state, 'succeeded');
    capabilities = (await rest.request('GET', '/capabilities')).body.items;
  });

  after(async () => {
    await mcp?.close();
    await platform?.stop();
  });

  it('describes the same capabilities with the same input', async () => {
    const tools = new Map(
      (await mcp.listTools()).map(tool => [tool.name, tool]),
    );
    assert.equal(tools.size, capabilities.length);
    for (const capability of capabilities) {
      const tool = tools.get(`mctl_${capability.name.replaceAll('-', '_')}`);
      assert.ok(tool, capability.name);
      assert.equal(tool.title, capability.title);
      assert.equal(tool.description, capability.description);
      assert.equal(
        tool.annotations?.readOnlyHint,
        capability.kind === 'query',
        capability.name,
      );
      const { $schema: _dialect, ...described } = capability.inputSchema;
      const { properties, ...rest_ } = tool.inputSchema;
      const reserved = RESERVED[capability.kind].map(snakeCase);
      const own = Object.entries(properties ?? {}).filter(
        ([name]) => !reserved.includes(name),
      );
      assert.deepEqual(
        { ...rest_, properties: Object.fromEntries(own) },
        described,
        capability.name,
      );
    }
  });

  it('lists the same capabilities as actions, with the same input', async () => {
    const listed = new Map(
      (await actions.list()).map(action => [action.id, action]),
    );
    assert.deepEqual(
      [...listed.keys()]
        .filter(id => id.startsWith('platform:'))
        .map(id => id.slice('platform:'.length))
        .sort(),
      capabilities.map(({ name }) => name).sort(),
    );
    for (const { inputSchema, kind, name, risk, ...shown } of capabilities) {
      const action = listed.get(`platform:${name}`);
      assert.equal(action.title, shown.title);
      assert.equal(action.description, shown.description);
      assert.deepEqual(
        action.attributes,
        {
          readOnly: kind === 'query',
          destructive: risk === 'destructive',
          idempotent: kind === 'query',
        },
        name,
      );
      const { properties, required = [] } = action.schema.input;
      const own = Object.keys(inputSchema.properties ?? {});
      assert.deepEqual(
        Object.keys(properties),
        [...own, ...RESERVED[kind]],
        name,
      );
      assert.deepEqual(required, inputSchema.required ?? [], name);
      for (const field of own) {
        assert.deepEqual(
          decisive(properties[field]),
          decisive(inputSchema.properties[field]),
          `${name} ${field}`,
        );
      }
    }
  });

  it('answers describe-operations with what REST describes', async () => {
    const { items } = await mcp.call('describe-operations');
    assert.deepEqual(
      items.map(({ name }) => name).sort(),
      capabilities.map(({ name }) => name).sort(),
    );
  });

  it('answers the same query alike', async () => {
    const service = { tenant: 'acme', service: 'shop' };
    for (const [name, input] of /** @type {[string, any][]} */ ([
      ['whoami', {}],
      ['list-tenants', {}],
      ['list-tenants', { limit: 1 }],
      ['get-tenant', { tenant: 'acme' }],
      ['list-services', {}],
      ['list-services', { tenant: 'acme', search: 'sho' }],
      ['get-service-status', service],
      ['get-service-history', service],
      ['list-operations', {}],
      ['list-operations', { tenant: 'acme', limit: 1 }],
      ['get-operation', { id: operationId }],
      ['describe-operations', { name: 'whoami' }],
    ])) {
      const overRest = await rest.query(name, input);
      assert.equal(overRest.status, 200, JSON.stringify(overRest.body));
      assert.deepEqual(
        timeless(await mcp.call(name, input)),
        timeless(overRest.body),
        name,
      );
      assert.deepEqual(
        timeless(await actions.call(name, input)),
        timeless(overRest.body),
        name,
      );
    }
  });

  for (const [what, operation, input, code] of refusedWrites) {
    it(`refuses ${what} with ${code}`, async () => {
      const overRest = await rest.start(operation, input);
      assert.equal(overRest.body.error?.code, code, JSON.stringify(overRest));
      if (operation === 'whoami') return; // Its tool is a query, and runs.
      const refusal = refusalOf(overRest.body.error);
      assert.deepEqual(await refused(mcp.call(operation, input)), refusal);
      assert.deepEqual(await refused(actions.call(operation, input)), refusal);
    });
  }

  for (const [what, query, input, code] of refusedReads) {
    it(`refuses to read ${what} with ${code}`, async () => {
      const overRest = await rest.query(query, input);
      assert.equal(overRest.body.error?.code, code, JSON.stringify(overRest));
      const refusal = refusalOf(overRest.body.error);
      assert.deepEqual(await refused(mcp.call(query, input)), refusal);
      assert.deepEqual(await refused(actions.call(query, input)), refusal);
    });
  }

  it('answers a foreign tenant exactly as one that is not there', async () => {
    const ben = platform.rest('ben');
    const benActions = platform.actions('ben');
    const benMcp = await platform.mcp('ben');
    try {
      for (const name of ['get-tenant', 'list-services']) {
        const foreign = await ben.query(name, { tenant: 'acme' });
        const absent = await ben.query(name, { tenant: 'nothere' });
        assert.equal(foreign.status, 404);
        assert.equal(
          foreign.body.error.message.replaceAll('acme', 'nothere'),
          absent.body.error.message,
        );
        const refusal = refusalOf(foreign.body.error);
        const input = { tenant: 'acme' };
        assert.deepEqual(await refused(benMcp.call(name, input)), refusal);
        assert.deepEqual(await refused(benActions.call(name, input)), refusal);
      }
      const { body } = await ben.query('get-operation', { id: operationId });
      assert.equal(body.error.code, 'not_found');
    } finally {
      await benMcp.close();
    }
  });

  it('names the role that is needed, read from the repository as it is now', async () => {
    await pushMember({
      repository: platform.repository,
      tenant: 'acme',
      user: 'ben',
      role: 'viewer',
    });
    const ben = platform.rest('ben');
    const benMcp = await platform.mcp('ben');
    try {
      const input = { ...shop, tag: '2.0.0' };
      const refused = await ben.start('deploy-service', input);
      assert.equal(refused.status, 403, JSON.stringify(refused.body));
      assert.equal(refused.body.error.code, 'role_too_small');
      assert.match(refused.body.error.message, /developer/);
      await assert.rejects(benMcp.call('deploy-service', input), {
        code: 'role_too_small',
      });
      await assert.rejects(
        platform.actions('ben').call('deploy-service', input),
        { code: 'role_too_small' },
      );
      assert.equal(
        (await ben.query('get-tenant', { tenant: 'acme' })).status,
        200,
      );
    } finally {
      await benMcp.close();
    }
  });

  it('makes one operation of 20 requests with one key, over all surfaces', async () => {
    const key = randomUUID();
    const input = { ...shop, tag: '1.0.1' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        [
          async () => (await rest.start('deploy-service', input, { key })).body,
          () => mcp.call('deploy-service', { ...input, idempotency_key: key }),
          () =>
            actions.call('deploy-service', { ...input, idempotencyKey: key }),
        ][index % 3](),
      ),
    );
    assert.equal(new Set(answers.map(({ id }) => id)).size, 1);
    assert.match(answers[0].id, /^op_/);

    const other = { ...shop, tag: '1.0.2' };
    const reused = await rest.start('deploy-service', other, { key });
    assert.equal(reused.status, 422);
    assert.equal(reused.body.error.code, 'idempotency_key_reused');
    await assert.rejects(
      mcp.call('deploy-service', { ...other, idempotency_key: key }),
      { code: 'idempotency_key_reused' },
    );
    await assert.rejects(
      actions.call('deploy-service', { ...other, idempotencyKey: key }),
      { code: 'idempotency_key_reused' },
    );
    assert.equal((await rest.finish(answers[0].id)).state, 'succeeded');
  });

  it('plans alike, and takes the plan of one surface on the other', async () => {
    const { body: plan } = await rest.plan('rollback-service', shop);
    const asked = await mcp.call('rollback-service', shop);
    const dry = await mcp.call('rollback-service', { ...shop, dry_run: true });
    assert.deepEqual(asked.plan, plan);
    assert.deepEqual(dry.plan, plan);
    assert.deepEqual(await actions.call('rollback-service', shop), asked);
    assert.deepEqual(
      await actions.call('rollback-service', { ...shop, dryRun: true }),
      dry,
    );

    const unconfirmed = await rest.start('rollback-service', shop);
    assert.equal(unconfirmed.status, 409);
    assert.equal(unconfirmed.body.error.code, 'confirmation_required');
    assert.equal(unconfirmed.body.error.details.plan.hash, plan.hash);

    const stale = await rest.start('rollback-service', shop, {
      planHash: `sha256:${'0'.repeat(64)}`,
    });
    assert.equal(stale.body.error.code, 'plan_changed');

    const started = await mcp.call('rollback-service', {
      ...shop,
      plan_hash: plan.hash,
      wait: true,
    });
    assert.equal(started.state, 'succeeded', JSON.stringify(started));
  });

  it('carries a command out alike, and refuses it alike', async () => {
    const id = operationId;
    const ended = await rest.command('cancel-operation', { id });
    assert.equal(ended.status, 409, JSON.stringify(ended.body));
    const refusal = refusalOf(ended.body.error);
    assert.equal(refusal.code, 'conflict');
    assert.deepEqual(
      await refused(mcp.call('cancel-operation', { id })),
      refusal,
    );
    assert.deepEqual(
      await refused(actions.call('cancel-operation', { id })),
      refusal,
    );
    const byPath = await rest.request('POST', `/operations/${id}/cancel`, {
      body: {},
      headers: { 'Idempotency-Key': randomUUID() },
    });
    assert.deepEqual(refusalOf(byPath.body.error), refusal);
    for (const [name, code] of [
      ['whoami', 'invalid_input'],
      ['nothing', 'not_found'],
    ]) {
      const { body } = await rest.command(name, {});
      assert.equal(body.error.code, code, name);
    }
  });

  it('asks every surface for a token', async () => {
    for (const [method, url] of [
      ['GET', `${platform.url}/api/operations/v1/capabilities`],
      ['POST', platform.mcpUrl],
      ['GET', `${platform.url}/api/platform/.backstage/actions/v1/actions`],
    ]) {
      assert.equal((await fetch(url, { method })).status, 401, url);
    }
  });
});
