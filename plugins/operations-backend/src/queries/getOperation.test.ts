import { TestDatabases } from '@backstage/backend-test-utils';
import {
  AccessDecisions,
  SCOPES,
  type QueryContext,
} from '@mctl/plugin-platform-node';
import type { OperationEventBus } from '../events/OperationEventBus';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';
import {
  MemoryLogs,
  MemoryMetrics,
} from '@mctl/plugin-platform-node/testUtils';
import { FakeClusterStatus } from '../__testUtils__/FakeClusterStatus';
import { acceptNew, claimNext, openLedger } from '../__testUtils__/openLedger';
import { TestRepository } from '../__testUtils__/TestRepository';
import { getOperation } from './getOperation';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe.each(databases.eachSupportedId())('get-operation on %p', id => {
  let test: TestRepository;
  let ledger: DatabaseLedger;
  let bus: OperationEventBus;
  /** How many wait for an operation at this moment. */
  let waiting: number;

  beforeEach(async () => {
    ({ ledger, bus } = await openLedger(await databases.init(id)));
    test = await TestRepository.create();
    waiting = 0;
    const listen = bus.onOperation.bind(bus);
    jest.spyOn(bus, 'onOperation').mockImplementation((...args) => {
      const stop = listen(...args);
      waiting += 1;
      return () => {
        waiting -= 1;
        stop();
      };
    });
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    jest.useRealTimers();
    await test.remove();
  });

  async function run(
    input: { id: string; wait?: number },
    signal?: AbortSignal,
  ) {
    const { repository } = test;
    const now = () => new Date();
    const context: QueryContext<typeof input> = {
      input,
      caller: {
        user: 'user:default/eve',
        scopes: SCOPES,
        tokenKind: 'backstage',
        client: null,
        via: 'rest',
      },
      access: AccessDecisions.create({
        repository,
        admins: [],
        maxRoleAge: 300_000,
      }),
      repository,
      snapshot: await repository.refresh(),
      cluster: new FakeClusterStatus(),
      logs: new MemoryLogs(now),
      metrics: new MemoryMetrics(now),
      now: now(),
      operations: {
        recentOperations: async () => [],
        operationsByIds: async () => new Map(),
      },
      domain: 'test',
      signal,
    };
    const definition = getOperation({ ledger, bus });
    return definition.output.parse(await definition.run(context));
  }

  /** Resolves once somebody listens for the operation. */
  async function listening(): Promise<void> {
    while (waiting === 0) {
      await new Promise<void>(resolve => {
        setImmediate(resolve);
      });
    }
  }

  it('shows the plan in full and the log', async () => {
    const { id: operationId } = await acceptNew(ledger);
    await ledger.update(await claimNext(ledger), { log: ['one', 'two'] });
    await expect(run({ id: operationId })).resolves.toMatchObject({
      id: operationId,
      state: 'running',
      plan: { summary: 'The note hello says hi', changes: [{ diff: '+hi' }] },
      log: [
        { time: expect.any(String), message: 'one' },
        { time: expect.any(String), message: 'two' },
      ],
    });
  });

  it('answers as soon as the operation ends', async () => {
    const { id: operationId } = await acceptNew(ledger);
    const answer = run({ id: operationId, wait: 60 });
    await listening();
    const entry = await claimNext(ledger);
    await ledger.update(entry, { log: ['not yet'] });
    await ledger.update(entry, { state: 'failed' }, { dueAt: 0 });

    await expect(answer).resolves.toMatchObject({ state: 'failed' });
    expect(waiting).toBe(0);
  });

  it('answers when it ended just before it began to wait', async () => {
    const { id: operationId } = await acceptNew(ledger);
    const entry = await claimNext(ledger);
    const find = ledger.findByIds.bind(ledger);
    jest.spyOn(ledger, 'findByIds').mockImplementationOnce(async ids => {
      const found = await find(ids);
      await ledger.update(entry, { state: 'succeeded' }, { dueAt: 0 });
      return found;
    });
    await expect(run({ id: operationId, wait: 60 })).resolves.toMatchObject({
      state: 'succeeded',
    });
    expect(waiting).toBe(0);
  });

  it('does not wait for what is over', async () => {
    const { id: operationId } = await acceptNew(ledger);
    await ledger.update(await claimNext(ledger), { state: 'failed' });
    await run({ id: operationId, wait: 60 });
    expect(bus.onOperation).not.toHaveBeenCalled();
  });

  it('stops waiting when the client leaves', async () => {
    const { id: operationId } = await acceptNew(ledger);
    const controller = new AbortController();
    const answer = run({ id: operationId, wait: 60 }, controller.signal);
    await listening();
    controller.abort();
    await expect(answer).resolves.toMatchObject({ state: 'queued' });
    expect(waiting).toBe(0);
  });

  it('does not begin to wait for a client that has left', async () => {
    const { id: operationId } = await acceptNew(ledger);
    await expect(
      run({ id: operationId, wait: 60 }, AbortSignal.abort()),
    ).resolves.toMatchObject({ state: 'queued' });
    expect(waiting).toBe(0);
  });

  it('answers with the state by then when time is up', async () => {
    const { id: operationId } = await acceptNew(ledger);
    const answer = run({ id: operationId, wait: 1 });
    await expect(answer).resolves.toMatchObject({ state: 'queued' });
    expect(waiting).toBe(0);
  });

  it.each(['op_0', 'x', `op_${'0'.repeat(26)}`])(
    'says that %p is not there',
    async operationId => {
      await expect(run({ id: operationId, wait: 60 })).rejects.toMatchObject({
        code: 'not_found',
        message: `There is no operation "${operationId}" that you can see`,
      });
    },
  );
});
