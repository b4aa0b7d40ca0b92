import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { startPlatform } from './lib/startPlatform.mjs';

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

describe('the story, from an AI client on the real start command', () => {
  const service = { tenant: 'acme', service: 'shop' };
  /** @type {Awaited<ReturnType<typeof startPlatform>>} */
  let platform;
  /** @type {Awaited<ReturnType<typeof platform.mcp>>} */
  let ada;
  /** @type {string} */
  let rollbackTo;

  before(async () => {
    platform = await startPlatform();
    ada = await platform.mcp('ada');
  });

  after(async () => {
    await ada?.close();
    await platform?.stop();
  });

  /** @param {string[]} args */
  function kubectl(...args) {
    return JSON.parse(
      execFileSync('kubectl', [...args, '--output=json'], {
        env: { ...process.env, KUBECONFIG: platform.kubeconfig },
        encoding: 'utf8',
      }),
    );
  }

  it('begins with a person who has no tenant', async () => {
    const me = await ada.call('whoami');
    assert.equal(me.user, 'user:default/ada');
    assert.deepEqual(me.tenants, []);
    assert.equal(me.cluster.type, 'sandbox');
  });

  it('creates a tenant and makes its creator the owner', async () => {
    const operation = await ada.call('create-tenant', {
      tenant: 'acme',
      displayName: 'Acme',
      wait: true,
    });
    assert.equal(operation.state, 'succeeded', JSON.stringify(operation));
    assert.match(operation.commit, /^[0-9a-f]{40}$/);

    const { tenants } = await ada.call('whoami');
    assert.deepEqual(tenants, [{ tenant: 'acme', role: 'owner' }]);
  });

  it('deploys a service and reports progress until it is healthy', async () => {
    const progress = [];
    const operation = await ada.call(
      'deploy-service',
      { ...service, image: 'ghcr.io/acme/shop', tag: '1.0.0', wait: true },
      { onProgress: message => progress.push(message) },
    );
    assert.equal(operation.state, 'succeeded', JSON.stringify(operation));
    assert.ok(progress.length > 0);

    const status = await ada.call('get-service-status', service);
    assert.equal(status.health.value.status, 'Healthy');
    assert.equal(status.sync.value.status, 'Synced');
    assert.ok(status.pods.value.every(pod => pod.ready && pod.tag === '1.0.0'));
    rollbackTo = operation.commit;
  });

  it(
    'shows the same to kubectl',
    { skip: !hasKubectl && 'kubectl is not installed' },
    () => {
      const deployment = kubectl('get', 'deployment', 'shop', '-n', 'acme');
      const { containers } = deployment.spec.template.spec;
      assert.equal(containers[0].image, 'ghcr.io/acme/shop:1.0.0');
      assert.equal(
        deployment.status.availableReplicas,
        deployment.spec.replicas,
      );
      const { items } = kubectl('get', 'pods', '-n', 'acme');
      assert.ok(items.length > 0);
      assert.ok(items.every(pod => pod.status.phase === 'Running'));
    },
  );

  it('fails a missing tag in verify, with the event as evidence, while the release before serves', async () => {
    const operation = await ada.call('deploy-service', {
      ...service,
      tag: '1.1.0-missing',
      wait: true,
    });
    assert.equal(operation.state, 'failed', JSON.stringify(operation));
    assert.equal(operation.step, 'verify');
    assert.equal(operation.error.code, 'verification_failed');
    const events = operation.error.evidence.filter(
      ({ source }) => source === 'event',
    );
    assert.ok(
      events.some(({ message }) => message.includes('1.1.0-missing')),
      JSON.stringify(operation.error),
    );

    const { pods } = await ada.call('get-service-status', service);
    assert.ok(pods.value.some(pod => pod.ready && pod.tag === '1.0.0'));
    assert.ok(!pods.value.some(pod => pod.ready && pod.tag !== '1.0.0'));
  });

  it('shows the plan before it rolls back, and refuses another hash', async () => {
    const asked = await ada.call('rollback-service', service);
    assert.equal(asked.needs.confirmation, true);
    assert.equal(asked.plan.resolved.release, rollbackTo);

    await assert.rejects(
      ada.call('rollback-service', {
        ...service,
        plan_hash: `sha256:${'0'.repeat(64)}`,
      }),
      { code: 'plan_changed' },
    );

    const operation = await ada.call('rollback-service', {
      ...service,
      plan_hash: asked.plan.hash,
      wait: true,
    });
    assert.equal(operation.state, 'succeeded', JSON.stringify(operation));
    const { health, desired } = await ada.call('get-service-status', service);
    assert.equal(desired.tag, '1.0.0');
    assert.equal(health.value.status, 'Healthy');
  });

  it('remembers every release and how it went', async () => {
    const { items } = await ada.call('get-service-history', service);
    assert.deepEqual(
      items.map(({ tag, outcome }) => [tag, outcome]),
      [
        ['1.0.0', 'healthy'],
        ['1.1.0-missing', 'failed'],
        ['1.0.0', 'healthy'],
      ],
    );
  });

  it('shows nothing of it to somebody else', async () => {
    const ben = await platform.mcp('ben');
    try {
      await assert.rejects(ben.call('get-service-status', service), {
        code: 'not_found',
      });
      assert.deepEqual((await ben.call('list-tenants')).items, []);
    } finally {
      await ben.close();
    }
  });

  it('gives the tenant back with everything in it', async () => {
    const { plan } = await ada.call('delete-tenant', { tenant: 'acme' });
    const operation = await ada.call('delete-tenant', {
      tenant: 'acme',
      plan_hash: plan.hash,
      wait: true,
    });
    assert.equal(operation.state, 'succeeded', JSON.stringify(operation));
    assert.deepEqual((await ada.call('list-tenants')).items, []);
  });
});
