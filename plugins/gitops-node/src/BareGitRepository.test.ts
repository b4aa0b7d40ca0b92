import { readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isKnown } from '@mctl/plugin-platform-common';
import { createDocumentText } from './documents/createDocumentText';
import { UnsafePathError } from './git/UnsafePathError';
import { sampleService, sampleTenant } from './__testUtils__/sampleDocuments';
import { commitRequest, TestRepository } from './__testUtils__/TestRepository';
import type { RepositorySnapshot } from './types';

const TENANT = 'tenants/acme/tenant.yaml';
const SERVICE = 'tenants/acme/services/shop/service.yaml';

describe('BareGitRepository', () => {
  let test: TestRepository;

  beforeEach(async () => {
    test = await TestRepository.create();
  });

  afterEach(async () => {
    await test.remove();
  });

  describe('opening', () => {
    it('creates the repository and seeds it in one commit', async () => {
      const repository = await test.open();
      expect(await test.git(['log', '--format=%s|%an|%ae', 'main'])).toBe(
        'chore: seed the repository|MCTL|mctl@localhost',
      );
      const current = repository.current();
      expect(isKnown(current) && current.value.commit).toBe(await test.head());
    });

    it('seeds once, whoever opens it', async () => {
      const [first, second] = await Promise.all([
        test.open().then(opened => opened.refresh()),
        test.open().then(opened => opened.refresh()),
      ]).catch(async () => {
        // Creating the folder twice at the same moment may fail for one.
        const opened = await test.open();
        return Promise.all([opened.refresh(), opened.refresh()]);
      });
      expect(first.commit).toBe(second.commit);
      expect(await test.git(['rev-list', '--count', 'main'])).toBe('1');
    });

    it('refuses a damaged repository and names the remedy', async () => {
      const repository = await test.open();
      await test.push([{ path: 'x', content: 'x' }]);
      const blob = (await repository.refresh()).blob('x') ?? '';
      await rm(
        join(test.directory, 'objects', blob.slice(0, 2), blob.slice(2)),
      );
      await expect(test.open()).rejects.toThrow(
        /is damaged\. Stop the platform.*restore it.*missing blob/s,
      );
    });

    it('refuses an invalid Platform document and says what is wrong', async () => {
      await writeFile(
        join(test.root, 'seed/platform.yaml'),
        'kind: Platform\n',
      );
      await expect(test.open()).rejects.toThrow(/platform\.yaml.*apiVersion/);
    });

    it('removes locks that a crash left behind, and only those', async () => {
      await test.open();
      const lock = join(test.directory, 'refs/heads/main.lock');
      await writeFile(lock, '');
      await test.open({ now: () => new Date(Date.now() - 3_600_000) });
      expect(await readdir(join(test.directory, 'refs/heads'))).toContain(
        'main.lock',
      );
      await utimes(lock, 0, 0);
      await test.open();
      expect(await readdir(join(test.directory, 'refs/heads'))).toEqual([
        'main',
      ]);
    });

    it('does not run hooks', async () => {
      const repository = await test.open();
      const proof = join(test.root, 'proof');
      await writeFile(
        join(test.directory, 'hooks/reference-transaction'),
        `#!/bin/sh\ntouch ${proof}\n`,
        { mode: 0o755 },
      );
      await repository.commit(commitRequest(await test.head()));
      expect(await readdir(test.root)).not.toContain('proof');
    });
  });

  describe('commit', () => {
    it('writes the files, moves the branch and creates the reference', async () => {
      const repository = await test.open();
      const base = await test.head();
      const result = await repository.commit(
        commitRequest(base, {
          changes: [
            { path: 'tenants/acme/a.txt', content: 'ä\n' },
            { path: 'tenants/acme/empty.txt', content: '' },
          ],
        }),
      );
      const head = await test.head();
      expect(result).toEqual({ outcome: 'committed', commit: head });
      expect(await test.git(['show', `${head}:tenants/acme/a.txt`])).toBe('ä');
      expect(
        await test.git(['ls-tree', '-r', head, 'tenants/acme/empty.txt']),
      ).toMatch(/^100644 blob/);
      expect(await test.references()).toEqual([
        'refs/heads/main',
        'refs/mctl/operations/op_1',
      ]);
      expect(await test.git(['log', '-1', '--format=%P|%s|%b', head])).toBe(
        `${base}|feat(acme): test|Operation: op_1\nActor: user:default/octocat\nVia: rest`,
      );
      expect(await repository.findOperation('op_1')).toEqual({
        found: true,
        commit: head,
      });
      expect(await test.git(['fsck', '--strict'])).toBe('');
    });

    it('removes files, and makes a folder where a file was', async () => {
      const repository = await test.open();
      await test.push([
        { path: 'tenants/acme/a', content: 'file' },
        { path: 'tenants/acme/Read me Ä.md', content: 'by hand' },
      ]);
      await repository.commit(
        commitRequest(await test.head(), {
          changes: [
            { path: 'tenants/acme/a/b', content: 'x' },
            { path: 'tenants/acme/a', content: null },
            { path: 'tenants/acme/Read me Ä.md', content: null },
          ],
        }),
      );
      expect(
        (await repository.refresh()).list('tenants/').map(({ path }) => path),
      ).toEqual(['tenants/acme/a/b']);
    });

    it('loses the race when the branch is elsewhere, and writes nothing', async () => {
      const repository = await test.open();
      const base = await test.head();
      const head = await test.push([{ path: 'x', content: 'x' }]);
      expect(await repository.commit(commitRequest(base))).toEqual({
        outcome: 'lost-race',
        head,
      });
      expect(await repository.findOperation('op_1')).toEqual({ found: false });
      expect(await test.head()).toBe(head);
    });

    it('lets exactly one of many win on each base, over two processes', async () => {
      const repositories = [await test.open(), await test.open()];
      for (let round = 0; round < 3; round++) {
        const base = await test.head();
        const results = await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            repositories[index % 2].commit(
              commitRequest(base, {
                operationId: `op_${round}_${index}`,
                changes: [
                  { path: `tenants/acme/${index}.txt`, content: `${round}` },
                ],
              }),
            ),
          ),
        );
        const head = await test.head();
        expect(
          results.filter(({ outcome }) => outcome === 'committed'),
        ).toEqual([{ outcome: 'committed', commit: head }]);
        expect(await test.git(['rev-parse', `${head}^`])).toBe(base);
      }
      expect(await test.references()).toHaveLength(1 + 3);
    });

    it('refuses a second commit for one operation', async () => {
      const repository = await test.open();
      await repository.commit(commitRequest(await test.head()));
      await expect(
        repository.commit(commitRequest(await test.head())),
      ).rejects.toThrow('the operation op_1 has a commit already');
      expect(await test.git(['rev-list', '--count', 'main'])).toBe('2');
    });

    it('refuses unsafe paths before anything is written', async () => {
      const repository = await test.open();
      await test.push([{ path: 'tenants/ACME/x', content: 'x' }]);
      const head = await test.head();
      const objects = await test.git(['count-objects', '-v']);
      for (const path of [
        'tenants/acme/../x',
        'tenants/billing/x',
        'tenants/acme/x',
      ]) {
        await expect(
          repository.commit(
            commitRequest(head, { changes: [{ path, content: 'x' }] }),
          ),
        ).rejects.toThrow(UnsafePathError);
      }
      expect(await test.head()).toBe(head);
      expect(await test.git(['count-objects', '-v'])).toBe(objects);
    });

    it('refuses operation ids that are no plain name', async () => {
      const repository = await test.open();
      const base = await test.head();
      for (const operationId of ['../heads/main', 'a b', '', 'x.lock', 'A']) {
        await expect(
          repository.commit(commitRequest(base, { operationId })),
        ).rejects.toThrow('is no operation id');
      }
    });

    it('shows nothing of a commit that was made but never reached the branch', async () => {
      const repository = await test.open();
      const base = await test.head();
      const commit = await test.git([
        'commit-tree',
        '-p',
        base,
        '-m',
        'crashed',
        `${base}^{tree}`,
      ]);
      expect((await repository.refresh()).commit).toBe(base);
      expect(await repository.findOperation('op_1')).toEqual({ found: false });
      expect(await repository.isAncestor(commit, base)).toBe(false);
      expect(await repository.commit(commitRequest(base))).toMatchObject({
        outcome: 'committed',
      });
    });
  });

  describe('findOperation', () => {
    it('tells when the history was rewritten', async () => {
      const repository = await test.open();
      await repository.commit(commitRequest(await test.head()));
      const commit = await test.head();
      await test.git(['config', 'receive.denyNonFastForwards', 'false']);
      await test.push([{ path: 'other', content: 'x' }], {
        amend: true,
        force: true,
      });
      expect(await repository.findOperation('op_1')).toEqual({
        found: 'history-rewritten',
        commit,
      });
      expect((await repository.refresh()).blob('other')).toBeDefined();
    });
  });

  describe('pushes from outside', () => {
    it('are noticed without asking', async () => {
      const repository = await test.open();
      const seen = new Promise<[RepositorySnapshot, readonly string[]]>(
        resolve => {
          repository.subscribe((snapshot, changed) =>
            resolve([snapshot, changed]),
          );
        },
      );
      const commit = await test.push([{ path: 'notes.txt', content: 'x' }]);
      const [snapshot, changed] = await seen;
      expect(snapshot.commit).toBe(commit);
      expect(changed).toEqual(['notes.txt']);
    });

    it('cannot rewrite the history or touch references of operations', async () => {
      await test.open();
      await test.push([{ path: 'x', content: 'x' }]);
      await expect(
        test.push([], { message: 'other', amend: true, force: true }),
      ).rejects.toThrow('non-fast-forward');
      await expect(
        test.git(['push', '.', 'HEAD:refs/mctl/operations/op_9']),
      ).rejects.toThrow('hidden ref');
    });

    it('take only the invalid document out of service', async () => {
      const repository = await test.open();
      await test.push([
        { path: TENANT, content: createDocumentText(sampleTenant()) },
        { path: SERVICE, content: createDocumentText(sampleService()) },
      ]);
      expect((await repository.refresh()).invalid).toEqual([]);

      await test.push([{ path: SERVICE, content: 'kind: Service\n' }]);
      const snapshot = await repository.refresh();
      expect(snapshot.tenants.get('acme')?.document).toEqual(sampleTenant());
      expect(snapshot.services.has('acme/shop')).toBe(false);
      expect(snapshot.hasService('acme', 'shop')).toBe(true);
      expect(snapshot.invalid.map(({ path }) => path)).toEqual([SERVICE]);
      expect(snapshot.faultsOf(SERVICE)?.join()).toContain('apiVersion');

      await test.push([{ path: SERVICE, content: null }]);
      const after = await repository.refresh();
      expect(after.invalid).toEqual([]);
      expect(after.hasService('acme', 'shop')).toBe(false);
    });

    it('that break the Platform document leave the last one standing', async () => {
      const repository = await test.open();
      const before = await repository.refresh();
      await test.push([{ path: 'platform.yaml', content: 'kind: Platform\n' }]);
      const snapshot = await repository.refresh();
      expect(snapshot.platform).toEqual(before.platform);
      expect(snapshot.faultsOf('platform.yaml')).toBeDefined();
    });

    it('of symbolic links are not followed', async () => {
      const repository = await test.open();
      const blob = await test.git([
        'hash-object',
        '-w',
        join(test.root, 'seed/platform.yaml'),
      ]);
      const clone = join(test.root, 'linked');
      await test.git(['clone', '--quiet', test.directory, clone], test.root);
      await test.git(
        ['update-index', '--add', '--cacheinfo', `120000,${blob},${TENANT}`],
        clone,
      );
      await test.git(['commit', '--quiet', '--message=link'], clone);
      await test.git(['push', '--quiet'], clone);
      const snapshot = await repository.refresh();
      expect(snapshot.faultsOf(TENANT)).toEqual([
        'it is no plain file, but has mode 120000',
      ]);
    });
  });

  describe('current', () => {
    it('becomes unknown, with what was seen last, when the branch is gone', async () => {
      const repository = await test.open();
      const commit = await test.head();
      await test.git(['update-ref', '-d', 'refs/heads/main']);
      await expect(repository.refresh()).rejects.toThrow(
        'the GitOps repository has no refs/heads/main',
      );
      expect(repository.current()).toMatchObject({
        unknown: expect.stringContaining('refs/heads/main'),
        last: { value: { commit } },
      });
      await test.git(['update-ref', 'refs/heads/main', commit]);
      await repository.refresh();
      expect(isKnown(repository.current())).toBe(true);
    });

    it('says when the branch was seen last, also when it did not move', async () => {
      let time = new Date('2026-01-01T00:00:00Z');
      const repository = await test.open({ now: () => time });
      time = new Date('2026-01-01T00:00:05Z');
      const snapshot = await repository.refresh();
      expect(snapshot.observedAt).toBe('2026-01-01T00:00:05.000Z');
      expect(repository.current()).toMatchObject({
        observedAt: '2026-01-01T00:00:05.000Z',
      });
    });
  });

  describe('refresh', () => {
    it('sees what was pushed before it was called, however many call', async () => {
      const repository = await test.open();
      const early = repository.refresh();
      const commit = await test.push([{ path: 'x', content: 'x' }]);
      const late = await Promise.all([
        repository.refresh(),
        repository.refresh(),
        repository.refresh(),
      ]);
      await early;
      expect(late.map(snapshot => snapshot.commit)).toEqual([
        commit,
        commit,
        commit,
      ]);
    });
  });

  describe('history', () => {
    it('lists commits of a path with trailers of operations only', async () => {
      const repository = await test.open();
      await repository.commit(
        commitRequest(await test.head(), {
          trailers: { Actor: 'user:default/ada', Via: 'mcp' },
        }),
      );
      const ours = await test.head();
      const theirs = await test.push(
        [{ path: 'tenants/acme/notes.txt', content: 'by hand' }],
        { message: 'by hand\n\nOperation: op_forged' },
      );
      await test.push([{ path: 'elsewhere', content: 'x' }]);
      const committedAt = expect.stringMatching(/^\d{4}-.*Z$/);
      expect(await repository.history('tenants/acme/')).toEqual([
        { commit: theirs, committedAt, title: 'by hand', trailers: {} },
        {
          commit: ours,
          committedAt,
          title: 'feat(acme): test',
          trailers: {
            operation: 'op_1',
            actor: 'user:default/ada',
            via: 'mcp',
          },
        },
      ]);
      expect(
        await repository.history('tenants/acme/', { limit: 1 }),
      ).toHaveLength(1);
      expect(await repository.history('tenants/*/')).toEqual([]);
    });
  });

  describe('reading', () => {
    it('reads a service as it was', async () => {
      const repository = await test.open();
      const before = await test.head();
      const commit = await test.push([
        { path: SERVICE, content: createDocumentText(sampleService()) },
      ]);
      const broken = await test.push([
        { path: SERVICE, content: 'kind: Oops' },
      ]);
      await test.push([{ path: SERVICE, content: null }]);
      const read = (at: string) => repository.readServiceAt(at, 'acme', 'shop');
      expect(await read(commit)).toEqual(sampleService());
      expect(await read(before)).toBeUndefined();
      expect(await read(broken)).toBe('unreadable');
      expect(await read(await test.head())).toBeUndefined();
      await expect(read('main\ncontents HEAD')).rejects.toThrow('no commit id');
    });

    it('reads blobs, large ones and many', async () => {
      const repository = await test.open();
      const changes = Array.from({ length: 50 }, (_, index) => ({
        path: `tenants/acme/${index}.txt`,
        content: `${index}\n`.repeat(index * 1000),
      }));
      await test.push(changes);
      const entries = (await repository.refresh()).list('tenants/acme/');
      const blobs = await repository.readBlobs(entries.map(({ blob }) => blob));
      for (const { path, content } of changes) {
        const entry = entries.find(each => each.path === path);
        expect(blobs.get(entry?.blob ?? '')).toBe(content);
      }
      await expect(repository.readBlobs(['0'.repeat(40)])).rejects.toThrow(
        'the repository has no',
      );
    });

    it('knows what comes before what', async () => {
      const repository = await test.open();
      const first = await test.head();
      const second = await test.push([{ path: 'x', content: 'x' }]);
      expect(await repository.isAncestor(first, second)).toBe(true);
      expect(await repository.isAncestor(second, second)).toBe(true);
      expect(await repository.isAncestor(second, first)).toBe(false);
      expect(await repository.isAncestor('0'.repeat(40), first)).toBe(false);
      await expect(repository.isAncestor('--help', first)).rejects.toThrow(
        'no commit id',
      );
    });
  });
});
