import type { Knex } from 'knex';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Operation } from '@mctl/plugin-platform-common';
import { CapabilityRegistry, makePlan } from '@mctl/plugin-platform-node';
import { FakeClusterStatus } from '../__testUtils__/FakeClusterStatus';
import {
  NOTE_CAPABILITIES,
  notePath,
  writeNote,
} from '../__testUtils__/noteCapabilities';
import {
  acceptNew,
  claimNext,
  LONG_LEASE,
  openLedger,
} from '../__testUtils__/openLedger';
import { TestRepository } from '../__testUtils__/TestRepository';
import type { OperationEventBus } from '../events/OperationEventBus';
import { OperationStepper } from '../loop/OperationStepper';
import type { DatabaseLedger } from './DatabaseLedger';
import { LostFenceError } from './LostFenceError';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe.each(databases.eachSupportedId())('cancelling on %p', databaseId => {
  const input = { tenant: 'acme', note: 'hello', text: 'hi' };
  let knex: Knex;
  let ledger: DatabaseLedger;
  let bus: OperationEventBus;
  let keys = 0;

  beforeEach(async () => {
    knex = await databases.init(databaseId);
    ({ ledger, bus } = await openLedger(knex));
  });

  /** Cancels as a command does, and says what the operation is then. */
  async function cancel(id: string): Promise<Operation> {
    keys += 1;
    const outcome = await ledger.answer(
      {
        user: 'user:default/ada',
        capability: 'cancel-operation',
        key: `key-${keys}`,
        requestHash: id,
      },
      async transaction => ({
        ...(await ledger.cancel(transaction, id, 'Cancelled by ada')).operation,
      }),
    );
    if (!('answered' in outcome)) {
      throw new Error('The key was used before');
    }
    return outcome.answer as unknown as Operation;
  }

  it('ends what is queued, with its log, its events and those who listen', async () => {
    const { id } = await acceptNew(ledger);
    const heard: string[] = [];
    bus.onOperation(id, ({ state }) => heard.push(state));
    await expect(cancel(id)).resolves.toMatchObject({
      state: 'cancelled',
      finishedAt: expect.any(String),
      commit: null,
    });
    expect(heard).toEqual(['cancelled']);
    const events = await ledger.events(id, 0);
    expect(events.slice(1)).toMatchObject([
      { type: 'log', data: { message: 'Cancelled by ada' } },
      { type: 'state', data: { state: 'cancelled' } },
    ]);
    expect(events.map(({ sequence }) => sequence)).toEqual(
      events.map((_, index) => index + 1),
    );
    await expect(
      ledger.claim({ worker: 'worker', lease: LONG_LEASE }),
    ).resolves.toBeUndefined();
  });

  it('takes the fence from a worker that has begun', async () => {
    const { id } = await acceptNew(ledger);
    const entry = await ledger.update(await claimNext(ledger), {
      step: 'commit',
      steps: [
        {
          name: 'commit',
          state: 'running',
          startedAt: null,
          finishedAt: null,
          message: null,
        },
      ],
    });
    const cancelled = await cancel(id);
    expect(cancelled.state).toBe('cancelled');
    expect(cancelled.steps[0]).toMatchObject({
      name: 'commit',
      state: 'skipped',
      message: 'Cancelled by ada',
    });
    await expect(ledger.renew(entry, LONG_LEASE)).resolves.toBe(false);
    for (const update of [{ log: ['still here'] }, { state: 'succeeded' }]) {
      await expect(
        ledger.update(entry, update as { log: string[] }),
      ).rejects.toThrow(LostFenceError);
    }
  });

  it('lets those go on that waited behind it', async () => {
    const { id } = await acceptNew(ledger);
    await claimNext(ledger);
    const next = await acceptNew(ledger);
    await expect(
      ledger.claim({ worker: 'worker', lease: LONG_LEASE }),
    ).resolves.toBeUndefined();
    await cancel(id);
    await expect(claimNext(ledger)).resolves.toMatchObject({
      operation: { id: next.id },
    });
  });

  it('does not touch what may be writing its commit, until that is over', async () => {
    const { id } = await acceptNew(ledger);
    const entry = await claimNext(ledger);
    await ledger.renew(entry, LONG_LEASE);
    await expect(cancel(id)).resolves.toMatchObject({ state: 'running' });
    // The commit lost its race: nothing was written, and there is time again.
    await ledger.update(entry, { conflicts: 1 });
    await expect(cancel(id)).resolves.toMatchObject({ state: 'cancelled' });
  });

  it('does not take an error while writing for a commit that was not made', async () => {
    const { id } = await acceptNew(ledger);
    const entry = await claimNext(ledger);
    await ledger.renew(entry, LONG_LEASE);
    await ledger.update(entry, { failures: 1, log: ['The connection broke'] });
    await expect(cancel(id)).resolves.toMatchObject({ state: 'running' });
  });

  it('does not trust that a worker that fell asleep while writing is gone', async () => {
    const { id } = await acceptNew(ledger);
    const asleep = await claimNext(ledger, { lease: -1 });
    await ledger.renew(asleep, -1);
    const awake = await claimNext(ledger);
    await ledger.update(awake, { log: ['Found no commit'] });
    await expect(cancel(id)).resolves.toMatchObject({ state: 'running' });
    await ledger.renew(awake, LONG_LEASE);
    await ledger.update(awake, { conflicts: 1 });
    await expect(cancel(id)).resolves.toMatchObject({ state: 'running' });
  });

  it.each(['succeeded', 'failed', 'cancelled'] as const)(
    'leaves what is %s as it is',
    async state => {
      const { id } = await acceptNew(ledger);
      await ledger.update(await claimNext(ledger), { state });
      const before = await ledger.get(id);
      await cancel(id);
      await expect(ledger.get(id)).resolves.toEqual(before);
    },
  );

  it('changes nothing when the answer cannot be kept', async () => {
    const { id } = await acceptNew(ledger);
    const heard: string[] = [];
    bus.onOperation(id, ({ state }) => heard.push(state));
    const scope = {
      user: 'user:default/ada',
      capability: 'cancel-operation',
      key: 'broken',
      requestHash: id,
    };
    await expect(
      ledger.answer(scope, async transaction => {
        await ledger.cancel(transaction, id, 'Cancelled');
        throw new Error('no more room');
      }),
    ).rejects.toThrow('no more room');
    expect(heard).toEqual([]);
    await expect(ledger.get(id)).resolves.toMatchObject({
      operation: { state: 'queued' },
    });
    await expect(ledger.findAnswer(scope)).resolves.toEqual({ found: false });
  });

  it('takes no transaction of somebody else', async () => {
    const { id } = await acceptNew(ledger);
    await expect(
      ledger.cancel({ afterCommit() {} }, id, 'Cancelled'),
    ).rejects.toThrow('belongs to another ledger');
  });

  describe('answers under a key', () => {
    const scope = {
      user: 'user:default/ada',
      capability: 'cancel-operation',
      key: 'once',
      requestHash: 'a',
    };

    it('are given again for 7 days, and only to the same caller and capability', async () => {
      const change = jest.fn(async () => ({ done: 1 }));
      await ledger.answer(scope, change);
      await expect(ledger.answer(scope, change)).resolves.toEqual({
        found: true,
        sameRequest: true,
        answer: { done: 1 },
      });
      await expect(
        ledger.findAnswer({ ...scope, requestHash: 'b' }),
      ).resolves.toMatchObject({ sameRequest: false });
      for (const other of [
        { user: 'user:default/ben' },
        { capability: 'approve-operation' },
        { key: 'twice' },
      ]) {
        await expect(
          ledger.findAnswer({ ...scope, ...other }),
        ).resolves.toEqual({ found: false });
      }
      expect(change).toHaveBeenCalledTimes(1);

      await knex('command_answers').update({
        created_at: Date.now() - 7 * 24 * 60 * 60 * 1000 - 1,
      });
      await expect(ledger.answer(scope, change)).resolves.toMatchObject({
        answered: true,
      });
      expect(change).toHaveBeenCalledTimes(2);
    });

    it('come from one of several that ask at once', async () => {
      let runs = 0;
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, () =>
          ledger.answer(scope, async () => {
            runs += 1;
            return { run: runs };
          }),
        ),
      );
      expect(runs).toBe(1);
      expect(outcomes.filter(outcome => 'answered' in outcome)).toHaveLength(1);
      expect(
        outcomes.map(outcome => 'answer' in outcome && outcome.answer),
      ).toEqual(Array(5).fill({ run: 1 }));
    });
  });

  describe('while the loop works on it', () => {
    let test: TestRepository;
    let operation: Operation;
    const registry = CapabilityRegistry.create();
    registry.register(...NOTE_CAPABILITIES);
    registry.freeze();

    beforeEach(async () => {
      test = await TestRepository.create();
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
      jest.restoreAllMocks();
      await test.remove();
    });

    /** Moves the operation as the loop does, and says what became of it. */
    async function advance(): Promise<Operation> {
      const stepper = OperationStepper.create({
        ledger,
        registry,
        repository: test.repository,
        cluster: new FakeClusterStatus(),
        logger: mockServices.logger.mock(),
        domain: 'test',
        lease: LONG_LEASE,
      });
      const claimed = await claimNext(ledger);
      await stepper.advance(claimed).catch(error => {
        if (!(error instanceof LostFenceError)) {
          throw error;
        }
      });
      return (await ledger.get(operation.id)).operation;
    }

    async function expectNothingWritten() {
      await expect(test.commitsOf(operation.id)).resolves.toEqual([]);
      const snapshot = await test.repository.refresh();
      expect(snapshot.blob(notePath('acme', 'hello'))).toBeUndefined();
      await expect(
        test.repository.findOperation(operation.id),
      ).resolves.toEqual({ found: false });
    }

    it('wins when it comes while the plan is made', async () => {
      const read = test.repository.readBlobs.bind(test.repository);
      jest
        .spyOn(test.repository, 'readBlobs')
        .mockImplementationOnce(async blobs => {
          await expect(cancel(operation.id)).resolves.toMatchObject({
            state: 'cancelled',
          });
          return read(blobs);
        });
      await expect(advance()).resolves.toMatchObject({
        state: 'cancelled',
        commit: null,
        error: null,
      });
      await expectNothingWritten();
    });

    it('wins when it comes right before the claim is made sure of', async () => {
      const renew = ledger.renew.bind(ledger);
      jest.spyOn(ledger, 'renew').mockImplementationOnce(async (...args) => {
        await expect(cancel(operation.id)).resolves.toMatchObject({
          state: 'cancelled',
        });
        return renew(...args);
      });
      await expect(advance()).resolves.toMatchObject({ state: 'cancelled' });
      await expectNothingWritten();
    });

    it('loses when it comes right after that, and the commit stands', async () => {
      const renew = ledger.renew.bind(ledger);
      jest.spyOn(ledger, 'renew').mockImplementationOnce(async (...args) => {
        const renewed = await renew(...args);
        await expect(cancel(operation.id)).resolves.toMatchObject({
          state: 'running',
        });
        return renewed;
      });
      const after = await advance();
      expect(after).toMatchObject({
        state: 'running',
        commit: expect.any(String),
      });
      await expect(test.commitsOf(operation.id)).resolves.toEqual([
        after.commit,
      ]);
    });

    it('either stops it or comes too late, whenever it comes', async () => {
      const [after] = await Promise.all([advance(), cancel(operation.id)]);
      const { operation: end } = await ledger.get(operation.id);
      const commits = await test.commitsOf(operation.id);
      expect(commits).toHaveLength(end.state === 'cancelled' ? 0 : 1);
      expect(end.commit).toBe(commits[0] ?? null);
      expect(after.commit ?? end.commit).toBe(end.commit);
    });
  });
});
