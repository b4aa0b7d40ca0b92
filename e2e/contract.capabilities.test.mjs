import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { refusalOf, refused, timeless } from './lib/alike.mjs';
import { startPlatform } from './lib/startPlatform.mjs';
import { until } from './lib/until.mjs';

const shop = { tenant: 'acme', service: 'shop' };
const nowhere = { tenant: 'acme', service: 'nothere' };

/**
 * @typedef {object} Row
 * @property {any} [good] an input that is carried out, or would be
 * @property {string} [by] who asks so; ada by default
 * @property {any} bad an input of ada's that is refused
 * @property {string} code what it is refused with
 */

/**
 * Inputs of every capability once there is the tenant acme with
 * the service shop at 1.1.0, after 1.0.0, and the member ben.
 *
 * @type {Record<string, Row>}
 */
const CAPABILITIES = {
  whoami: { good: {}, bad: { user: 'ada' }, code: 'invalid_input' },
  'describe-operations': {
    good: { name: 'deploy-service' },
    bad: { name: 'nothing' },
    code: 'not_found',
  },
  'list-operations': {
    good: { tenant: 'acme', operation: 'deploy-service' },
    bad: { state: 'done' },
    code: 'invalid_input',
  },
  'get-operation': {
    good: { id: '<operation>' },
    bad: { id: 'op_x' },
    code: 'not_found',
  },
  'cancel-operation': {
    // To carry it out takes an operation that can still be cancelled.
    bad: { id: '<operation>' },
    code: 'conflict',
  },
  'list-tenants': { good: {}, bad: { limit: 0 }, code: 'invalid_input' },
  'get-tenant': {
    good: { tenant: 'acme' },
    bad: { tenant: 'nothere' },
    code: 'not_found',
  },
  'create-tenant': {
    good: { tenant: 'globex', displayName: 'Globex' },
    by: 'guest',
    bad: { tenant: 'acme', displayName: 'Again' },
    code: 'already_exists',
  },
  'update-tenant': {
    good: { tenant: 'acme', contact: '#shop', quota: { memory: '4Gi' } },
    bad: { tenant: 'acme', quota: { memory: '64Mi' } },
    code: 'quota_exceeded',
  },
  'set-member': {
    good: { tenant: 'acme', user: 'ben', role: 'viewer' },
    bad: { tenant: 'acme', user: 'ben', role: 'king' },
    code: 'invalid_input',
  },
  'remove-member': {
    good: { tenant: 'acme', user: 'ben' },
    bad: { tenant: 'acme', user: 'ada' },
    code: 'not_possible',
  },
  'delete-tenant': {
    good: { tenant: 'acme' },
    bad: { tenant: 'nothere' },
    code: 'not_found',
  },
  're-render': { good: {}, by: 'guest', bad: {}, code: 'role_too_small' },
  'list-services': {
    good: { tenant: 'acme' },
    bad: { tenant: 'nothere' },
    code: 'not_found',
  },
  'get-service-status': { good: shop, bad: nowhere, code: 'not_found' },
  'get-service-config': { good: shop, bad: nowhere, code: 'not_found' },
  'get-service-logs': {
    good: { ...shop, text: '(a+)+$', limit: 10 },
    bad: { ...shop, since: 'yesterday' },
    code: 'invalid_input',
  },
  'get-service-events': {
    good: { ...shop, type: 'Warning' },
    bad: { ...shop, type: 'warning' },
    code: 'invalid_input',
  },
  'get-service-history': { good: shop, bad: nowhere, code: 'not_found' },
  'get-resource-usage': {
    good: shop,
    bad: { ...shop, window: '1 hour' },
    code: 'invalid_input',
  },
  'get-sizing-recommendation': {
    good: shop,
    bad: nowhere,
    code: 'not_found',
  },
  'deploy-service': {
    good: { ...shop, tag: '1.2.0' },
    bad: { ...shop, tag: '1.2.0\n' },
    code: 'invalid_input',
  },
  'configure-service': {
    good: { ...shop, env: { set: { NAME: '"quoted"\nand ${{ more }}' } } },
    bad: { ...shop, env: { set: { 'NA\nME': 'x' } } },
    code: 'invalid_input',
  },
  'scale-service': {
    good: { ...shop, autoscaling: { min: 1, max: 3, cpu: 70 } },
    bad: { ...shop, replicas: 51 },
    code: 'invalid_input',
  },
  'restart-service': { good: shop, bad: nowhere, code: 'not_found' },
  'rollback-service': {
    good: shop,
    bad: nowhere,
    code: 'not_found',
  },
  'retire-service': { good: shop, bad: nowhere, code: 'not_found' },
  'apply-resource-profile': {
    good: { ...shop, profile: 'medium' },
    bad: { ...nowhere, profile: 'medium' },
    code: 'not_found',
  },
};

describe('every capability, alike over REST, MCP and as an action', () => {
  /** @type {Awaited<ReturnType<typeof startPlatform>>} */
  let platform;
  /** @type {Record<string, Awaited<ReturnType<typeof surfacesOf>>>} */
  const people = {};
  /** @type {Map<string, { kind: string }>} */
  let listed;
  /** @type {string} */
  let operationId;

  before(async () => {
    platform = await startPlatform();
    for (const person of ['ada', 'guest']) {
      people[person] = await surfacesOf(person);
    }
    const { rest } = people.ada;
    for (const [operation, input] of /** @type {[string, any][]} */ ([
      ['create-tenant', { tenant: 'acme', displayName: 'Acme' }],
      ['set-member', { tenant: 'acme', user: 'ben', role: 'developer' }],
      ['deploy-service', { ...shop, image: 'ghcr.io/acme/shop', tag: '1.0.0' }],
      ['deploy-service', { ...shop, tag: '1.1.0' }],
    ])) {
      const { body } = await rest.start(operation, input);
      operationId = body.id;
      const { state } = await rest.finish(operationId);
      assert.equal(state, 'succeeded', operation);
    }
    const { body } = await rest.request('GET', '/capabilities');
    listed = new Map(body.items.map(item => [item.name, item]));
  });

  after(async () => {
    for (const { mcp } of Object.values(people)) await mcp.close();
    await platform?.stop();
  });

  /** @param {string} person */
  async function surfacesOf(person) {
    return {
      rest: platform.rest(person),
      mcp: await platform.mcp(person),
      actions: platform.actions(person),
    };
  }

  it('is in this table', () => {
    assert.deepEqual(
      Object.keys(CAPABILITIES).sort(),
      [...listed.keys()].sort(),
    );
  });

  /** @param {Record<string, unknown>} input */
  const filled = input =>
    input.id === '<operation>' ? { ...input, id: operationId } : input;

  for (const [name, row] of Object.entries(CAPABILITIES)) {
    if (row.good) {
      it(`${name} answers alike`, async () => {
        const { rest, mcp, actions } = people[row.by ?? 'ada'];
        const input = filled(row.good);
        if (listed.get(name)?.kind === 'query') {
          const ask = async () => {
            const { status, body } = await rest.query(name, input);
            assert.equal(status, 200, JSON.stringify(body));
            return timeless(body);
          };
          const answers = await until(
            async () => {
              const asked = {
                before: await ask(),
                mcp: timeless(await mcp.call(name, input)),
                action: timeless(await actions.call(name, input)),
              };
              // What the cluster measures may change between two questions.
              return isDeepStrictEqual(await ask(), asked.before) && asked;
            },
            { what: `the same answer of ${name} twice` },
          );
          assert.deepEqual(answers.mcp, answers.before);
          assert.deepEqual(answers.action, answers.before);
          return;
        }
        const { status, body: plan } = await rest.plan(name, input);
        assert.equal(status, 200, JSON.stringify(plan));
        assert.equal(plan.operation, name);
        const dry = await mcp.call(name, { ...input, dry_run: true });
        assert.deepEqual(dry.plan, plan);
        assert.deepEqual(
          await actions.call(name, { ...input, dryRun: true }),
          dry,
        );
      });
    }

    it(`${name} refuses alike, with ${row.code}`, async () => {
      const { rest, mcp, actions } = people.ada;
      const input = filled(row.bad);
      const { body } = await {
        query: () => rest.query(name, input),
        command: () => rest.command(name, input),
        operation: () => rest.start(name, input),
      }[String(listed.get(name)?.kind)]();
      assert.equal(body.error?.code, row.code, JSON.stringify(body));
      const refusal = refusalOf(body.error);
      assert.deepEqual(await refused(mcp.call(name, input)), refusal);
      assert.deepEqual(await refused(actions.call(name, input)), refusal);
    });
  }
});
