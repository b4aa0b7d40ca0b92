import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commitRequest, TestRepository } from '../__testUtils__/TestRepository';
import { GitProcess } from './GitProcess';
import { removeLeftovers } from './removeLeftovers';

const PACK = `pack-${'a'.repeat(40)}`;

describe('removeLeftovers', () => {
  let test: TestRepository;

  beforeEach(async () => {
    test = await TestRepository.create();
    await test.open().then(opened => opened.stop());
  });

  afterEach(async () => {
    await test.remove();
  });

  /** Puts a file of some age into the repository. */
  async function leave(
    path: string,
    content = '',
    age: 'old' | 'young' = 'old',
  ): Promise<void> {
    await writeFile(join(test.directory, path), content);
    if (age === 'old') {
      await utimes(join(test.directory, path), 0, 0);
    }
  }

  async function remove(): Promise<string[]> {
    await removeLeftovers(new GitProcess(test.directory), new Date());
    const names = [
      ...(await readdir(test.directory)),
      ...(await readdir(join(test.directory, 'objects/pack'))),
    ];
    return names.filter(name => /crash|tmp_|aaaa/.test(name));
  }

  it('lets packs go that a killed fast-import kept, and no others', async () => {
    await leave(`objects/pack/${PACK}.keep`, 'fast-import');
    await leave(`objects/pack/${PACK}b.keep`, 'kept by an admin');
    expect(await remove()).toEqual([`${PACK}b.keep`]);
  });

  it('removes packs half-written, unless someone is writing them', async () => {
    await leave('objects/pack/tmp_pack_old');
    await leave('objects/pack/tmp_idx_old');
    await leave('objects/pack/tmp_pack_young', '', 'young');
    expect(await remove()).toEqual(['tmp_pack_young']);
  });

  it('removes reports of crashes', async () => {
    await leave('fast_import_crash_4711', 'died');
    await leave('fast_import_crash_of_mine', 'notes');
    expect(await remove()).toEqual(['fast_import_crash_of_mine']);
  });

  it('removes staging references and no others', async () => {
    const head = await test.head();
    await test.git(['update-ref', 'refs/mctl/staging/one', head]);
    await test.git(['update-ref', 'refs/mctl/staging/two', head]);
    await test.git(['update-ref', 'refs/mctl/operations/op_1', head]);
    await test.git(['pack-refs', '--all']);
    await test.git(['update-ref', 'refs/mctl/staging/two', head]);
    await leave('refs/mctl/staging/two.lock', '', 'young');
    await leave('refs/mctl/staging/empty', '', 'young');
    await remove();
    expect(await test.git(['for-each-ref', '--format=%(refname)'])).toBe(
      'refs/heads/main\nrefs/mctl/operations/op_1',
    );
  });

  it('keeps no crash from being recovered from', async () => {
    await test.git(['update-ref', 'refs/mctl/staging/one', 'main']);
    await leave('refs/mctl/staging/empty', '', 'young');
    const repository = await test.open();
    expect((await repository.refresh()).commit).toBe(await test.head());
  });

  it('disturbs nobody who is writing at the moment', async () => {
    const repository = await test.open();
    const other = await test.open();
    const packs = join(test.directory, 'objects/pack');
    for (let round = 0; round < 6; round += 1) {
      const writing = round % 2 === 0 ? repository : other;
      const result = await writing.commit(
        commitRequest(await test.head(), {
          operationId: `op_${round}`,
          changes: [{ path: 'tenants/acme/n.txt', content: `${round}\n` }],
        }),
      );
      expect(result).toMatchObject({ outcome: 'committed' });
      for (const name of await readdir(packs)) {
        if (name.startsWith('tmp_')) {
          await utimes(join(packs, name), 0, 0);
        }
      }
      await remove();
      await test.git(['repack', '-d', '--geometric=2', '--quiet']);
    }
    expect(await test.git(['fsck', '--strict', '--no-dangling'])).toBe('');
    expect(await test.git(['show', 'main:tenants/acme/n.txt'])).toBe('5');
  });
});
