import type { Knex } from 'knex';
import { TestDatabases } from '@backstage/backend-test-utils';
import { ServiceUnavailableError } from '@backstage/errors';
import type { GitOpsRepository } from '@mctl/plugin-gitops-node';
import {
  makePlan,
  type AcceptedOperation,
  type OperationDefinition,
} from '@mctl/plugin-platform-node';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';
import { LostFenceError } from '../ledger/LostFenceError';
import type { LedgerEntry } from '../ledger/rows';
import {
  countNotes,
  notePath,
  removeNote,
  writeNote,
} from '../__testUtils__/noteCapabilities';
import {
  acceptNew,
  claimNext,
  LONG_LEASE,
  openLedger,
} from '../__testUtils__/openLedger';
import { TestRepository } from '../__testUtils__/TestRepository';
import { GroupCommitter } from './GroupCommitter';

type CommitGroup = GitOpsRepository['commitGroup'];

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe.each(databases.eachSupportedId())('GroupCommitter on %p', id => {
  let knex: Knex;
  let ledger: DatabaseLedger;
  let test: TestRepository;
  let committer: GroupCommitter;
  let commitGroup: jest.Mock<ReturnType<CommitGroup>, Parameters<CommitGroup>>;
  let findOperation: jest.Mock;

  beforeEach(async () => {
    knex = await databases.init(id);
    ({ ledger } = await openLedger(knex));
    test = await TestRepository.create();
    const { repository } = test;
    commitGroup = jest.fn(request => repository.commitGroup(request));
    findOperation = jest.fn(operation => repository.findOperation(operation));
    const wrapped: Partial<GitOpsRepository> = {
      refresh: () => repository.refresh(),
      readBlobs: blobs => repository.readBlobs(blobs),
      findOperation,
      commitGroup,
    };
    committer = GroupCommitter.create({
      ledger,
      repository: wrapped as GitOpsRepository,
      domain: 'test',
      lease: LONG_LEASE,
    });
  });

  afterEach(async () => {
    await test.remove();
  });

  /** Plans on what is on main now, accepts and claims. */
  async function claim(
    definition: OperationDefinition,
    input: { tenant: string } & Record<string, unknown>,
    accepted: Partial<AcceptedOperation> = {},
  ): Promise<LedgerEntry> {
    const { plan } = await makePlan({
      definition,
      input,
      resolved: {},
      snapshot: await test.repository.refresh(),
      repository: test.repository,
      domain: 'test',
    });
    await acceptNew(ledger, {
      operation: definition.name,
      tenant: input.tenant,
      subject: plan.subject,
      input,
      plan,
      ...accepted,
    });
    return claimNext(ledger);
  }

  const note = (name: string, accepted: Partial<AcceptedOperation> = {}) =>
    claim(
      writeNote,
      { tenant: 'acme', note: name, text: `I am ${name}` },
      accepted,
    );

  /** Someone takes an operation over, and leaves it at that. */
  async function takeOver({ operation }: LedgerEntry): Promise<void> {
    await knex('operations').where({ id: operation.id }).increment('fence', 1);
  }

  /**
   * Lets the entries wait at the same moment: they come while another commit is
   * on its way.
   */
  async function together(
    ...members: Array<[LedgerEntry, OperationDefinition]>
  ) {
    const first = await claim(writeNote, {
      tenant: 'globex',
      note: 'first',
      text: 'I am first',
    });
    const [, ...outcomes] = await Promise.allSettled([
      committer.commit(first, writeNote),
      ...members.map(([entry, definition]) =>
        committer.commit(entry, definition),
      ),
    ]);
    return outcomes.map(outcome =>
      outcome.status === 'fulfilled'
        ? outcome.value
        : { outcome: 'rejected', error: outcome.reason },
    );
  }

  const groups = () =>
    commitGroup.mock.calls.map(([{ commits }]) =>
      commits.map(({ operationId }) => operationId),
    );

  it('commits alone whoever comes alone', async () => {
    const entry = await note('alone');
    const outcome = await committer.commit(entry, writeNote);
    const head = await test.git('rev-parse', 'main');
    expect(outcome).toMatchObject({ outcome: 'committed', commit: head });
    expect(groups()).toEqual([[entry.operation.id]]);
  });

  it('makes one commit an operation and moves main once for all', async () => {
    const names = ['one', 'two', 'three'];
    const entries: LedgerEntry[] = [];
    for (const name of names) {
      entries.push(await note(name));
    }
    const outcomes = await together(
      ...entries.map((entry): [LedgerEntry, OperationDefinition] => [
        entry,
        writeNote,
      ]),
    );

    expect(groups()).toEqual([
      [expect.any(String)],
      entries.map(({ operation }) => operation.id),
    ]);
    const log = await test.git('log', '-3', '--reverse', '--format=%H', 'main');
    expect(
      outcomes.map(outcome => 'commit' in outcome && outcome.commit),
    ).toEqual(log.split('\n'));
    for (const [index, name] of names.entries()) {
      const operationId = entries[index].operation.id;
      await expect(test.commitsOf(operationId)).resolves.toHaveLength(1);
      await expect(
        test.repository.findOperation(operationId),
      ).resolves.toMatchObject({ found: true });
      await expect(test.read(notePath('acme', name))).resolves.toBe(
        `I am ${name}`,
      );
    }
  });

  it('plans each on what the ones before it make of the repository', async () => {
    const count = await claim(countNotes, { tenant: 'acme' });
    const outcomes = await together(
      [await note('one'), writeNote],
      [await note('two'), writeNote],
      [count, countNotes],
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      'committed',
      'committed',
      'committed',
    ]);
    await expect(test.read('tenants/acme/count/count.txt')).resolves.toBe('2');
    await expect(ledger.get(count.operation.id)).resolves.toMatchObject({
      plannedResult: { count: 2 },
    });
  });

  it('fails only who is bound to a plan that changes with the others', async () => {
    const count = await claim(
      countNotes,
      { tenant: 'acme' },
      { planBound: true },
    );
    const outcomes = await together(
      [await note('one'), writeNote],
      [count, countNotes],
      [await note('two'), writeNote],
    );
    expect(outcomes).toMatchObject([
      { outcome: 'committed' },
      { outcome: 'failed', error: { code: 'plan_changed' } },
      { outcome: 'committed' },
    ]);
    await expect(test.commitsOf(count.operation.id)).resolves.toEqual([]);
  });

  it('fails only who cannot be planned', async () => {
    const impossible = await note('impossible');
    impossible.operation.input.text = 'forbidden';
    const broken = await note('broken');
    broken.operation.input.text = 'broken';
    const outcomes = await together(
      [impossible, writeNote],
      [await note('one'), writeNote],
      [broken, writeNote],
    );
    expect(outcomes).toMatchObject([
      { outcome: 'rejected', error: { code: 'not_possible' } },
      { outcome: 'committed' },
      { outcome: 'rejected', error: expect.any(TypeError) },
    ]);
  });

  it('fails only whose commit is refused, and plans the others without it', async () => {
    const unsafe = await note('unsafe');
    unsafe.operation.input.note = '../notes/UP';
    const count = await claim(countNotes, { tenant: 'acme' });
    const outcomes = await together(
      [await note('one'), writeNote],
      [unsafe, writeNote],
      [count, countNotes],
    );
    expect(outcomes).toMatchObject([
      { outcome: 'committed' },
      {
        outcome: 'rejected',
        error: { message: expect.stringContaining('must not be changed') },
      },
      { outcome: 'committed' },
    ]);
    expect(groups()).toHaveLength(3);
    await expect(test.read('tenants/acme/count/count.txt')).resolves.toBe('1');
  });

  it('ends without a commit when there is nothing to change', async () => {
    const same = await note('same');
    await test.push(notePath('acme', 'same'), 'I am same\n');
    const outcomes = await together(
      [same, writeNote],
      [await note('one'), writeNote],
    );
    expect(outcomes).toMatchObject([
      { outcome: 'unchanged' },
      { outcome: 'committed' },
    ]);
    await expect(test.commitsOf(same.operation.id)).resolves.toEqual([]);
  });

  describe('a group that loses the race', () => {
    it('is planned again as a whole', async () => {
      const count = await claim(countNotes, { tenant: 'acme' });
      const one = await note('one');
      commitGroup.mockImplementationOnce(request =>
        test.repository.commitGroup(request),
      );
      commitGroup.mockImplementationOnce(async request => {
        await test.push(notePath('acme', 'pushed'), 'meanwhile\n');
        return test.repository.commitGroup(request);
      });
      const outcomes = await together([one, writeNote], [count, countNotes]);
      expect(outcomes).toMatchObject([
        { outcome: 'committed', entry: { conflicts: 1 } },
        { outcome: 'committed', entry: { conflicts: 1 } },
      ]);
      await expect(test.read('tenants/acme/count/count.txt')).resolves.toBe(
        '2',
      );
    });

    it('decides nothing on what was never committed', async () => {
      // On what `one` would have made of it, its plan would be another one.
      const bound = await claim(
        countNotes,
        { tenant: 'acme' },
        { planBound: true },
      );
      const one = await note('one');
      commitGroup.mockImplementationOnce(request =>
        test.repository.commitGroup(request),
      );
      commitGroup.mockImplementationOnce(async () => {
        await takeOver(one);
        return { outcome: 'lost-race', head: 'f'.repeat(40) };
      });
      const outcomes = await together([one, writeNote], [bound, countNotes]);
      expect(outcomes).toMatchObject([
        { outcome: 'rejected', error: expect.any(LostFenceError) },
        { outcome: 'committed' },
      ]);
      expect(groups()).toEqual([
        [expect.any(String)],
        [one.operation.id],
        [bound.operation.id],
      ]);
    });

    it('again and again gives others their turn', async () => {
      const entry = await note('one');
      commitGroup.mockImplementation(async () => ({
        outcome: 'lost-race',
        head: 'f'.repeat(40),
      }));
      await expect(committer.commit(entry, writeNote)).resolves.toMatchObject({
        outcome: 'outrun',
        entry: { conflicts: 5 },
      });
      expect(commitGroup).toHaveBeenCalledTimes(5);
    });
  });

  describe('fences', () => {
    it('that are lost keep only their own operation from its commit', async () => {
      const lost = await note('lost');
      const one = await note('one');
      await takeOver(lost);
      const outcomes = await together([lost, writeNote], [one, writeNote]);
      expect(outcomes).toMatchObject([
        { outcome: 'rejected', error: expect.any(LostFenceError) },
        { outcome: 'committed' },
      ]);
      await expect(test.commitsOf(lost.operation.id)).resolves.toEqual([]);
    });

    it('that are lost after the planning have the others planned anew', async () => {
      const lost = await note('lost');
      const count = await claim(countNotes, { tenant: 'acme' });
      const renew = ledger.renew.bind(ledger);
      jest.spyOn(ledger, 'renew').mockImplementation(async (entry, lease) => {
        if (entry.operation.id === lost.operation.id) {
          await takeOver(lost);
        }
        return renew(entry, lease);
      });
      const outcomes = await together([lost, writeNote], [count, countNotes]);
      expect(outcomes).toMatchObject([
        { outcome: 'rejected', error: expect.any(LostFenceError) },
        { outcome: 'committed' },
      ]);
      await expect(test.read('tenants/acme/count/count.txt')).resolves.toBe(
        '0',
      );
      jest.restoreAllMocks();
    });
  });

  describe('errors of the repository', () => {
    it('that pass are those of all', async () => {
      commitGroup.mockImplementation(async () => {
        throw new ServiceUnavailableError('the disk is full');
      });
      const outcomes = await together(
        [await note('one'), writeNote],
        [await note('two'), writeNote],
      );
      const rejected = {
        outcome: 'rejected',
        error: expect.any(ServiceUnavailableError),
      };
      expect(outcomes).toEqual([rejected, rejected]);
      expect(commitGroup).toHaveBeenCalledTimes(2);
    });

    it('that one of them brings are its own', async () => {
      const poison = await note('poison');
      commitGroup.mockImplementation(async request => {
        const ids = request.commits.map(({ operationId }) => operationId);
        if (ids.includes(poison.operation.id)) {
          throw new TypeError('poison');
        }
        return test.repository.commitGroup(request);
      });
      const outcomes = await together(
        [await note('one'), writeNote],
        [poison, writeNote],
        [await note('two'), writeNote],
      );
      expect(outcomes).toMatchObject([
        { outcome: 'committed' },
        { outcome: 'rejected', error: expect.any(TypeError) },
        { outcome: 'committed' },
      ]);
    });

    it('do not make a commit twice that was made and not acknowledged', async () => {
      commitGroup.mockImplementationOnce(request =>
        test.repository.commitGroup(request),
      );
      commitGroup.mockImplementationOnce(async request => {
        await test.repository.commitGroup(request);
        throw new TypeError('lost on the way');
      });
      const entries = [await note('one'), await note('two')];
      const outcomes = await together(
        [entries[0], writeNote],
        [entries[1], writeNote],
      );
      expect(outcomes).toMatchObject([
        { outcome: 'committed' },
        { outcome: 'committed' },
      ]);
      for (const { operation } of entries) {
        await expect(test.commitsOf(operation.id)).resolves.toHaveLength(1);
      }
    });
  });

  it('does not apply again what was taken off the branch', async () => {
    const base = await test.git('rev-parse', 'main');
    const gone = await note('gone');
    await committer.commit(gone, writeNote);
    await test.git('update-ref', 'refs/heads/main', base);
    const outcomes = await together(
      [gone, writeNote],
      [await note('one'), writeNote],
    );
    expect(outcomes).toMatchObject([
      { outcome: 'failed', error: { code: 'history_rewritten' } },
      { outcome: 'committed' },
    ]);
    await expect(test.commitsOf(gone.operation.id)).resolves.toEqual([]);
  });

  it('removes in one group what another one does not touch', async () => {
    await test.push(notePath('acme', 'old'), 'old\n');
    const outcomes = await together(
      [await note('one'), writeNote],
      [await claim(removeNote, { tenant: 'acme', note: 'old' }), removeNote],
    );
    expect(outcomes).toMatchObject([
      { outcome: 'committed' },
      { outcome: 'committed' },
    ]);
    await expect(test.git('ls-tree', '-r', 'main')).resolves.not.toContain(
      notePath('acme', 'old'),
    );
  });
});
