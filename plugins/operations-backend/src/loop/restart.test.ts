import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import knexFactory, { type Knex } from 'knex';
import { mockServices } from '@backstage/backend-test-utils';
import type { Operation } from '@mctl/plugin-platform-common';
import { makePlan } from '@mctl/plugin-platform-node';
import { notePath, writeNote } from '../__testUtils__/noteCapabilities';
import { acceptNew, openLedger } from '../__testUtils__/openLedger';
import { TestRepository } from '../__testUtils__/TestRepository';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';

const PROGRAM = join(__dirname, '../__testUtils__/operationsProcess.ts');

jest.setTimeout(60_000);

describe('kill -9', () => {
  let test: TestRepository;
  let databaseFile: string;
  let knex: Knex;
  let ledger: DatabaseLedger;
  let operation: Operation;
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
    const input = { tenant: 'acme', note: 'hello', text: 'hi' };
    const { plan } = await makePlan({
      definition: writeNote,
      input,
      resolved: {},
      snapshot: await test.repository.refresh(),
      repository: test.repository,
      domain: 'test',
    });
    operation = await acceptNew(ledger, { input, plan });
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

  /** Starts a process on the operation and says how it ends. */
  function run(sight: 'synced' | 'blind', crash = '') {
    const child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        PROGRAM,
        databaseFile,
        test.directory,
        operation.id,
        sight,
      ],
      {
        env: { ...process.env, NODE_OPTIONS: '', MCTL_TEST_CRASH: crash },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    processes.push(child);
    const complaints: string[] = [];
    child.stderr.on('data', data => complaints.push(String(data)));
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, 'exit').then(([code, signal]) => ({
      code,
      signal,
      complaints: code === 0 || signal ? [] : complaints,
    }));
    const says = (text: string) =>
      new Promise<void>((resolve, reject) => {
        lines.on('line', line => line.includes(text) && resolve());
        ended.then(end => reject(new Error(JSON.stringify(end))), reject);
      });
    return { child, ended, says };
  }

  const KILLED = { code: null, signal: 'SIGKILL', complaints: [] };
  const DONE = { code: 0, signal: null, complaints: [] };

  async function expectOneCommit(): Promise<void> {
    const entry = await ledger.get(operation.id);
    expect(entry).toMatchObject({
      fence: expect.any(Number),
      operation: {
        state: 'succeeded',
        result: { changed: true, note: 'hello' },
        error: null,
      },
    });
    expect(entry.fence).toBeGreaterThan(1);
    await expect(test.commitsOf(operation.id)).resolves.toEqual([
      entry.operation.commit,
    ]);
    await expect(test.git('rev-list', '--count', 'main')).resolves.toBe('2');
    await expect(test.read(notePath('acme', 'hello'))).resolves.toBe('hi');
    const events = await ledger.events(operation.id, 0);
    expect(events.map(({ sequence }) => sequence)).toEqual(
      events.map((_, index) => index + 1),
    );
  }

  it('before the commit loses nothing', async () => {
    await expect(run('synced', 'before-commit').ended).resolves.toEqual(KILLED);
    await expect(ledger.get(operation.id)).resolves.toMatchObject({
      operation: { state: 'running', step: 'commit', commit: null },
    });
    await expect(test.commitsOf(operation.id)).resolves.toEqual([]);

    await expect(run('synced').ended).resolves.toEqual(DONE);
    await expectOneCommit();
  });

  it('between the commit and the ledger doubles nothing', async () => {
    await expect(run('synced', 'after-commit').ended).resolves.toEqual(KILLED);
    await expect(ledger.get(operation.id)).resolves.toMatchObject({
      operation: { state: 'running', step: 'commit', commit: null },
    });
    await expect(test.commitsOf(operation.id)).resolves.toHaveLength(1);

    await expect(run('synced').ended).resolves.toEqual(DONE);
    await expectOneCommit();
  });

  it('while it waits for Argo CD goes on waiting', async () => {
    const first = run('blind');
    await first.says('running sync Argo CD cannot be seen');
    first.child.kill('SIGKILL');
    await expect(first.ended).resolves.toEqual(KILLED);
    await expect(ledger.get(operation.id)).resolves.toMatchObject({
      operation: { state: 'running', step: 'sync' },
    });

    await expect(run('synced').ended).resolves.toEqual(DONE);
    await expectOneCommit();
  });

  it('twice in a row at the worst moment still makes one commit', async () => {
    await expect(run('synced', 'after-commit').ended).resolves.toEqual(KILLED);
    const second = run('blind', 'before-commit');
    await second.says('running sync');
    second.child.kill('SIGKILL');
    await expect(second.ended).resolves.toEqual(KILLED);

    await expect(run('synced').ended).resolves.toEqual(DONE);
    await expectOneCommit();
  });
});
