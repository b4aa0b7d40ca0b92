// Runs a command with the pinned tools: node scripts/run.mjs tsc --noEmit
import { Failure, main } from './lib/failure.mjs';
import { run, setUp } from './lib/setup.mjs';

await main(() => {
  const command = process.argv.slice(2);
  if (command.length === 0) {
    throw new Failure(
      'There is no command to run.',
      'Example: node scripts/run.mjs tsc --noEmit',
    );
  }
  setUp();
  return run(command);
});
