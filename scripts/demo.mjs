// npm run demo: tells the story of a service on the running platform.
import { join } from 'node:path';
import { main } from './lib/failure.mjs';
import { run, setUp } from './lib/setup.mjs';
import { root } from './toolchain.mjs';

await main(() => {
  setUp();
  return run([
    'node',
    join(root, 'scripts', 'lib', 'story.mjs'),
    ...process.argv.slice(2),
  ]);
});
