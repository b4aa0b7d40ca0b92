import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pushMember } from './lib/pushMember.mjs';
import { startPlatform } from './lib/startPlatform.mjs';
import { until } from './lib/until.mjs';

/** Milliseconds from a commit until the catalog shows it. */
const FRESH = 3_000;

describe('the catalog follows the repository', () => {
  /** @type {Awaited<ReturnType<typeof startPlatform>>} */
  let platform;
  /** @type {ReturnType<typeof platform.rest>} */
  let rest;
  /** @type {ReturnType<typeof platform.catalog>} */
  let catalog;

  before(async () => {
    platform = await startPlatform();
    rest = platform.rest('ada');
    catalog = platform.catalog('guest');
  });

  after(() => platform?.stop());

  /**
   * Runs an operation and says how long after its commit the catalog was as it
   * should be.
   *
   * @param {string} operation
   * @param {Record<string, unknown>} input
   * @param {() => Promise<unknown>} look true once the catalog shows it
   */
  async function delayOf(operation, input, look) {
    const { body: plan } = await rest.plan(operation, input);
    const started = await rest.start(operation, input, { planHash: plan.hash });
    assert.equal(started.status, 202, JSON.stringify(started.body));
    await until(async () => Boolean(await look()), {
      what: `${operation} in the catalog`,
    });
    const seenAt = Date.now();
    const { state, steps } = await rest.finish(started.body.id);
    assert.equal(state, 'succeeded');
    const { finishedAt } = steps.find(({ name }) => name === 'commit');
    return seenAt - Date.parse(finishedAt);
  }

  /** @param {string} what @param {number} delay */
  function isFresh(what, delay) {
    assert.ok(delay < FRESH, `${what} took ${delay} ms`);
  }

  it('has a tenant and its owner', async () => {
    const delay = await delayOf(
      'create-tenant',
      { tenant: 'acme', displayName: 'Acme' },
      () => catalog.entity('group', 'default', 'acme'),
    );
    isFresh('the tenant', delay);
    const group = await catalog.entity('group', 'default', 'acme');
    assert.equal(group.spec.profile.displayName, 'Acme');
    await until(
      async () =>
        (await catalog.entity('user', 'default', 'ada'))?.relations.some(
          ({ type, targetRef }) =>
            type === 'memberOf' && targetRef === 'group:default/acme',
        ),
      { what: 'ada as a member of her tenant', timeout: FRESH },
    );
  });

  it('has a service, with what other plugins look for', async () => {
    const delay = await delayOf(
      'deploy-service',
      {
        tenant: 'acme',
        service: 'shop',
        image: 'ghcr.io/acme/shop',
        tag: '1.0.0',
      },
      () => catalog.entity('component', 'acme', 'shop'),
    );
    isFresh('the service', delay);
    const { metadata, spec } = await catalog.entity(
      'component',
      'acme',
      'shop',
    );
    assert.equal(spec.owner, 'group:default/acme');
    const { annotations } = metadata;
    assert.equal(annotations['backstage.io/kubernetes-namespace'], 'acme');
    assert.ok(annotations['backstage.io/kubernetes-label-selector']);
  });

  it('has a member that somebody pushed', async () => {
    await pushMember({
      repository: platform.repository,
      tenant: 'acme',
      user: 'ben',
      role: 'viewer',
    });
    await until(
      async () =>
        (await catalog.entity('user', 'default', 'ben'))?.relations.some(
          ({ targetRef }) => targetRef === 'group:default/acme',
        ),
      { what: 'ben as a member', timeout: FRESH },
    );
    assert.ok(
      await platform.catalog('ben').entity('component', 'acme', 'shop'),
    );
  });

  it('shows nothing of it to others', async () => {
    const gone = await rest.start('remove-member', {
      tenant: 'acme',
      user: 'ben',
    });
    const { state } = await rest.finish(gone.body.id);
    assert.equal(state, 'succeeded');
    const seen = await platform
      .catalog('ben')
      .entity('component', 'acme', 'shop');
    assert.equal(seen, undefined);
  });

  it('loses a service as quickly', async () => {
    const delay = await delayOf(
      'retire-service',
      { tenant: 'acme', service: 'shop' },
      async () => !(await catalog.entity('component', 'acme', 'shop')),
    );
    isFresh('the end of the service', delay);
  });

  it('loses a tenant as quickly', async () => {
    const delay = await delayOf(
      'delete-tenant',
      { tenant: 'acme' },
      async () => !(await catalog.entity('group', 'default', 'acme')),
    );
    isFresh('the end of the tenant', delay);
  });
});
