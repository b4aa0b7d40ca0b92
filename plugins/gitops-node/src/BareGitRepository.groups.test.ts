import { isKnown } from '@mctl/plugin-platform-common';
import { createDocumentText } from './documents/createDocumentText';
import { UnsafePathError } from './git/UnsafePathError';
import { sampleService, sampleTenant } from './__testUtils__/sampleDocuments';
import { TestRepository } from './__testUtils__/TestRepository';
import type { BareGitRepository } from './BareGitRepository';
import type { ChangeSet, OperationCommitRequest } from './types';

const NOTE = 'tenants/acme/notes.txt';
const TENANT = 'tenants/acme/tenant.yaml';
const SERVICE = 'tenants/acme/services/shop/service.yaml';

describe('BareGitRepository.commitGroup', () => {
  let test: TestRepository;
  let repository: BareGitRepository;

  beforeEach(async () => {
    test = await TestRepository.create();
    repository = await test.open();
  });

  afterEach(async () => {
    await test.remove();
  });

  function request(
    operationId: string,
    changes: ChangeSet = [
      { path: `tenants/acme/${operationId}.txt`, content: 'x\n' },
    ],
  ): OperationCommitRequest {
    return {
      operationId,
      changes,
      writes: ['tenants/acme/'],
      title: `feat(acme): ${operationId}`,
      trailers: { Actor: 'user:default/octocat', Via: 'rest' },
    };
  }

  const write = (operationId: string, path: string, content: string | null) =>
    request(operationId, [{ path, content }]);

  it('makes a commit for each operation, each on the one before', async () => {
    const base = await test.head();
    const result = await repository.commitGroup({
      base,
      commits: [
        write('op_1', NOTE, 'one\n'),
        write('op_2', NOTE, 'two\n'),
        write('op_3', NOTE, null),
      ],
    });
    const log = await test.git([
      'log',
      '--reverse',
      '--format=%H|%s|%(trailers:key=Operation,valueonly,separator=)',
      `${base}..main`,
    ]);
    const commits = log.split('\n').map(line => line.split('|'));
    expect(commits.map(([, title, id]) => [title, id])).toEqual([
      ['feat(acme): op_1', 'op_1'],
      ['feat(acme): op_2', 'op_2'],
      ['feat(acme): op_3', 'op_3'],
    ]);
    expect(result).toEqual({
      outcome: 'committed',
      commits: new Map(commits.map(([commit, , id]) => [id, commit])),
    });
    for (const [commit, , id] of commits) {
      expect(await repository.findOperation(id)).toEqual({
        found: true,
        commit,
      });
    }
    expect(await test.git(['show', `${commits[1][0]}:${NOTE}`])).toBe('two');
    expect((await repository.refresh()).blob(NOTE)).toBeUndefined();
  });

  it('loses the race as a whole, and writes nothing', async () => {
    const base = await test.head();
    const head = await test.push([{ path: 'x', content: 'x' }]);
    expect(
      await repository.commitGroup({
        base,
        commits: [request('op_1'), request('op_2')],
      }),
    ).toEqual({ outcome: 'lost-race', head });
    expect(await test.references()).toEqual(['refs/heads/main']);
  });

  it('names who is refused for its paths, and writes nothing', async () => {
    const base = await test.head();
    for (const path of ['tenants/acme/../x', 'tenants/billing/x', TENANT]) {
      const result = await repository.commitGroup({
        base,
        commits: [
          // Makes a folder of the name of a file that comes later.
          write('op_1', `${TENANT}/x`, 'x\n'),
          write('op_2', path, 'x\n'),
          request('op_3'),
        ],
      });
      expect(result).toEqual({
        outcome: 'refused',
        operationId: 'op_2',
        error: expect.any(UnsafePathError),
      });
    }
    expect(await test.head()).toBe(base);
    expect(await test.references()).toEqual(['refs/heads/main']);
  });

  it('names who has a commit already, and writes nothing', async () => {
    await repository.commitGroup({
      base: await test.head(),
      commits: [request('op_2')],
    });
    const base = await test.head();
    expect(
      await repository.commitGroup({
        base,
        commits: [request('op_1'), write('op_2', NOTE, 'again\n')],
      }),
    ).toMatchObject({
      outcome: 'refused',
      operationId: 'op_2',
      error: { message: expect.stringContaining('has a commit already') },
    });
    expect(await test.head()).toBe(base);
  });

  it('of two processes lets one whole group win', async () => {
    const other = await test.open();
    const base = await test.head();
    const results = await Promise.all([
      repository.commitGroup({
        base,
        commits: [request('op_a1'), request('op_a2')],
      }),
      other.commitGroup({
        base,
        commits: [request('op_b1'), request('op_b2')],
      }),
    ]);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual([
      'committed',
      'lost-race',
    ]);
    const winner = results[0].outcome === 'committed' ? 'a' : 'b';
    expect(await test.references()).toEqual([
      'refs/heads/main',
      `refs/mctl/operations/op_${winner}1`,
      `refs/mctl/operations/op_${winner}2`,
    ]);
  });

  describe('the snapshot afterwards', () => {
    it('is the one that a fresh look at the repository finds', async () => {
      await repository.commitGroup({
        base: await test.head(),
        commits: [
          write('op_1', TENANT, createDocumentText(sampleTenant())),
          write('op_2', SERVICE, createDocumentText(sampleService())),
          write('op_3', NOTE, 'hello\n'),
        ],
      });
      const fresh = await (await test.open()).refresh();
      const current = repository.current();
      const snapshot = isKnown(current) ? current.value : undefined;
      expect(snapshot?.commit).toBe(await test.head());
      expect(snapshot?.list('tenants/')).toEqual(fresh.list('tenants/'));
      expect(snapshot?.tenants).toEqual(fresh.tenants);
      expect(snapshot?.services).toEqual(fresh.services);
      expect(snapshot?.platform).toEqual(fresh.platform);
    });

    it('is told once, with the paths that differ', async () => {
      await repository.commitGroup({
        base: await test.head(),
        commits: [write('op_0', NOTE, 'one\n')],
      });
      const listener = jest.fn();
      repository.subscribe(listener);
      await repository.commitGroup({
        base: await test.head(),
        commits: [
          write('op_1', NOTE, 'two\n'),
          write('op_2', NOTE, 'one\n'),
          write('op_3', TENANT, createDocumentText(sampleTenant())),
        ],
      });
      await repository.refresh();
      expect(listener.mock.calls).toEqual([
        [expect.objectContaining({ commit: await test.head() }), [TENANT]],
      ]);
    });

    it('is right also when others push right after', async () => {
      await repository.commitGroup({
        base: await test.head(),
        commits: [write('op_1', NOTE, 'ours\n')],
      });
      await test.push([{ path: NOTE, content: 'theirs\n' }]);
      await repository.commitGroup({
        base: await test.head(),
        commits: [write('op_2', 'tenants/acme/more.txt', 'ours\n')],
      });
      const snapshot = await repository.refresh();
      const fresh = await (await test.open()).refresh();
      expect(snapshot.list('tenants/')).toEqual(fresh.list('tenants/'));
    });
  });
});
