import type { Knex } from 'knex';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { OperationState } from '@mctl/plugin-platform-common';
import { acceptNew, openLedger } from '../__testUtils__/openLedger';
import { notePath } from '../__testUtils__/noteCapabilities';
import { TestRepository } from '../__testUtils__/TestRepository';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';
import { sweepOperationRefs } from './sweepOperationRefs';

const DAY = 24 * 60 * 60 * 1000;

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe.each(databases.eachSupportedId())('sweepOperationRefs on %p', id => {
  let knex: Knex;
  let ledger: DatabaseLedger;
  let test: TestRepository;

  beforeEach(async () => {
    knex = await databases.init(id);
    ({ ledger } = await openLedger(knex));
    test = await TestRepository.create();
  });

  afterEach(async () => {
    await test.remove();
  });

  async function commit(operationId: string): Promise<void> {
    const { commit: base } = await test.repository.refresh();
    const result = await test.repository.commit({
      operationId,
      base,
      changes: [
        { path: notePath('acme', 'hello'), content: `${operationId}\n` },
      ],
      writes: ['tenants/acme/notes/'],
      title: 'feat(acme): write hello',
      trailers: {},
    });
    expect(result).toMatchObject({ outcome: 'committed' });
  }

  /** An operation with its commit, in a state. */
  async function operate(
    state: OperationState,
    finishedDaysAgo: number | null,
  ): Promise<string> {
    const operation = await acceptNew(ledger);
    await commit(operation.id);
    await knex('operations')
      .where({ id: operation.id })
      .update({
        state,
        finished_at:
          finishedDaysAgo === null ? null : Date.now() - finishedDaysAgo * DAY,
      });
    return operation.id;
  }

  const sweep = (days: number) =>
    sweepOperationRefs({
      ledger,
      repository: test.repository,
      now: new Date(Date.now() + days * DAY),
    });

  const isFound = async (operationId: string) =>
    (await test.repository.findOperation(operationId)).found;

  it('removes those of final operations, a week after they ended', async () => {
    const over = await operate('succeeded', 0);
    const superseded = await operate('superseded', 0);
    expect(await sweep(6)).toBe(0);
    expect(await isFound(over)).toBe(true);

    expect(await sweep(8)).toBe(2);
    expect(await isFound(over)).toBe(false);
    expect(await isFound(superseded)).toBe(false);
    expect(await test.commitsOf(over)).toHaveLength(1);
    expect(await sweep(8)).toBe(0);
  });

  it('keeps those of operations that go on, however old they are', async () => {
    const running = await operate('running', null);
    const late = await operate('failed', -3);
    expect(await sweep(9)).toBe(0);
    expect(await isFound(running)).toBe(true);
    expect(await isFound(late)).toBe(true);
    expect(await sweep(11)).toBe(1);
    expect(await isFound(late)).toBe(false);
  });

  it('keeps those that the ledger does not know', async () => {
    await commit('op_elsewhere');
    expect(await sweep(30)).toBe(0);
    expect(await isFound('op_elsewhere')).toBe(true);
  });
});
