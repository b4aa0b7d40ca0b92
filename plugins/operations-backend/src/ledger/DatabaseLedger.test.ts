import type { Knex } from 'knex';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  canTransition,
  isFinal,
  OPERATION_STATES,
  type OperationState,
} from '@mctl/plugin-platform-common';
import {
  acceptedOperation,
  samplePlan,
} from '../__testUtils__/acceptedOperation';
import {
  acceptNew,
  claimNext,
  LONG_LEASE,
  openLedger,
} from '../__testUtils__/openLedger';
import { DatabaseLedger } from './DatabaseLedger';
import type { OperationEventBus } from '../events/OperationEventBus';
import { LostFenceError } from './LostFenceError';

const WEEK = 7 * 24 * 60 * 60 * 1000;

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe.each(databases.eachSupportedId())('DatabaseLedger on %p', id => {
  let knex: Knex;
  let ledger: DatabaseLedger;
  let bus: OperationEventBus;

  beforeEach(async () => {
    knex = await databases.init(id);
    ({ ledger, bus } = await openLedger(knex));
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  async function count(table: string): Promise<number> {
    const [{ rows }] = await knex(table).count({ rows: '*' });
    return Number(rows);
  }

  describe('accepting', () => {
    it('keeps what was asked for', async () => {
      const operation = await acceptNew(ledger, {
        reason: 'because',
        resolved: { digest: 'sha256:1' },
      });

      expect(operation).toEqual({
        id: expect.stringMatching(/^op_[0-9a-z]{26}$/),
        operation: 'write-note',
        tenant: 'acme',
        subject: 'note:acme/hello',
        state: 'queued',
        step: null,
        input: { tenant: 'acme', note: 'hello', text: 'hi' },
        actor: {
          user: 'user:default/ada',
          via: 'rest',
          client: null,
          onBehalfOf: null,
        },
        reason: 'because',
        plan: { hash: 'sha256:0', baseCommit: '0'.repeat(40) },
        approval: null,
        commit: null,
        steps: ['commit', 'sync', 'verify'].map(name => ({
          name,
          state: 'pending',
          startedAt: null,
          finishedAt: null,
          message: null,
        })),
        result: null,
        error: null,
        createdAt: operation.updatedAt,
        updatedAt: new Date(operation.updatedAt).toISOString(),
        finishedAt: null,
        links: { portal: `http://portal.test/operations/${operation.id}` },
      });
      await expect(ledger.get(operation.id)).resolves.toMatchObject({
        operation,
        resolved: { digest: 'sha256:1' },
        planBound: false,
        exclusive: false,
        fence: 0,
      });
      await expect(ledger.events(operation.id, 0)).resolves.toEqual([
        {
          sequence: 1,
          type: 'state',
          time: expect.any(String),
          data: { state: 'queued', operation },
        },
      ]);
    });

    it('is done at once when there is nothing to change', async () => {
      const operation = await acceptNew(ledger, {
        plan: samplePlan({ changes: [] }),
      });

      expect(operation).toMatchObject({
        state: 'succeeded',
        result: { changed: false },
        finishedAt: operation.createdAt,
      });
      expect(operation.steps.map(({ state }) => state)).toEqual([
        'skipped',
        'skipped',
        'skipped',
      ]);
      await expect(
        ledger.claim({ worker: 'a', lease: LONG_LEASE }),
      ).resolves.toBeUndefined();
    });

    it('tells the bus, once it is kept', async () => {
      const heard: string[] = [];
      bus.onAny(operation => heard.push(operation.id));
      const operation = await acceptNew(ledger);

      expect(heard).toEqual([operation.id]);
    });

    it.each([20, 100])(
      'makes one operation of %d parallel requests with one key',
      async parallel => {
        const accepted = acceptedOperation();
        const outcomes = await Promise.all(
          Array.from({ length: parallel }, () => ledger.accept(accepted)),
        );

        const ids = outcomes.map(outcome => {
          if (!('operation' in outcome)) {
            throw new Error('A request got no operation');
          }
          return outcome.operation.id;
        });
        expect(new Set(ids).size).toBe(1);
        expect(outcomes.filter(outcome => 'accepted' in outcome)).toHaveLength(
          1,
        );
        expect(
          outcomes.filter(
            outcome => 'sameRequest' in outcome && outcome.sameRequest,
          ),
        ).toHaveLength(parallel - 1);
        await expect(count('operations')).resolves.toBe(1);
        await expect(count('operation_events')).resolves.toBe(1);
        await expect(count('idempotency_keys')).resolves.toBe(1);
      },
    );

    it('says when the key stands for another request', async () => {
      const accepted = acceptedOperation();
      await ledger.accept(accepted);
      const other = { ...accepted.idempotency, requestHash: 'b' };

      await expect(
        ledger.accept({ ...accepted, idempotency: other }),
      ).resolves.toMatchObject({ found: true, sameRequest: false });
      await expect(ledger.findEarlier(other)).resolves.toMatchObject({
        found: true,
        sameRequest: false,
      });
      await expect(count('operations')).resolves.toBe(1);
    });

    it.each([{ user: 'user:default/ben' }, { capability: 'remove-note' }])(
      'takes a key of %p for another one',
      async scope => {
        const accepted = acceptedOperation();
        await ledger.accept(accepted);
        const idempotency = { ...accepted.idempotency, ...scope };

        await expect(ledger.findEarlier(idempotency)).resolves.toEqual({
          found: false,
        });
        await expect(
          ledger.accept({ ...accepted, idempotency }),
        ).resolves.toMatchObject({ accepted: true });
      },
    );

    it('frees a key after seven days, and not before', async () => {
      const acceptedAt = Date.now();
      const clock = jest.spyOn(Date, 'now').mockReturnValue(acceptedAt);
      const accepted = acceptedOperation();
      const first = await acceptNew(ledger, accepted);

      clock.mockReturnValue(acceptedAt + WEEK - 1);
      await expect(ledger.accept(accepted)).resolves.toMatchObject({
        found: true,
        sameRequest: true,
        operation: { id: first.id },
      });

      clock.mockReturnValue(acceptedAt + WEEK);
      await expect(ledger.findEarlier(accepted.idempotency)).resolves.toEqual({
        found: false,
      });
      const second = await acceptNew(ledger, accepted);
      expect(second.id).not.toBe(first.id);
      await expect(count('idempotency_keys')).resolves.toBe(1);
    });

    it('keeps neither key nor operation when one cannot be kept', async () => {
      const heard = jest.fn();
      bus.onAny(heard);
      await knex.schema.dropTable('operation_events');

      const accepted = acceptedOperation();
      await expect(ledger.accept(accepted)).rejects.toThrow('operation_events');
      await expect(count('operations')).resolves.toBe(0);
      await expect(count('idempotency_keys')).resolves.toBe(0);
      expect(heard).not.toHaveBeenCalled();
    });

    it('cancels what is queued when the tenant changes as a whole', async () => {
      const running = await acceptNew(ledger, { subject: 'note:acme/a' });
      await claimNext(ledger);
      const queued = await acceptNew(ledger, { subject: 'note:acme/b' });
      const foreign = await acceptNew(ledger, {
        tenant: 'globex',
        subject: 'note:globex/b',
      });
      const wiping = await acceptNew(ledger, {
        subject: 'tenant:acme',
        cancelsQueuedInTenant: true,
      });

      const states = await ledger.findByIds([
        running.id,
        queued.id,
        foreign.id,
        wiping.id,
      ]);
      expect(
        [running, queued, foreign, wiping].map(
          operation => states.get(operation.id)?.operation.state,
        ),
      ).toEqual(['running', 'cancelled', 'queued', 'queued']);
      expect(states.get(queued.id)?.operation.finishedAt).not.toBeNull();

      const events = await ledger.events(queued.id, 1);
      expect(events.map(({ sequence, type }) => [sequence, type])).toEqual([
        [2, 'log'],
        [3, 'state'],
      ]);
      expect(events[0].data).toEqual({
        message: expect.stringContaining(wiping.id),
      });
      expect(events[1].data).toMatchObject({ state: 'cancelled' });
    });
  });

  describe('updating', () => {
    it('writes what was found, with its events', async () => {
      const { id: operationId } = await acceptNew(ledger);
      const entry = await claimNext(ledger);
      const step = {
        name: 'commit',
        state: 'succeeded',
        startedAt: null,
        finishedAt: null,
        message: 'Commit 9fceb02',
      } as const;

      const updated = await ledger.update(entry, {
        step: 'commit',
        steps: [step],
        commit: '9fceb02',
        plan: samplePlan({ hash: 'sha256:1' }),
        plannedResult: { note: 'hello' },
        conflicts: 2,
        failures: 1,
        log: ['one', 'two'],
      });
      await expect(ledger.get(operationId)).resolves.toEqual(updated);
      expect(updated).toMatchObject({
        plannedResult: { note: 'hello' },
        committedAt: expect.any(String),
        conflicts: 2,
        failures: 1,
        operation: {
          state: 'running',
          step: 'commit',
          commit: '9fceb02',
          plan: { hash: 'sha256:1' },
        },
      });
      expect(updated.operation.steps[0]).toEqual(step);
      expect(updated.operation.steps[1].state).toBe('pending');

      const events = await ledger.events(operationId, 2);
      expect(events.map(({ data }) => data)).toEqual([
        { message: 'one' },
        { message: 'two' },
        { step },
      ]);
    });

    it('ends an operation with all that is known of it', async () => {
      const { id: operationId } = await acceptNew(ledger);
      const entry = await claimNext(ledger);
      const error = {
        code: 'sync_failed',
        message: 'no',
        evidence: [{ source: 'argocd', message: 'no' }],
      } as const;

      const { operation } = await ledger.update(
        entry,
        { state: 'failed', error: { ...error, evidence: [...error.evidence] } },
        { dueAt: 0 },
      );
      expect(operation).toMatchObject({ state: 'failed', error });
      expect(operation.finishedAt).toBe(operation.updatedAt);
      const events = await ledger.events(operationId, 0);
      expect(events[events.length - 1].data).toEqual({
        state: 'failed',
        operation,
      });
      await expect(
        ledger.claim({ worker: 'b', lease: LONG_LEASE }),
      ).resolves.toBeUndefined();
    });

    const arrows = OPERATION_STATES.flatMap(from =>
      OPERATION_STATES.filter(to => to !== from).map(
        to => [from, to] as [OperationState, OperationState],
      ),
    );

    it.each(arrows.filter(([from, to]) => !canTransition(from, to)))(
      'refuses to go from %s to %s',
      async (from, to) => {
        const { id: operationId } = await acceptNew(ledger);
        await knex('operations').update({ state: from });
        const entry = await ledger.get(operationId);
        const events = await count('operation_events');

        await expect(
          ledger.update(entry, { state: to, log: ['never'] }),
        ).rejects.toThrow(`cannot go from ${from} to ${to}`);
        await expect(ledger.get(operationId)).resolves.toEqual(entry);
        await expect(count('operation_events')).resolves.toBe(events);
      },
    );

    it.each(
      arrows.filter(([from, to]) => canTransition(from, to) && !isFinal(from)),
    )('goes from %s to %s', async (from, to) => {
      const { id: operationId } = await acceptNew(ledger);
      await knex('operations').update({ state: from });

      const { operation } = await ledger.update(await ledger.get(operationId), {
        state: to,
      });
      expect(operation.state).toBe(to);
      expect(operation.finishedAt !== null).toBe(isFinal(to));
    });

    it.each(OPERATION_STATES.filter(isFinal))(
      'changes nothing on what is %s',
      async state => {
        const { id: operationId } = await acceptNew(ledger);
        await knex('operations').update({ state });
        const entry = await ledger.get(operationId);

        await expect(
          ledger.update(entry, { failures: 1, log: ['late'] }),
        ).rejects.toThrow(LostFenceError);
        await expect(ledger.renew(entry, LONG_LEASE)).resolves.toBe(false);
        await expect(ledger.get(operationId)).resolves.toEqual(entry);
      },
    );

    it('numbers events without gaps under parallel updates', async () => {
      const { id: operationId } = await acceptNew(ledger);
      const entry = await claimNext(ledger);
      await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          ledger.update(entry, { log: [`${index} a`, `${index} b`] }),
        ),
      );

      const events = await ledger.events(operationId, 0);
      expect(events.map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: 62 }, (_, index) => index + 1),
      );
      await expect(ledger.events(operationId, 60)).resolves.toEqual(
        events.slice(60),
      );
    });

    it('is one transaction with its events', async () => {
      const { id: operationId } = await acceptNew(ledger);
      const entry = await claimNext(ledger);
      await knex.schema.dropTable('operation_events');

      await expect(
        ledger.update(entry, { failures: 3, log: ['lost'] }),
      ).rejects.toThrow('operation_events');
      await expect(ledger.get(operationId)).resolves.toEqual(entry);
    });
  });

  describe('history', () => {
    it('finds a later commit on the same subject', async () => {
      const first = await acceptNew(ledger);
      const other = await acceptNew(ledger, { subject: 'note:acme/other' });
      const second = await acceptNew(ledger);
      const successorOf = async (operationId: string) =>
        ledger.findSuccessor(await ledger.get(operationId));

      await expect(successorOf(first.id)).resolves.toBeUndefined();
      await knex('operations').update({ commit_id: 'c' });
      await expect(successorOf(first.id)).resolves.toBe(second.id);
      await expect(successorOf(second.id)).resolves.toBeUndefined();
      await expect(successorOf(other.id)).resolves.toBeUndefined();
    });

    it('takes a change of the whole tenant for a successor of all in it', async () => {
      const note = await acceptNew(ledger);
      const foreign = await acceptNew(ledger, {
        tenant: 'globex',
        subject: 'note:globex/hello',
      });
      const wiping = await acceptNew(ledger, {
        subject: 'tenant:acme',
        cancelsQueuedInTenant: true,
      });
      await knex('operations')
        .where({ id: wiping.id })
        .update({ commit_id: 'c' });

      await expect(
        ledger.findSuccessor(await ledger.get(note.id)),
      ).resolves.toBe(wiping.id);
      await expect(
        ledger.findSuccessor(await ledger.get(foreign.id)),
      ).resolves.toBeUndefined();
    });

    it('finds operations by id and leaves out what it does not know', async () => {
      const { id: operationId } = await acceptNew(ledger);
      const found = await ledger.findByIds([operationId, 'op_unknown']);

      expect([...found.keys()]).toEqual([operationId]);
      await expect(ledger.findByIds([])).resolves.toEqual(new Map());
    });

    it('says that an operation is not there', async () => {
      await expect(ledger.get('op_unknown')).rejects.toThrow(
        'There is no operation "op_unknown"',
      );
    });
  });

  it('keeps the audit trail, any number of records at once', async () => {
    const record = {
      event: 'query',
      capability: 'whoami',
      actor: {
        user: 'user:default/ada',
        via: 'mcp',
        client: 'Claude',
        onBehalfOf: null,
      },
      tenant: null,
      outcome: 'refused',
      code: 'not_found',
    } as const;
    await ledger.audit(Array.from({ length: 1_500 }, () => record));

    await expect(count('audit_events')).resolves.toBe(1_500);
    await expect(knex('audit_events').first()).resolves.toMatchObject({
      event: 'query',
      capability: 'whoami',
      user: 'user:default/ada',
      via: 'mcp',
      client: 'Claude',
      tenant: null,
      outcome: 'refused',
      code: 'not_found',
      operation_id: null,
    });
  });
});
