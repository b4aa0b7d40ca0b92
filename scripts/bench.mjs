// npm run bench -- <name>: runs a benchmark and prints its figures.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, main } from './lib/failure.mjs';
import { run, setUp } from './lib/setup.mjs';
import { root } from './toolchain.mjs';

await main(() => {
  const [name, ...args] = process.argv.slice(2);
  const file = join(root, 'bench', `${name}.mjs`);
  if (!/^[a-z-]+$/.test(name ?? '') || !existsSync(file)) {
    const names = readdirSync(join(root, 'bench'))
      .filter(entry => entry.endsWith('.mjs'))
      .map(entry => entry.replace(/\.mjs$/, ''));
    throw new Failure(
      name
        ? `There is no benchmark "${name}".`
        : 'There is no benchmark to run.',
      `Try npm run bench -- <name> with one of: ${names.join(', ')}.`,
    );
  }
  setUp();
  return run(['node', file, ...args]);
});
