import knexFactory from 'knex';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { isFinal } from '@mctl/plugin-platform-common';
import { BareGitRepository } from '@mctl/plugin-gitops-node';
import { CapabilityRegistry } from '@mctl/plugin-platform-node';
import { ControlLoop } from '../loop/ControlLoop';
import { OperationStepper } from '../loop/OperationStepper';
import { FakeClusterStatus } from './FakeClusterStatus';
import { NOTE_CAPABILITIES } from './noteCapabilities';
import { openLedger } from './openLedger';

/**
 * A process of its own that works on a ledger in a file until an operation is
 * final. Tests start it, and kill it.
 *
 * Arguments: database file, repository folder, operation id, and `synced` or
 * `blind`: whether Argo CD has what is on the branch, or cannot be seen.
 *
 * It prints a line `<state> <step>` after each change of the operation.
 */
const [databaseFile, directory, operationId, sight] = process.argv.slice(2);

/** Milliseconds; the next process has to wait for what is left of it. */
const LEASE = 1_500;

const toStderr = (message: string | Error) => {
  process.stderr.write(`${message}\n`);
};
const logger: LoggerService = {
  error: toStderr,
  warn: toStderr,
  info: toStderr,
  debug: () => undefined,
  child: () => logger,
};

async function main(): Promise<void> {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: { filename: databaseFile },
    useNullAsDefault: true,
  });
  const repository = await BareGitRepository.create({
    directory,
    branch: 'main',
    logger,
  });
  const { ledger, bus } = await openLedger(knex);
  const registry = CapabilityRegistry.create();
  registry.register(...NOTE_CAPABILITIES);
  registry.freeze();
  const cluster = new FakeClusterStatus();
  const stepper = OperationStepper.create({
    ledger,
    registry,
    repository,
    cluster,
    logger,
    domain: 'test',
    lease: LEASE,
  });
  const loop = ControlLoop.create({
    ledger,
    advance: entry => stepper.advance(entry),
    logger,
    lease: LEASE,
    concurrency: 2,
    sweep: 100,
  });
  cluster.subscribe(() => loop.wake('acme'));

  const over = new Promise<void>(resolve => {
    bus.onOperation(operationId, ({ state, step, commit, steps }) => {
      const message = steps.find(({ name }) => name === step)?.message;
      process.stdout.write(`${state} ${step} ${message}\n`);
      if (commit && sight === 'synced') {
        cluster.setApplication('acme', { revision: commit });
      }
      if (isFinal(state)) {
        resolve();
      }
    });
  });
  // The loop's own timer keeps no process alive.
  const alive = setInterval(() => loop.wake(), 1_000);
  loop.start();
  await over;
  clearInterval(alive);
  await loop.stop();
  await repository.stop();
  await knex.destroy();
}

main().catch(error => {
  toStderr(error);
  process.exitCode = 1;
});
