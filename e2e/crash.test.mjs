import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, it } from 'node:test';
import { git } from './lib/git.mjs';
import { startPlatform } from './lib/startPlatform.mjs';

for (const point of ['before-commit', 'after-commit']) {
  describe(`a backend that is killed ${point.replace('-', ' the ')}`, () => {
    /** @type {Awaited<ReturnType<typeof startPlatform>> | undefined} */
    let platform;

    after(() => platform?.stop());

    it('makes exactly one commit and comes to the right end', async () => {
      const crashing = await startPlatform({ env: { MCTL_TEST_CRASH: point } });
      const { stateFolder } = crashing;
      const key = randomUUID();
      const input = { tenant: 'acme', displayName: 'Acme' };
      const ada = crashing.rest('ada');
      const accepted = await ada
        .start('create-tenant', input, { key })
        // The process may die before the answer is out; the key finds it again.
        .catch(error => error);
      const { signal, code } = await crashing.exited;
      assert.ok(signal || code !== 0, 'the platform stopped by itself');

      platform = await startPlatform({ stateFolder });
      const again = await platform
        .rest('ada')
        .start('create-tenant', input, { key });
      assert.equal(again.status, 202, JSON.stringify(again.body));
      if (accepted.body) assert.equal(again.body.id, accepted.body.id);

      const { id } = again.body;
      const operation = await platform.rest('ada').finish(id);
      assert.equal(operation.state, 'succeeded', JSON.stringify(operation));
      const commits = git(
        platform.repository,
        'log',
        '--format=%H',
        `--grep=^Operation: ${id}$`,
        'main',
      ).split('\n');
      assert.deepEqual(commits, [operation.commit]);
      const { tenants } = (await platform.rest('ada').query('whoami')).body;
      assert.deepEqual(tenants, [{ tenant: 'acme', role: 'owner' }]);
    });
  });
}
