import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commitRequest, TestRepository } from '../__testUtils__/TestRepository';
import { GitProcess } from './GitProcess';
import {
  deleteOperationRefs,
  listOperationRefs,
  operationRef,
  removeBrokenOperationRefs,
  repairOperationRefs,
} from './operationRefs';

const BRANCH = 'refs/heads/main';
const PREFIX = 'refs/mctl/operations/';
const DAY = 24 * 60 * 60 * 1000;

describe('references of operations', () => {
  let test: TestRepository;
  let git: GitProcess;
  let time: Date;

  beforeEach(async () => {
    test = await TestRepository.create();
    time = new Date();
    git = new GitProcess(test.directory);
  });

  afterEach(async () => {
    await test.remove();
  });

  async function commit(...operationIds: string[]): Promise<void> {
    const repository = await test.open({ now: () => time });
    const result = await repository.commitGroup({
      base: await test.head(),
      commits: operationIds.map(operationId => {
        const { base, ...request } = commitRequest('', {
          operationId,
          changes: [
            { path: `tenants/acme/${operationId}.txt`, content: `${time}\n` },
          ],
        });
        return request;
      }),
    });
    expect(result).toMatchObject({ outcome: 'committed' });
  }

  async function ids(): Promise<string[]> {
    const names = await test.references();
    return names
      .filter(name => name.startsWith(PREFIX))
      .map(name => name.slice(PREFIX.length));
  }

  it.each(['../heads/main', 'a b', 'x.lock', 'A', '-x', '', 'x'.repeat(101)])(
    'are not made of %j',
    operationId => {
      expect(() => operationRef(operationId)).toThrow('is no operation id');
    },
  );

  describe('listOperationRefs', () => {
    it('lists those whose commit is older, oldest first', async () => {
      await test.open();
      const now = Date.now();
      for (const [operationId, days] of [
        ['op_b', 9],
        ['op_a', 8],
        ['op_c', 1],
      ] as const) {
        time = new Date(now - days * DAY);
        await commit(operationId);
      }
      const before = new Date(now - 7 * DAY);
      expect(await listOperationRefs(git, { before })).toEqual([
        'op_b',
        'op_a',
      ]);
      expect(
        await listOperationRefs(git, { before: new Date(now - 30 * DAY) }),
      ).toEqual([]);
    });
  });

  describe('deleteOperationRefs', () => {
    it('removes many at once, packed or not, and no others', async () => {
      await test.open();
      await commit('op_1', 'op_2');
      await test.git(['pack-refs', '--all']);
      await commit('op_3', 'op_4');
      const head = await test.head();

      await deleteOperationRefs(git, ['op_1', 'op_3', 'op_gone']);
      expect(await ids()).toEqual(['op_2', 'op_4']);
      expect(await test.head()).toBe(head);
      expect(await test.git(['fsck', '--no-dangling'])).toBe('');
      await deleteOperationRefs(git, []);
      expect(await ids()).toEqual(['op_2', 'op_4']);
    });

    it('removes none when one of the ids is none', async () => {
      await test.open();
      await commit('op_1');
      await expect(
        deleteOperationRefs(git, ['op_1', '../../heads/main']),
      ).rejects.toThrow('is no operation id');
      expect(await ids()).toEqual(['op_1']);
    });
  });

  describe('removeBrokenOperationRefs', () => {
    it('removes what a power cut left, and no other', async () => {
      await test.open();
      await commit('op_1', 'op_2', 'op_3', 'op_4');
      const folder = join(test.directory, PREFIX);
      await writeFile(join(folder, 'op_1'), '');
      await writeFile(join(folder, 'op_2'), '\0'.repeat(41));
      await writeFile(join(folder, 'op_3'), await test.head());
      await writeFile(join(folder, 'op_5.lock'), '');

      const broken = await removeBrokenOperationRefs(test.directory);
      expect([...broken].sort()).toEqual(
        ['op_1', 'op_2', 'op_3'].map(operationRef),
      );
      expect(await ids()).toEqual(['op_4']);
      expect((await readdir(folder)).sort()).toEqual(['op_4', 'op_5.lock']);
    });

    it('finds nothing where no operation was ever committed', async () => {
      await test.open();
      expect(await removeBrokenOperationRefs(test.directory)).toEqual([]);
    });

    it('lets a repository open whose newest references are empty', async () => {
      await test.open();
      await commit('op_1', 'op_2');
      const commits = await Promise.all(
        ['op_1', 'op_2'].map(id => test.git(['rev-parse', operationRef(id)])),
      );
      for (const id of ['op_1', 'op_2']) {
        await writeFile(join(test.directory, operationRef(id)), '');
      }
      const repository = await test.open();
      expect(
        await Promise.all(
          ['op_1', 'op_2'].map(id => repository.findOperation(id)),
        ),
      ).toEqual(commits.map(found => ({ found: true, commit: found })));
      expect(await test.git(['fsck', '--no-dangling'])).toBe('');
    });
  });

  describe('repairOperationRefs', () => {
    it('creates those that a crash cut off, at their commits', async () => {
      await test.open();
      await commit('op_1', 'op_2', 'op_3');
      const [second, third] = await Promise.all(
        ['op_2', 'op_3'].map(name =>
          test.git(['rev-parse', operationRef(name)]),
        ),
      );
      await deleteOperationRefs(git, ['op_2', 'op_3']);
      await test.push([{ path: 'x', content: 'pushed meanwhile' }]);

      await repairOperationRefs(git, BRANCH);
      expect(await ids()).toEqual(['op_1', 'op_2', 'op_3']);
      expect(await test.git(['rev-parse', operationRef('op_2')])).toBe(second);
      expect(await test.git(['rev-parse', operationRef('op_3')])).toBe(third);
    });

    it('happens when the repository is opened', async () => {
      await test.open();
      await commit('op_1');
      await deleteOperationRefs(git, ['op_1']);
      const repository = await test.open();
      expect(await repository.findOperation('op_1')).toEqual({
        found: true,
        commit: await test.head(),
      });
    });

    it('believes no trailer of a commit that a person made', async () => {
      await test.open();
      await test.push([{ path: 'x', content: 'x' }], {
        message: 'by hand\n\nOperation: op_forged',
      });
      await repairOperationRefs(git, BRANCH);
      expect(await ids()).toEqual([]);
    });

    it('leaves alone what was deleted because it is old', async () => {
      await test.open();
      time = new Date(Date.now() - 8 * DAY);
      await commit('op_old');
      await deleteOperationRefs(git, ['op_old']);
      await repairOperationRefs(git, BRANCH);
      expect(await ids()).toEqual([]);
    });
  });
});
