import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { TestRepository } from './__testUtils__/TestRepository';

const PROGRAM = join(__dirname, '__testUtils__/writerProcess.ts');
const FILES = ['a', 'b', 'c'].map(name => `tenants/acme/${name}.txt`);

jest.setTimeout(120_000);

describe('kill -9 of everything that writes', () => {
  let test: TestRepository;
  let runs = 0;

  beforeAll(async () => {
    test = await TestRepository.create();
    await test.open().then(opened => opened.stop());
  });

  afterAll(async () => {
    await test.remove();
  });

  /**
   * Lets a process write, and kills it and its children at some point after it
   * has acknowledged a number of operations.
   *
   * @returns what it had acknowledged, in the order
   */
  async function writeUntilKilled(options: {
    prefix: string;
    size: number;
    acknowledged: number;
    turns: number;
  }): Promise<string[]> {
    const { prefix, size } = options;
    const child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        PROGRAM,
        test.directory,
        prefix,
        String(size),
      ],
      {
        // A group of its own, so that its children die with it.
        detached: true,
        env: { ...process.env, NODE_OPTIONS: '' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const complaints: string[] = [];
    child.stderr.on('data', data => complaints.push(String(data)));
    const exited = once(child, 'exit');
    const operations: string[] = [];
    let killed = false;
    for await (const line of createInterface({ input: child.stdout })) {
      operations.push(line);
      if (operations.length >= options.acknowledged && !killed) {
        killed = true;
        // Somewhere in the middle of what comes next.
        for (let turn = 0; turn < options.turns; turn += 1) {
          await new Promise(setImmediate);
        }
        process.kill(-Number(child.pid), 'SIGKILL');
      }
    }
    const [, signal] = await exited;
    expect({ signal, complaints }).toEqual({
      signal: 'SIGKILL',
      complaints: [],
    });
    return operations;
  }

  /** Locks that were left count as left once they are seconds old. */
  async function passTime(): Promise<void> {
    for (const folder of ['.', 'refs/heads', 'refs/mctl/operations']) {
      const names = await readdir(join(test.directory, folder));
      for (const name of names.filter(each => each.endsWith('.lock'))) {
        await utimes(join(test.directory, folder, name), 0, 0);
      }
    }
  }

  it('loses nothing that was acknowledged and leaves nothing half-written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(1, 5),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 400 }),
        async (size, acknowledged, turns) => {
          runs += 1;
          const prefix = `op_${runs}_`;
          const operations = await writeUntilKilled({
            prefix,
            size,
            acknowledged,
            turns,
          });

          const repository = await test.open();
          expect(await test.git(['fsck', '--strict', '--no-dangling'])).toBe(
            '',
          );
          // All operations of this run that reached main, oldest first.
          const log = await test.git([
            'log',
            '--reverse',
            '--format=%H %s',
            `--grep=^Operation: ${prefix}`,
            'main',
          ]);
          const commits = log.split('\n').map(line => line.split(' '));
          const onMain = commits.map(([, , name]) => name);
          expect(onMain.slice(0, operations.length)).toEqual(operations);
          expect(onMain.length % size).toBe(0);
          for (const [commit, , name] of commits) {
            expect(await repository.findOperation(name)).toEqual({
              found: true,
              commit,
            });
          }
          for (const path of FILES) {
            expect(await test.git(['show', `main:${path}`])).toBe(
              onMain[onMain.length - 1],
            );
          }
          await passTime();
          const { commit: base } = await repository.refresh();
          const result = await repository.commit({
            operationId: `${prefix}after`,
            base,
            changes: [{ path: FILES[0], content: 'after\n' }],
            writes: ['tenants/acme/'],
            title: 'feat(acme): go on',
            trailers: {},
          });
          expect(result).toMatchObject({ outcome: 'committed' });
          await repository.stop();
        },
      ),
      { numRuns: 8 },
    );
  });
});
