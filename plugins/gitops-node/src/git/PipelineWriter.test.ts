import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { FaultyGit } from '../__testUtils__/FaultyGit';
import { TestRepository } from '../__testUtils__/TestRepository';
import type { CommitOrder, NewCommit } from './CommitWriter';
import { GitError } from './GitError';
import { operationRef } from './operationRefs';
import { PipelineWriter } from './PipelineWriter';

const BRANCH = 'refs/heads/main';

/** Reads the first command of a transaction, which moves the branch. */
const READ_MOVE = 'read start; read verb ref new old';

describe('PipelineWriter', () => {
  const logger = mockServices.logger.mock();
  let test: TestRepository;
  let git: FaultyGit;
  let writer: PipelineWriter;

  beforeEach(async () => {
    jest.clearAllMocks();
    test = await TestRepository.create();
    await test.open().then(opened => opened.stop());
    git = new FaultyGit(test.directory);
    writer = new PipelineWriter({ git, logger });
  });

  afterEach(async () => {
    await writer.stop();
    await test.remove();
  });

  const commitOf = (
    name: string,
    content: string | null = `${name}\n`,
  ): NewCommit => ({
    message: `feat: ${name}\n`,
    changes: [{ path: `tenants/acme/${name}.txt`, content }],
    operationRef: operationRef(name),
  });

  async function order(...names: string[]): Promise<CommitOrder> {
    return {
      parent: await test.head(),
      branchRef: BRANCH,
      commits: names.map(name => commitOf(name)),
    };
  }

  async function write(...names: string[]) {
    return writer.write(await order(...names));
  }

  /** The commits are on main in their order, each with its reference. */
  async function expectCommits(...names: string[]): Promise<void> {
    const log = await test.git([
      'log',
      '--reverse',
      `--max-count=${names.length}`,
      '--format=%H %s',
      BRANCH,
    ]);
    const commits: string[] = [];
    for (const name of names) {
      const commit = await test.git(['rev-parse', operationRef(name)]);
      commits.push(`${commit} feat: ${name}`);
      expect(
        await test.git(['show', `${BRANCH}:tenants/acme/${name}.txt`]),
      ).toBe(name);
    }
    expect(log.split('\n')).toEqual(commits);
    expect(await test.git(['fsck', '--strict', '--no-dangling'])).toBe('');
  }

  it('makes one commit after the other with the same two processes', async () => {
    const results = [
      await write('one'),
      await write('two'),
      await write('three'),
    ];
    await expectCommits('one', 'two', 'three');
    expect(results[2]).toEqual({
      outcome: 'committed',
      commits: [await test.head()],
    });
    expect(git.started).toEqual(['fast-import', 'update-ref']);
  });

  it('makes several commits and moves the branch once', async () => {
    const calls: unknown[] = [];
    const result = await writer.write({
      ...(await order('one', 'two', 'three')),
      whileStaging: () => calls.push('before there are ids'),
      onStaged: ids => calls.push(ids),
    });
    await expectCommits('one', 'two', 'three');
    const log = await test.git(['log', '-3', '--reverse', '--format=%H']);
    const commits = log.split('\n');
    expect(result).toEqual({ outcome: 'committed', commits });
    expect(calls).toEqual(['before there are ids', commits]);
    expect(
      await test.git(['reflog', 'show', '--format=%H', BRANCH]),
    ).not.toContain(commits[0]);
  });

  it('moves nothing when the work beside fails, and takes the next order', async () => {
    const head = await test.head();
    const staged = jest.fn();
    await expect(
      writer.write({
        ...(await order('one', 'two')),
        whileStaging: () => {
          throw new TypeError('no document');
        },
        onStaged: staged,
      }),
    ).rejects.toThrow(new TypeError('no document'));
    expect(staged).not.toHaveBeenCalled();
    expect(await test.head()).toBe(head);
    expect(await test.references()).toEqual([BRANCH]);

    expect(await write('one', 'two')).toMatchObject({ outcome: 'committed' });
    await expectCommits('one', 'two');
    expect(git.started).toEqual(['fast-import', 'update-ref']);
  });

  it('carries out orders in turn, however many are given at once', async () => {
    const parent = await test.head();
    const results = await Promise.all(
      ['one', 'two', 'three'].map(name =>
        writer.write({ parent, branchRef: BRANCH, commits: [commitOf(name)] }),
      ),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'committed',
      'rejected',
      'rejected',
    ]);
    await expectCommits('one');
  });

  it('begins a branch, also after other commits', async () => {
    await write('one');
    const result = await writer.write({
      parent: undefined,
      branchRef: 'refs/heads/other',
      commits: [commitOf('root')],
    });
    expect(result).toMatchObject({ outcome: 'committed' });
    expect(await test.git(['ls-tree', '-r', '--name-only', 'other'])).toBe(
      'tenants/acme/root.txt',
    );
    expect(await test.git(['rev-list', '--count', 'other'])).toBe('1');
  });

  it('leaves nothing of its own behind when it stops', async () => {
    await write('one');
    await writer.stop();
    expect(
      await test.git(['for-each-ref', '--format=%(refname)', 'refs/mctl']),
    ).toBe(operationRef('one'));
    const packs = await readdir(join(test.directory, 'objects/pack'));
    expect(packs.filter(name => /\.keep$|^tmp_/.test(name))).toEqual([]);
    expect(await write('two')).toMatchObject({ outcome: 'committed' });
    await expectCommits('one', 'two');
  });

  describe('what is in its way', () => {
    it('is a branch that is elsewhere: nothing moves', async () => {
      const late = await order('late');
      await test.push([{ path: 'x', content: 'x' }]);
      const head = await test.head();
      expect(await writer.write(late)).toMatchObject({
        outcome: 'rejected',
        reason: expect.stringContaining('but expected'),
      });
      expect(await test.head()).toBe(head);
      expect(await test.references()).toEqual([BRANCH]);

      expect(await write('again')).toMatchObject({ outcome: 'committed' });
      await expectCommits('again');
    });

    it('is a reference that exists: nothing moves, not for the others either', async () => {
      const head = await test.head();
      await test.git(['update-ref', operationRef('two'), head]);
      expect(await write('one', 'two', 'three')).toMatchObject({
        outcome: 'rejected',
        reason: expect.stringContaining('already exists'),
      });
      expect(await test.head()).toBe(head);
      expect(await test.references()).toEqual([BRANCH, operationRef('two')]);
    });

    it('is a lock that someone holds: nothing moves, and it stays theirs', async () => {
      const lock = join(test.directory, `${BRANCH}.lock`);
      await writeFile(lock, `${'1'.repeat(40)}\n`);
      expect(await write('one')).toMatchObject({
        outcome: 'rejected',
        reason: expect.stringContaining('File exists'),
      });
      expect(await readFile(lock, 'utf8')).toBe(`${'1'.repeat(40)}\n`);
    });

    it('is a lock that a crash left: it goes once it is old enough', async () => {
      const lock = join(test.directory, `${BRANCH}.lock`);
      await writeFile(lock, `${'1'.repeat(40)}\n`);
      await utimes(lock, 0, 0);
      expect(await write('one')).toMatchObject({ outcome: 'committed' });
      await expectCommits('one');
    });

    it('is a lock that a crash left empty: it goes much sooner', async () => {
      await writeFile(join(test.directory, `${BRANCH}.lock`), '');
      expect(await write('one')).toMatchObject({ outcome: 'committed' });
      await expectCommits('one');
    });
  });

  describe('a fast-import that is killed', () => {
    it('between two commits is started again', async () => {
      await write('one');
      process.kill(Number(writer.processes.import), 'SIGKILL');
      expect(await write('two')).toMatchObject({ outcome: 'committed' });
      await expectCommits('one', 'two');
    });

    it.each([1, 2, 3])('after answer %d is started again', async answers => {
      git.faults['fast-import'] = [{ killAfterAnswers: answers }];
      expect(await write('one', 'two')).toMatchObject({ outcome: 'committed' });
      expect(await write('three')).toMatchObject({ outcome: 'committed' });
      await expectCommits('one', 'two', 'three');
    });

    it('again and again is an error, and moves nothing', async () => {
      const head = await test.head();
      git.faults['fast-import'] = [
        { killAfterAnswers: 1 },
        { script: 'echo "no space left on device" >&2; exit 1' },
      ];
      await expect(write('one', 'two')).rejects.toThrow(
        'no space left on device',
      );
      expect(await test.head()).toBe(head);
      expect(await test.references()).toEqual([BRANCH]);

      expect(await write('one', 'two')).toMatchObject({ outcome: 'committed' });
      await expectCommits('one', 'two');
    });

    it('because it cannot be started is an error that says so', async () => {
      git.faults['fast-import'] = [
        { script: 'exit 127' },
        { script: 'exit 127' },
      ];
      await expect(write('one')).rejects.toThrow(GitError);
    });
  });

  it('commits nothing when where the branch goes cannot reach the disk', async () => {
    const head = await test.head();
    git.faults['update-ref'] = [
      {
        // Takes no lock, so that there is no file to wait for.
        script: `echo 'start: ok'; echo 'prepare: ok'
          while read command; do
            if [ "$command" = abort ]; then echo 'abort: ok'; exit 0; fi
            if [ "$command" = commit ]; then echo 'commit: ok'; exit 0; fi
          done`,
      },
    ];
    await expect(write('one')).rejects.toThrow(
      expect.objectContaining({ code: 'ENOENT' }),
    );
    expect(await test.head()).toBe(head);
    expect(await write('one')).toMatchObject({ outcome: 'committed' });
    await expectCommits('one');
  });

  describe('an update-ref that is killed', () => {
    it('between two commits is started again', async () => {
      await write('one');
      process.kill(Number(writer.processes.references), 'SIGKILL');
      expect(await write('two')).toMatchObject({ outcome: 'committed' });
      await expectCommits('one', 'two');
    });

    it.each([1, 1, 1, 2, 2, 2, 3])(
      'after answer %d leaves all or nothing, and then all',
      async answers => {
        git.faults['update-ref'] = [{ killAfterAnswers: answers }];
        expect(await write('one', 'two', 'three')).toMatchObject({
          outcome: 'committed',
        });
        await expectCommits('one', 'two', 'three');
        expect(await write('four')).toMatchObject({ outcome: 'committed' });
      },
    );

    it('after it moved the branch has the references follow', async () => {
      git.faults['update-ref'] = [
        { script: `${READ_MOVE}; git update-ref $ref $new $old; kill -9 $$` },
      ];
      expect(await write('one', 'two')).toMatchObject({ outcome: 'committed' });
      await expectCommits('one', 'two');
    });

    it('while it holds locks leaves none of them', async () => {
      git.faults['update-ref'] = [
        {
          script: `${READ_MOVE}; read verb first commit
            echo $new >$ref.lock
            mkdir -p refs/mctl/operations; echo $commit >$first.lock
            : >HEAD.lock
            kill -9 $$`,
        },
      ];
      expect(await write('one', 'two')).toMatchObject({ outcome: 'committed' });
      await expectCommits('one', 'two');
    });

    it('while others push loses the race', async () => {
      git.faults['update-ref'] = [{ script: `${READ_MOVE}; kill -9 $$` }];
      const late = await order('late');
      await test.push([{ path: 'x', content: 'x' }]);
      expect(await writer.write(late)).toMatchObject({ outcome: 'rejected' });
      expect(await test.references()).toEqual([BRANCH]);
    });

    it('when it was about to commit is started again', async () => {
      git.faults['update-ref'] = [
        {
          script: `${READ_MOVE}; echo $new >$ref.lock
            echo 'start: ok'; echo 'prepare: ok'
            while read command; do
              if [ "$command" = commit ]; then kill -9 $$; fi
            done`,
        },
      ];
      expect(await write('one', 'two')).toMatchObject({ outcome: 'committed' });
      await expectCommits('one', 'two');
      expect(git.started.filter(name => name === 'update-ref')).toHaveLength(2);
    });

    it('again and again is an error, and moves nothing', async () => {
      const head = await test.head();
      const fault = { script: `${READ_MOVE}; kill -9 $$` };
      git.faults['update-ref'] = [fault, fault, fault];
      await expect(write('one')).rejects.toThrow(GitError);
      expect(await test.head()).toBe(head);
      expect(await write('one')).toMatchObject({ outcome: 'committed' });
      await expectCommits('one');
    });
  });

  describe('compacting', () => {
    const packs = async () =>
      (await readdir(join(test.directory, 'objects/pack'))).filter(name =>
        name.endsWith('.pack'),
      );

    it('happens beside once there are many packs, and loses nothing', async () => {
      await writer.stop();
      writer = new PipelineWriter({ git, logger, packsPerSession: 8 });
      const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
      for (const name of names) {
        expect(await write(name)).toMatchObject({ outcome: 'committed' });
      }
      await writer.stop();
      await expectCommits(...names);
      expect(git.started.filter(name => name === 'fast-import')).toHaveLength(
        3,
      );
      expect((await packs()).length).toBeLessThan(10);
      expect(await test.git(['pack-refs', '--all'])).toBe('');
    });

    it('that fails is told and keeps nobody from committing', async () => {
      await writer.stop();
      writer = new PipelineWriter({ git, logger, packsPerSession: 1 });
      git.faults.repack = [{ script: 'echo "disk full" >&2; exit 1' }];
      expect(await write('one')).toMatchObject({ outcome: 'committed' });
      expect(await write('two')).toMatchObject({ outcome: 'committed' });
      await writer.stop();
      await expectCommits('one', 'two');
      expect(logger.warn).toHaveBeenCalledWith(
        'The GitOps repository could not be compacted',
        { reason: expect.stringContaining('disk full') },
      );
    });
  });
});
