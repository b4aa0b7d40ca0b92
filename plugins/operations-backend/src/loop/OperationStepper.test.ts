import type { Knex } from 'knex';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ServiceUnavailableError } from '@backstage/errors';
import type { Operation } from '@mctl/plugin-platform-common';
import type { GitOpsRepository } from '@mctl/plugin-gitops-node';
import {
  CapabilityRegistry,
  makePlan,
  type AcceptedOperation,
} from '@mctl/plugin-platform-node';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';
import { LostFenceError } from '../ledger/LostFenceError';
import { FakeClusterStatus } from '../__testUtils__/FakeClusterStatus';
import {
  NOTE_CAPABILITIES,
  NOTE_DEADLINE,
  notePath,
} from '../__testUtils__/noteCapabilities';
import {
  acceptNew,
  claimNext,
  LONG_LEASE,
  openLedger,
} from '../__testUtils__/openLedger';
import { TestRepository } from '../__testUtils__/TestRepository';
import { OperationStepper } from './OperationStepper';

const SYNC_DEADLINE = 120_000;

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe.each(databases.eachSupportedId())('OperationStepper on %p', id => {
  const registry = CapabilityRegistry.create();
  registry.register(...NOTE_CAPABILITIES);
  registry.freeze();
  const logger = mockServices.logger.mock();
  let knex: Knex;
  let ledger: DatabaseLedger;
  let test: TestRepository;
  let cluster: FakeClusterStatus;
  let stepper: OperationStepper;
  /** How far the stepper's clock is ahead, in milliseconds. */
  let ahead: number;

  beforeEach(async () => {
    jest.clearAllMocks();
    knex = await databases.init(id);
    ({ ledger } = await openLedger(knex));
    test = await TestRepository.create();
    cluster = new FakeClusterStatus();
    ahead = 0;
    stepper = createStepper();
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await test.remove();
  });

  function createStepper(
    overrides: Partial<GitOpsRepository> = {},
    capabilities = registry,
  ): OperationStepper {
    const { repository } = test;
    const wrapped: GitOpsRepository = {
      branch: repository.branch,
      current: () => repository.current(),
      refresh: () => repository.refresh(),
      readBlobs: blobs => repository.readBlobs(blobs),
      readServiceAt: (...args) => repository.readServiceAt(...args),
      commit: request => repository.commit(request),
      commitGroup: request => repository.commitGroup(request),
      listOperationRefs: options => repository.listOperationRefs(options),
      deleteOperationRefs: ids => repository.deleteOperationRefs(ids),
      findOperation: operation => repository.findOperation(operation),
      isAncestor: (...args) => repository.isAncestor(...args),
      history: (...args) => repository.history(...args),
      subscribe: listener => repository.subscribe(listener),
      ...overrides,
    };
    return OperationStepper.create({
      ledger,
      registry: capabilities,
      repository: wrapped,
      cluster,
      logger,
      domain: 'test',
      lease: LONG_LEASE,
      now: () => Date.now() + ahead,
    });
  }

  /** Plans and accepts, as the runner does. */
  async function start(
    name: string,
    input: { tenant: string } & Record<string, unknown>,
    accepted: Partial<AcceptedOperation> = {},
  ): Promise<Operation> {
    const definition = registry.get(name);
    if (definition.kind !== 'operation') {
      throw new Error(`${name} is no operation`);
    }
    const { plan } = await makePlan({
      definition,
      input,
      resolved: {},
      snapshot: await test.repository.refresh(),
      repository: test.repository,
      domain: 'test',
    });
    return acceptNew(ledger, {
      operation: name,
      tenant: input.tenant,
      subject: plan.subject,
      input,
      plan,
      ...accepted,
    });
  }

  const writeHello = (accepted: Partial<AcceptedOperation> = {}, text = 'hi') =>
    start('write-note', { tenant: 'acme', note: 'hello', text }, accepted);

  /** Claims what is due, or what waits, and looks at it once. */
  async function advance(by = stepper): Promise<Operation> {
    await ledger.makeDue(['acme']);
    const entry = await claimNext(ledger);
    await by.advance(entry);
    const { operation } = await ledger.get(entry.operation.id);
    return operation;
  }

  async function logOf(operationId: string): Promise<string[]> {
    const events = await ledger.events(operationId, 0);
    return events.flatMap(({ data }) =>
      'message' in data ? [data.message] : [],
    );
  }

  const stepOf = (operation: Operation, name: string) =>
    operation.steps.find(step => step.name === name);

  /** Argo CD has whatever stands on the branch. */
  async function sync(revision?: string): Promise<void> {
    const { commit } = await test.repository.refresh();
    cluster.setApplication('acme', { revision: revision ?? commit });
  }

  describe('the way of an operation', () => {
    it('ends in one commit that is synced and verified', async () => {
      const accepted = await writeHello({
        actor: {
          user: 'user:default/ada',
          via: 'mcp',
          client: 'Claude',
          onBehalfOf: null,
        },
      });
      const base = (await test.repository.refresh()).commit;

      const syncing = await advance();
      expect(syncing).toMatchObject({ state: 'running', step: 'sync' });
      expect(stepOf(syncing, 'commit')).toMatchObject({ state: 'succeeded' });
      await sync();
      const operation = await advance();

      expect(operation).toMatchObject({
        id: accepted.id,
        state: 'succeeded',
        step: 'verify',
        result: { changed: true, note: 'hello' },
        error: null,
      });
      expect(operation.steps).toEqual(
        ['commit', 'sync', 'verify'].map(name => ({
          name,
          state: 'succeeded',
          startedAt: expect.any(String),
          finishedAt: expect.any(String),
          message: expect.any(String),
        })),
      );
      await expect(test.commitsOf(accepted.id)).resolves.toEqual([
        operation.commit,
      ]);
      await expect(test.git('rev-parse', 'main^')).resolves.toBe(base);
      await expect(test.git('log', '-1', '--format=%B', 'main')).resolves.toBe(
        [
          'feat(acme): write hello',
          '',
          `Operation: ${accepted.id}`,
          'Actor: user:default/ada',
          'Via: mcp',
        ].join('\n'),
      );
      await expect(test.read(notePath('acme', 'hello'))).resolves.toBe('hi');
      await expect(ledger.get(accepted.id)).resolves.toMatchObject({
        committedAt: expect.any(String),
      });
    });

    it('tells each step in the order of events', async () => {
      const { id: operationId } = await writeHello();
      await advance();
      await sync();
      await advance();

      const events = await ledger.events(operationId, 0);
      const told = events.map(({ data }) => {
        if ('state' in data) {
          return data.state;
        }
        return 'step' in data
          ? `${data.step.name} ${data.step.state}`
          : data.message;
      });
      expect(told).toEqual([
        'queued',
        'running',
        'commit running',
        'commit succeeded',
        'sync running',
        'sync running',
        'sync succeeded',
        'verify running',
        'verify succeeded',
        'succeeded',
      ]);
    });

    it('makes no commit when there is nothing left to change', async () => {
      const { id: operationId } = await writeHello();
      await test.push(notePath('acme', 'hello'), 'hi\n');
      const head = await test.git('rev-parse', 'main');

      const operation = await advance();
      expect(operation).toMatchObject({
        state: 'succeeded',
        result: { changed: false },
        commit: null,
      });
      expect(operation.steps.map(({ state }) => state)).toEqual([
        'succeeded',
        'skipped',
        'skipped',
      ]);
      await expect(test.commitsOf(operationId)).resolves.toEqual([]);
      await expect(test.git('rev-parse', 'main')).resolves.toBe(head);
    });
  });

  describe('a repository that moved underneath', () => {
    it('changes nothing for who planned on other files', async () => {
      const { id: operationId } = await writeHello({ planBound: true });
      await test.push('tenants/globex/notes/other.txt', 'other\n');

      const operation = await advance();
      expect(operation.step).toBe('sync');
      await expect(test.commitsOf(operationId)).resolves.toHaveLength(1);
      await expect(logOf(operationId)).resolves.toEqual([]);
    });

    it('makes who named no plan plan again', async () => {
      const { plan, id: operationId } = await writeHello();
      const pushed = await test.push(notePath('acme', 'hello'), 'other\n');

      const operation = await advance();
      expect(operation.step).toBe('sync');
      expect(operation.plan?.hash).not.toBe(plan?.hash);
      expect(operation.plan?.baseCommit).toBe(pushed);
      await expect(logOf(operationId)).resolves.toEqual([
        `Planned anew on ${pushed.slice(0, 7)}: the repository has moved`,
      ]);
      await expect(test.read(notePath('acme', 'hello'))).resolves.toBe('hi');
      await expect(ledger.get(operationId)).resolves.toMatchObject({
        plan: { changes: [{ change: 'modify' }] },
      });
    });

    it('fails who named a plan, and commits nothing', async () => {
      const { id: operationId } = await writeHello({ planBound: true });
      const pushed = await test.push(notePath('acme', 'hello'), 'other\n');

      await expect(advance()).resolves.toMatchObject({
        state: 'failed',
        commit: null,
        error: { code: 'plan_changed', hint: expect.any(String) },
      });
      await expect(test.commitsOf(operationId)).resolves.toEqual([]);
      await expect(test.git('rev-parse', 'main')).resolves.toBe(pushed);
    });

    it('between plan and commit makes it plan again', async () => {
      let races = 0;
      const racing = createStepper({
        async commitGroup(request) {
          if (races < 2) {
            races += 1;
            await test.push(`tenants/acme/notes/race${races}.txt`, 'race\n');
          }
          return test.repository.commitGroup(request);
        },
      });
      const { id: operationId } = await start('count-notes', {
        tenant: 'acme',
      });
      await advance(racing);

      await expect(test.read('tenants/acme/count/count.txt')).resolves.toBe(
        '2',
      );
      await expect(test.commitsOf(operationId)).resolves.toHaveLength(1);
      const entry = await ledger.get(operationId);
      expect(entry).toMatchObject({ conflicts: 2, failures: 0 });
      expect(await logOf(operationId)).toEqual([
        expect.stringMatching(/^Main moved to [0-9a-f]{7} meanwhile/),
        expect.stringMatching(/^Planned anew/),
        expect.stringMatching(/^Main moved/),
        expect.stringMatching(/^Planned anew/),
      ]);
    });

    it('again and again gives others their turn, and never fails', async () => {
      let pushes = 0;
      const losing = createStepper({
        async commitGroup(request) {
          pushes += 1;
          await test.push('tenants/globex/notes/race.txt', `${pushes}\n`);
          return test.repository.commitGroup(request);
        },
      });
      const { id: operationId } = await writeHello();
      await expect(advance(losing)).resolves.toMatchObject({
        state: 'running',
        step: 'commit',
        commit: null,
      });
      await expect(ledger.get(operationId)).resolves.toMatchObject({
        conflicts: 5,
        failures: 0,
      });

      await expect(advance()).resolves.toMatchObject({ step: 'sync' });
      await expect(test.commitsOf(operationId)).resolves.toHaveLength(1);
    });
  });

  describe('a commit that was made already', () => {
    it('is found and not made again', async () => {
      const { id: operationId } = await writeHello();
      const { commit } = await test.repository.refresh();
      const made = await test.repository.commit({
        operationId,
        base: commit,
        changes: [{ path: notePath('acme', 'hello'), content: 'hi\n' }],
        writes: ['tenants/acme/notes/'],
        title: 'feat(acme): write hello',
        trailers: {},
      });
      await test.push(notePath('acme', 'hello'), 'changed since\n');

      const operation = await advance();
      expect(made).toEqual({ outcome: 'committed', commit: operation.commit });
      await expect(test.commitsOf(operationId)).resolves.toHaveLength(1);
      await expect(test.read(notePath('acme', 'hello'))).resolves.toBe(
        'changed since',
      );
    });

    it('is not made again when somebody removed it from the branch', async () => {
      const base = (await test.repository.refresh()).commit;
      const { id: operationId } = await writeHello();
      const dying = createStepper({
        async commitGroup(request) {
          await test.repository.commitGroup(request);
          throw new LostFenceError(operationId);
        },
      });
      await expect(advance(dying)).rejects.toThrow(LostFenceError);
      const [commit] = await test.commitsOf(operationId);
      await test.git('update-ref', 'refs/heads/main', base);
      await knex('operations').update({ lease_until: 0 });

      await expect(advance()).resolves.toMatchObject({
        state: 'failed',
        commit: null,
        error: {
          code: 'history_rewritten',
          evidence: [{ source: 'repository', message: commit }],
        },
      });
      await expect(test.commitsOf(operationId)).resolves.toEqual([]);
      await expect(test.git('rev-parse', 'main')).resolves.toBe(base);
    });

    it('is left alone by a worker that lost its fence before it', async () => {
      const { id: operationId } = await writeHello();
      const frozen = await claimNext(ledger, { lease: 0 });
      await claimNext(ledger, { worker: 'b' });

      await expect(stepper.advance(frozen)).rejects.toThrow(LostFenceError);
      await expect(test.commitsOf(operationId)).resolves.toEqual([]);
    });

    it('is not made by a worker that is taken over while it plans', async () => {
      const { id: operationId } = await writeHello();
      const frozen = await claimNext(ledger, { lease: 0 });
      const taken = createStepper({
        async refresh() {
          await claimNext(ledger, { worker: 'b' });
          return test.repository.refresh();
        },
      });

      await expect(taken.advance(frozen)).rejects.toThrow(LostFenceError);
      await expect(test.commitsOf(operationId)).resolves.toEqual([]);
    });
  });

  describe('sync', () => {
    it('waits for a cluster that cannot be seen, and says so', async () => {
      await writeHello();
      expect(stepOf(await advance(), 'sync')).toMatchObject({
        state: 'running',
        message: 'Argo CD cannot be seen: The cluster has not been read yet',
      });
      await sync();
      cluster.lose('The connection was refused');
      for (let look = 0; look < 3; look += 1) {
        const operation = await advance();
        expect(operation).toMatchObject({ state: 'running', step: 'sync' });
        expect(stepOf(operation, 'sync')?.message).toBe(
          'Argo CD cannot be seen: The connection was refused',
        );
      }
    });

    it('says a thing once, however long it waits', async () => {
      const { id: operationId } = await writeHello();
      await advance();
      const events = await ledger.events(operationId, 0);
      await advance();
      await advance();
      await expect(ledger.events(operationId, 0)).resolves.toEqual(events);
    });

    const failSync = (commit: string | null) =>
      cluster.setApplication('acme', {
        sync: 'OutOfSync',
        revision: commit,
        operation: {
          phase: 'Failed',
          message: 'one or more objects failed to apply',
          revision: commit,
          startedAt: null,
          finishedAt: null,
        },
        conditions: [
          { type: 'SyncError', message: 'quota exceeded', time: null },
        ],
      });

    it('fails with the evidence when Argo CD could not apply it', async () => {
      await writeHello();
      const { commit } = await advance();
      failSync(commit);

      await expect(advance()).resolves.toMatchObject({
        state: 'failed',
        step: 'sync',
        commit,
        error: {
          code: 'sync_failed',
          message: expect.stringContaining('failed to apply'),
          evidence: [
            { reason: 'SyncError', message: 'quota exceeded' },
            { reason: 'Failed' },
          ],
        },
      });
    });

    it('fails with the reason of what is applied, when that tells more', async () => {
      await writeHello({}, 'torn');
      const { commit } = await advance();
      failSync(commit);

      await expect(advance()).resolves.toMatchObject({
        state: 'failed',
        error: {
          code: 'sync_failed',
          message: 'The page is torn',
          hint: 'Take another page.',
          evidence: [
            { reason: 'SyncError' },
            { reason: 'Failed' },
            { source: 'page', message: 'torn in two' },
          ],
        },
      });
    });

    it('gives up with the reason after its deadline, not before', async () => {
      await writeHello();
      await advance();
      cluster.setApplication('acme', null);
      ahead = SYNC_DEADLINE - 5_000;
      await expect(advance()).resolves.toMatchObject({ state: 'running' });

      ahead = SYNC_DEADLINE;
      await expect(advance()).resolves.toMatchObject({
        state: 'failed',
        step: 'sync',
        commit: expect.any(String),
        error: {
          code: 'sync_timeout',
          message: expect.stringContaining(
            'Argo CD does not have the application acme yet',
          ),
        },
      });
    });

    it('waits until what is removed is gone', async () => {
      await test.push(notePath('acme', 'hello'), 'hi\n');
      await start('remove-note', { tenant: 'acme', note: 'hello' });
      cluster.setApplication('acme.hello', {});
      const operation = await advance();
      expect(stepOf(operation, 'sync')).toMatchObject({
        state: 'running',
        message: 'Argo CD is removing acme.hello',
      });

      cluster.setApplication('acme.hello', null);
      await expect(advance()).resolves.toMatchObject({
        state: 'succeeded',
        result: { changed: true },
      });
      await expect(test.git('ls-tree', '-r', 'main')).resolves.not.toContain(
        notePath('acme', 'hello'),
      );
    });
  });

  describe('verification', () => {
    async function toVerification(
      health: 'Progressing' | 'Degraded' | 'Healthy',
    ): Promise<Operation> {
      await writeHello();
      const { commit } = await advance();
      cluster.setApplication('acme', {
        revision: commit,
        health,
        healthMessage: 'ink has run out',
      });
      return advance();
    }

    it('waits while the fact is not seen', async () => {
      const waiting = await toVerification('Progressing');
      expect(waiting).toMatchObject({ state: 'running', step: 'verify' });
      expect(stepOf(waiting, 'sync')?.state).toBe('succeeded');
      expect(stepOf(waiting, 'verify')).toMatchObject({
        state: 'running',
        message: 'The note is Progressing',
      });

      cluster.lose('The connection was refused');
      const blind = await advance();
      expect(blind).toMatchObject({ state: 'running', step: 'verify' });
      expect(stepOf(blind, 'verify')?.message).toBe('The note cannot be seen');
    });

    it('does not ask for the sync again', async () => {
      await toVerification('Progressing');
      cluster.setApplication('acme', { sync: 'OutOfSync', health: 'Healthy' });
      await expect(advance()).resolves.toMatchObject({ state: 'succeeded' });
    });

    it('fails with the reason, the hint and the evidence', async () => {
      await expect(toVerification('Degraded')).resolves.toMatchObject({
        state: 'failed',
        step: 'verify',
        commit: expect.any(String),
        error: {
          code: 'verification_failed',
          message: 'The note cannot be read: ink has run out',
          hint: 'Write it again.',
          evidence: [{ source: 'application', message: 'ink has run out' }],
        },
      });
    });

    it('gives up after its own deadline, counted from its beginning', async () => {
      await toVerification('Progressing');
      ahead = NOTE_DEADLINE - 5_000;
      await expect(advance()).resolves.toMatchObject({ state: 'running' });

      ahead = NOTE_DEADLINE;
      await expect(advance()).resolves.toMatchObject({
        state: 'failed',
        step: 'verify',
        error: {
          code: 'verification_timeout',
          message:
            'Not proven within 60 s that the note can be read: The note is Progressing',
        },
      });
    });
  });

  describe('a newer change of the same thing', () => {
    it('ends the one that waits', async () => {
      const first = await writeHello();
      await advance();
      const second = await writeHello({}, 'newer');
      await knex('operations')
        .where({ id: first.id })
        .update({ due_at: Date.now() + LONG_LEASE });
      await stepper.advance(await claimNext(ledger));

      const operation = await advance();
      expect(operation).toMatchObject({
        id: first.id,
        state: 'superseded',
        commit: expect.any(String),
        error: null,
        finishedAt: expect.any(String),
      });
      expect(stepOf(operation, 'sync')).toMatchObject({
        state: 'skipped',
        message: `Superseded by ${second.id}`,
      });
      await sync();
      await expect(advance()).resolves.toMatchObject({
        id: second.id,
        state: 'succeeded',
      });
    });
  });

  describe('errors', () => {
    it('that a person can do something about end it with the reason', async () => {
      const { id: operationId } = await acceptNew(ledger, {
        input: { tenant: 'acme', note: 'hello', text: 'forbidden' },
      });
      await expect(advance()).resolves.toMatchObject({
        state: 'failed',
        step: 'commit',
        error: {
          code: 'plan_failed',
          message: 'This text is not possible',
          hint: 'Write something else.',
        },
      });
      await expect(test.commitsOf(operationId)).resolves.toEqual([]);
    });

    it('that nobody expected are tried again, then told without details', async () => {
      const { id: operationId } = await acceptNew(ledger, {
        input: { tenant: 'acme', note: 'hello', text: 'broken' },
      });
      for (let failures = 1; failures < 5; failures += 1) {
        await expect(advance()).resolves.toMatchObject({ state: 'running' });
        await expect(ledger.get(operationId)).resolves.toMatchObject({
          failures,
        });
      }
      const operation = await advance();
      expect(operation).toMatchObject({
        state: 'failed',
        error: { code: 'internal' },
      });
      const events = await ledger.events(operationId, 0);
      expect(JSON.stringify(events)).not.toContain('/var/lib/secret');
      expect(logger.error).toHaveBeenCalledTimes(5);
    });

    it('are forgotten once it goes on', async () => {
      const { id: operationId } = await writeHello();
      let broken = 4;
      const flaky = createStepper({
        async refresh() {
          broken -= 1;
          if (broken >= 0) {
            throw new TypeError('flaky');
          }
          return test.repository.refresh();
        },
      });
      for (let look = 0; look < 5; look += 1) {
        await advance(flaky);
      }
      await expect(ledger.get(operationId)).resolves.toMatchObject({
        failures: 0,
        operation: { step: 'sync' },
      });
    });

    it('of a repository that cannot be reached are waited out', async () => {
      const { id: operationId } = await writeHello();
      const cut = createStepper({
        refresh: async () => {
          throw new ServiceUnavailableError('The repository cannot be read');
        },
      });
      for (let look = 0; look < 8; look += 1) {
        const operation = await advance(cut);
        expect(operation).toMatchObject({ state: 'running', step: 'commit' });
        expect(stepOf(operation, 'commit')?.message).toBe(
          'The repository cannot be read',
        );
      }
      await expect(advance()).resolves.toMatchObject({ step: 'sync' });
      await expect(ledger.get(operationId)).resolves.toMatchObject({
        failures: 0,
      });
    });

    it('of a path outside of the operation commit nothing', async () => {
      const { id: operationId } = await acceptNew(ledger, {
        input: { tenant: 'acme', note: '../../globex/notes/x', text: 'hi' },
      });
      const head = await test.git('rev-parse', 'main');
      await expect(advance()).resolves.toMatchObject({ state: 'failed' });
      await expect(test.git('rev-parse', 'main')).resolves.toBe(head);
      await expect(test.commitsOf(operationId)).resolves.toEqual([]);
    });

    it('are what a capability that is gone or no operation brings', async () => {
      await acceptNew(ledger, { operation: 'gone-away' });
      await expect(advance()).resolves.toMatchObject({
        state: 'failed',
        error: { code: 'plan_failed' },
      });
      await acceptNew(ledger, { operation: 'echo-input' });
      await expect(advance()).resolves.toMatchObject({ state: 'running' });
    });

    it('wait while the platform starts', async () => {
      await writeHello();
      const starting = createStepper({}, CapabilityRegistry.create());
      await expect(advance(starting)).resolves.toMatchObject({
        state: 'running',
        error: null,
      });
      await expect(advance()).resolves.toMatchObject({ step: 'sync' });
    });
  });
});
