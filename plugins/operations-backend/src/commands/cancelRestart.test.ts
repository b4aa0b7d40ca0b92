import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import knexFactory, { type Knex } from 'knex';
import { mockServices } from '@backstage/backend-test-utils';
import type { Operation } from '@mctl/plugin-platform-common';
import { makePlan } from '@mctl/plugin-platform-node';
import { writeNote } from '../__testUtils__/noteCapabilities';
import { acceptNew, claimNext, openLedger } from '../__testUtils__/openLedger';
import { TestRepository } from '../__testUtils__/TestRepository';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';

const PROGRAM = join(__dirname, '../__testUtils__/operationsProcess.ts');

jest.setTimeout(60_000);

describe('cancelling around a kill -9', () => {
  let test: TestRepository;
  let databaseFile: string;
  let knex: Knex;
  let ledger: DatabaseLedger;
  const processes: ChildProcess[] = [];

  beforeEach(async () => {
    test = await TestRepository.create();
    databaseFile = join(test.root, 'ledger.sqlite');
    knex = knexFactory({
      client: 'better-sqlite3',
      connection: { filename: databaseFile },
      useNullAsDefault: true,
      log: mockServices.logger.mock(),
    });
    ({ ledger } = await openLedger(knex));
  });

  afterEach(async () => {
    for (const child of processes.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
    await knex.destroy();
    await test.remove();
  });

  async function accept(text: string): Promise<Operation> {
    const input = { tenant: 'acme', note: 'hello', text };
    const { plan } = await makePlan({
      definition: writeNote,
      input,
      resolved: {},
      snapshot: await test.repository.refresh(),
      repository: test.repository,
      domain: 'test',
    });
    return acceptNew(ledger, { input, plan });
  }

  /** Lets a process work until an operation is final, or it is killed. */
  async function run(id: string, crash = ''): Promise<string> {
    const child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        PROGRAM,
        databaseFile,
        test.directory,
        id,
        'synced',
      ],
      {
        env: { ...process.env, NODE_OPTIONS: '', MCTL_TEST_CRASH: crash },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    processes.push(child);
    const [code, signal] = await once(child, 'exit');
    return signal ?? `exit ${code}`;
  }

  async function cancel(id: string): Promise<Operation> {
    const scope = {
      user: 'user:default/ada',
      capability: 'cancel-operation',
      key: id,
      requestHash: id,
    };
    await ledger.answer(scope, async transaction => ({
      ...(await ledger.cancel(transaction, id, 'Cancelled')).operation,
    }));
    return (await ledger.get(id)).operation;
  }

  it('ends what the killed process had begun, and nobody takes it up', async () => {
    const { id } = await accept('first');
    // A process that was killed leaves its claim behind.
    await claimNext(ledger, { worker: 'killed' });
    await expect(cancel(id)).resolves.toMatchObject({ state: 'cancelled' });

    const next = await accept('second');
    await expect(run(next.id)).resolves.toBe('exit 0');
    await expect(ledger.get(id)).resolves.toMatchObject({
      operation: { state: 'cancelled', commit: null },
    });
    await expect(test.commitsOf(id)).resolves.toEqual([]);
    await expect(test.commitsOf(next.id)).resolves.toHaveLength(1);
  });

  it.each(['before-commit', 'after-commit'])(
    'comes too late for what was killed %s, which is taken up',
    async crash => {
      const { id } = await accept('hi');
      await expect(run(id, crash)).resolves.toBe('SIGKILL');
      // Nobody can know here whether the killed process is really gone.
      await expect(cancel(id)).resolves.toMatchObject({ state: 'running' });

      await expect(run(id)).resolves.toBe('exit 0');
      const { operation } = await ledger.get(id);
      expect(operation.state).toBe('succeeded');
      await expect(test.commitsOf(id)).resolves.toEqual([operation.commit]);
    },
  );
});
