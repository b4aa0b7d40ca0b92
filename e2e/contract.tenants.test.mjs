import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startPlatform } from './lib/startPlatform.mjs';

describe('a tenant, day to day, from every surface', () => {
  /** @type {Awaited<ReturnType<typeof startPlatform>>} */
  let platform;
  /** @type {Awaited<ReturnType<typeof platform.mcp>>} */
  let mcp;
  /** @type {ReturnType<typeof platform.rest>} */
  let rest;
  /** @type {ReturnType<typeof platform.actions>} */
  let actions;

  before(async () => {
    platform = await startPlatform();
    mcp = await platform.mcp('ada');
    rest = platform.rest('ada');
    actions = platform.actions('ada');
    const created = await actions.call('create-tenant', {
      tenant: 'acme',
      displayName: 'Acme',
      quota: { pods: 10 },
      wait: true,
    });
    assert.equal(created.state, 'succeeded', JSON.stringify(created));
  });

  after(async () => {
    await mcp?.close();
    await platform?.stop();
  });

  it('changes settings and quota, proven in the cluster', async () => {
    const updated = await mcp.call('update-tenant', {
      tenant: 'acme',
      description: 'Web shop',
      quota: { pods: 12, memory: '4Gi' },
      wait: true,
    });
    assert.equal(updated.state, 'succeeded', JSON.stringify(updated));
    const { body } = await rest.query('get-tenant', { tenant: 'acme' });
    assert.equal(body.description, 'Web shop');
    assert.deepEqual(
      [body.quota.hard.pods, body.quota.hard.memory],
      [12, '4Gi'],
    );
    const { items } = await actions.call('list-tenants');
    assert.equal(items[0].quota.value.memory.hard, '4Gi');
  });

  it('adds, changes and removes members, who see it at once', async () => {
    const ben = platform.rest('ben');
    const input = { tenant: 'acme', user: 'ben' };
    const seen = async () =>
      (await ben.query('get-tenant', { tenant: 'acme' })).body.yourRole;

    const added = await actions.call('set-member', {
      ...input,
      role: 'viewer',
      wait: true,
    });
    assert.equal(added.state, 'succeeded', JSON.stringify(added));
    assert.equal(await seen(), 'viewer');

    const promoted = await mcp.call('set-member', {
      ...input,
      role: 'owner',
      wait: true,
    });
    assert.equal(promoted.state, 'succeeded', JSON.stringify(promoted));
    assert.equal(await seen(), 'owner');

    const left = await ben.start('remove-member', input);
    assert.equal(left.status, 202, JSON.stringify(left.body));
    const { state } = await rest.finish(left.body.id);
    assert.equal(state, 'succeeded');
    assert.equal(await seen(), undefined);
  });

  it('leaves one owner when two demote each other', async () => {
    const added = await mcp.call('set-member', {
      tenant: 'acme',
      user: 'ben',
      role: 'owner',
      wait: true,
    });
    assert.equal(added.state, 'succeeded');
    const demote = (/** @type {string} */ user) => ({
      tenant: 'acme',
      user,
      role: 'viewer',
    });
    const started = await Promise.all([
      rest.start('set-member', demote('ben')),
      platform.rest('ben').start('set-member', demote('ada')),
    ]);
    const guest = platform.rest('guest');
    const ended = await Promise.all(
      started
        .filter(({ status }) => status === 202)
        .map(({ body }) => guest.finish(body.id)),
    );
    const { body } = await guest.query('get-tenant', { tenant: 'acme' });
    assert.equal(
      body.members.filter(({ role }) => role === 'owner').length,
      1,
      JSON.stringify(ended),
    );
    assert.equal(
      ended.filter(({ state }) => state === 'succeeded').length,
      1,
      JSON.stringify(ended),
    );
  });

  it('renders nothing anew that is rendered with this version', async () => {
    const operation = await platform
      .actions('guest')
      .call('re-render', { wait: true });
    assert.deepEqual(
      [operation.state, operation.result],
      ['succeeded', { changed: false }],
    );
  });
});
