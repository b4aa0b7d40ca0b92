// npm test: sets everything up, then checks formatting, types, lint rules and
// tests. `npm test -- <path>` runs the tests at that path and nothing else.
import { main } from './lib/failure.mjs';
import { run, setUp } from './lib/setup.mjs';

const JEST = ['backstage-cli', 'repo', 'test', '--maxWorkers=2'];
const CHECKS = [
  ['Formatting', ['prettier', '--check', '--log-level=warn', '.']],
  ['Types', ['tsc', '--noEmit', '--incremental', 'false']],
  ['Lint rules', ['backstage-cli', 'repo', 'lint', '--max-warnings=0']],
  [
    'Scripts and lint rules',
    ['node', '--test', 'scripts/**/*.test.mjs', 'eslint/**/*.test.mjs'],
  ],
  ['Tests', JEST],
];

await main(() => {
  setUp();
  // CI=1 keeps jest from watching.
  const env = { CI: '1' };
  const paths = process.argv.slice(2);
  if (paths.length > 0) return run([...JEST, ...paths], { env });

  const failed = CHECKS.filter(([title, command]) => {
    process.stdout.write(`\n${title}\n`);
    return run(command, { env }) !== 0;
  }).map(([title]) => title);
  process.stdout.write(
    failed.length > 0 ? `\nFailed: ${failed.join(', ')}\n` : '\nAll passed\n',
  );
  return failed.length > 0 ? 1 : 0;
});
