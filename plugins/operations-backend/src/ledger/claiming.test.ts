import type { Knex } from 'knex';
import fc from 'fast-check';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  acceptNew,
  claimNext,
  LONG_LEASE,
  openLedger,
} from '../__testUtils__/openLedger';
import type { DatabaseLedger } from './DatabaseLedger';
import { LostFenceError } from './LostFenceError';

const HOUR = 3_600_000;

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe.each(databases.eachSupportedId())('claiming on %p', id => {
  let knex: Knex;
  let ledger: DatabaseLedger;

  beforeEach(async () => {
    knex = await databases.init(id);
    ({ ledger } = await openLedger(knex));
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** Claims although nothing should be there to claim. */
  const claim = () => ledger.claim({ worker: 'nobody', lease: LONG_LEASE });

  async function commit(operationId: string): Promise<void> {
    await knex('operations')
      .where({ id: operationId })
      .update({ commit_id: 'c', committed_at: 1 });
  }

  describe('fences', () => {
    it('grow with each claim', async () => {
      const { id: operationId } = await acceptNew(ledger);
      for (const fence of [1, 2, 3]) {
        const entry = await claimNext(ledger);
        expect(entry).toMatchObject({
          fence,
          operation: { id: operationId, state: 'running' },
        });
        await ledger.update(entry, {}, { dueAt: 0 });
      }
    });

    it('tell that an operation runs once, not at each claim', async () => {
      const { id: operationId } = await acceptNew(ledger);
      const first = await claimNext(ledger);
      await ledger.update(first, { step: 'commit' }, { dueAt: 0 });
      await claimNext(ledger);

      const events = await ledger.events(operationId, 0);
      expect(events.map(({ data }) => 'state' in data && data.state)).toEqual([
        'queued',
        'running',
      ]);
    });

    it('stop a worker that was frozen past its lease', async () => {
      const { id: operationId } = await acceptNew(ledger);
      const frozen = await claimNext(ledger, { worker: 'a', lease: 0 });
      const holder = await claimNext(ledger, { worker: 'b' });
      expect(holder.fence).toBe(frozen.fence + 1);
      const before = await ledger.get(operationId);
      const events = await ledger.events(operationId, 0);

      await expect(
        ledger.update(frozen, {
          state: 'failed',
          commit: 'c',
          log: ['late'],
          error: { code: 'internal', message: 'late', evidence: [] },
        }),
      ).rejects.toThrow(LostFenceError);
      await expect(ledger.update(frozen, {}, { dueAt: 0 })).rejects.toThrow(
        LostFenceError,
      );
      await expect(ledger.renew(frozen, LONG_LEASE)).resolves.toBe(false);

      await expect(ledger.get(operationId)).resolves.toEqual(before);
      await expect(ledger.events(operationId, 0)).resolves.toEqual(events);
      await expect(claim()).resolves.toBeUndefined();
      await expect(
        ledger.update(holder, { log: ['mine'] }),
      ).resolves.toMatchObject({ fence: holder.fence });
    });

    it('stop it also when the other worker has finished', async () => {
      await acceptNew(ledger);
      const frozen = await claimNext(ledger, { worker: 'a', lease: 0 });
      const holder = await claimNext(ledger, { worker: 'b' });
      await ledger.update(holder, { state: 'succeeded' }, { dueAt: 0 });

      await expect(ledger.update(frozen, { state: 'failed' })).rejects.toThrow(
        LostFenceError,
      );
    });
  });

  describe('leases', () => {
    it('keep others away, by the clock of the database', async () => {
      await acceptNew(ledger);
      const entry = await claimNext(ledger, { lease: HOUR });
      jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 2 * HOUR);
      await expect(claim()).resolves.toBeUndefined();

      await knex('operations').update({ lease_until: 1 });
      await expect(claimNext(ledger)).resolves.toMatchObject({
        fence: entry.fence + 1,
      });
    });

    it('last longer when they are renewed', async () => {
      await acceptNew(ledger);
      const entry = await claimNext(ledger, { lease: 0 });
      await expect(ledger.renew(entry, HOUR)).resolves.toBe(true);
      await expect(claim()).resolves.toBeUndefined();
    });

    it('end with the release', async () => {
      await acceptNew(ledger);
      const entry = await claimNext(ledger, { lease: HOUR });
      await ledger.update(entry, {}, { dueAt: 0 });
      await expect(claimNext(ledger)).resolves.toMatchObject({ fence: 2 });
    });
  });

  describe('order', () => {
    it('is by when they are due', async () => {
      const early = await acceptNew(ledger, { subject: 'note:acme/a' });
      const late = await acceptNew(ledger, { subject: 'note:acme/b' });
      const never = await acceptNew(ledger, { subject: 'note:acme/c' });
      const now = Date.now();
      const due = (operationId: string, dueAt: number) =>
        knex('operations').where({ id: operationId }).update({ due_at: dueAt });
      await due(early.id, now - 10);
      await due(late.id, now - 20);
      await due(never.id, now + HOUR);

      const claimed = [await claimNext(ledger), await claimNext(ledger)];
      expect(claimed.map(({ operation }) => operation.id)).toEqual([
        late.id,
        early.id,
      ]);
      await expect(claim()).resolves.toBeUndefined();
    });

    it('makes what waits in a tenant due when something changed there', async () => {
      const waiting = await acceptNew(ledger);
      const foreign = await acceptNew(ledger, {
        tenant: 'globex',
        subject: 'note:globex/a',
      });
      for (const entry of [await claimNext(ledger), await claimNext(ledger)]) {
        await ledger.update(entry, {}, { dueAt: Date.now() + HOUR });
      }
      await expect(claim()).resolves.toBeUndefined();

      await ledger.makeDue(['acme', 'initech']);
      const entry = await claimNext(ledger);
      expect(entry.operation.id).toBe(waiting.id);
      await expect(claim()).resolves.toBeUndefined();
      await expect(ledger.get(foreign.id)).resolves.toMatchObject({ fence: 1 });
    });

    it('leaves alone what is being worked on', async () => {
      await acceptNew(ledger);
      const entry = await claimNext(ledger);
      await ledger.makeDue(['acme']);
      await expect(claim()).resolves.toBeUndefined();
      await expect(ledger.renew(entry, LONG_LEASE)).resolves.toBe(true);
    });
  });

  describe('one subject', () => {
    it('is planned and committed one by one', async () => {
      const first = await acceptNew(ledger);
      const second = await acceptNew(ledger);
      const entry = await claimNext(ledger);
      expect(entry.operation.id).toBe(first.id);
      await expect(claim()).resolves.toBeUndefined();

      await ledger.update(entry, { commit: 'c' });
      await expect(claimNext(ledger)).resolves.toMatchObject({
        operation: { id: second.id },
      });
    });

    it('waits also for one that nobody is working on', async () => {
      const first = await acceptNew(ledger);
      await acceptNew(ledger);
      await knex('operations')
        .where({ id: first.id })
        .update({ due_at: Date.now() + HOUR });
      await expect(claim()).resolves.toBeUndefined();
    });

    it('goes on when the earlier one has failed', async () => {
      await acceptNew(ledger);
      const second = await acceptNew(ledger);
      const entry = await claimNext(ledger);
      await ledger.update(entry, { state: 'failed' }, { dueAt: 0 });

      await expect(claimNext(ledger)).resolves.toMatchObject({
        operation: { id: second.id },
      });
    });

    it('does not hold up another one', async () => {
      await acceptNew(ledger, { subject: 'note:acme/a' });
      const other = await acceptNew(ledger, { subject: 'note:acme/b' });
      await claimNext(ledger);
      await expect(claimNext(ledger)).resolves.toMatchObject({
        operation: { id: other.id },
      });
    });
  });

  describe('a tenant as a whole', () => {
    const tenantWide = { subject: 'tenant:acme' };

    it('waits for everything in it', async () => {
      const note = await acceptNew(ledger);
      const wiping = await acceptNew(ledger, tenantWide);
      const entry = await claimNext(ledger);
      expect(entry.operation.id).toBe(note.id);
      await expect(claim()).resolves.toBeUndefined();
      await commit(note.id);
      await expect(claimNext(ledger)).resolves.toMatchObject({
        operation: { id: wiping.id },
      });
    });

    it('is waited for by everything in it, and by nothing else', async () => {
      const wiping = await acceptNew(ledger, tenantWide);
      const note = await acceptNew(ledger);
      const foreign = await acceptNew(ledger, {
        tenant: 'globex',
        subject: 'note:globex/hello',
      });
      const platform = await acceptNew(ledger, {
        tenant: null,
        subject: 'platform',
      });

      const claimed = [
        await claimNext(ledger),
        await claimNext(ledger),
        await claimNext(ledger),
      ];
      expect(claimed.map(({ operation }) => operation.id)).toEqual([
        wiping.id,
        foreign.id,
        platform.id,
      ]);
      await expect(claim()).resolves.toBeUndefined();
      await commit(wiping.id);
      await expect(claimNext(ledger)).resolves.toMatchObject({
        operation: { id: note.id },
      });
    });

    it('is not meant by a tenant whose name begins alike', async () => {
      await acceptNew(ledger, tenantWide);
      const alike = await acceptNew(ledger, {
        tenant: 'acme-x',
        subject: 'note:acme-x/hello',
      });
      await claimNext(ledger);
      await expect(claimNext(ledger)).resolves.toMatchObject({
        operation: { id: alike.id },
      });
    });
  });

  it('never gives one operation to two workers', async () => {
    for (let index = 0; index < 10; index += 1) {
      await acceptNew(ledger, { subject: `note:acme/${index}` });
    }
    const claims = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        ledger.claim({ worker: `worker ${index}`, lease: LONG_LEASE }),
      ),
    );
    const ids = claims.flatMap(entry => entry?.operation.id ?? []);
    expect(ids).toHaveLength(10);
    expect(new Set(ids).size).toBe(10);
  });

  it('never lets two uncommitted operations that exclude each other run', async () => {
    const subject = fc.constantFrom(
      'tenant:acme',
      'note:acme/a',
      'note:acme/b',
      'note:acme/c',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(subject, { minLength: 1, maxLength: 8 }),
        async subjects => {
          await knex('operations').delete();
          await knex('operation_events').delete();
          for (const each of subjects) {
            await acceptNew(ledger, { subject: each });
          }
          const order: string[] = [];
          while (order.length < subjects.length) {
            const running: string[] = [];
            for (;;) {
              const entry = await ledger.claim({ worker: 'w', lease: HOUR });
              if (!entry) {
                break;
              }
              running.push(entry.operation.subject);
              order.push(entry.operation.id);
            }
            expect(running.length).toBeGreaterThan(0);
            expect(new Set(running).size).toBe(running.length);
            expect(running.includes('tenant:acme') && running.length > 1).toBe(
              false,
            );
            await knex('operations').update({ state: 'succeeded' }).where({
              state: 'running',
            });
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});
