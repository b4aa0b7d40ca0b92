import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { checkPort } from './backend.mjs';
import { Failure } from './failure.mjs';

test('a taken port is named, with the remedy', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();

  await assert.rejects(checkPort({ host: '127.0.0.1', port }), error => {
    assert.ok(error instanceof Failure);
    assert.match(error.message, new RegExp(`Port ${port} .* is in use`));
    assert.match(error.remedy, /backend\.listen\.port/);
    return true;
  });
  server.close();
  await once(server, 'close');

  await checkPort({ host: '127.0.0.1', port });
});
