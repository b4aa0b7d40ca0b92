import type { Knex } from 'knex';
import fc from 'fast-check';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { OperationState } from '@mctl/plugin-platform-common';
import { acceptNew, openLedger } from '../__testUtils__/openLedger';
import type { DatabaseLedger } from './DatabaseLedger';
import type { OperationFilter } from './OperationFilter';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const TENANTS = ['acme', 'acme-x', 'globex', null];
const USERS = ['user:default/ada', 'user:default/ben', 'user:other/ada'];
const OPERATIONS = ['write-note', 'remove-note'];
const STATES: OperationState[] = ['queued', 'running', 'failed'];

describe.each(databases.eachSupportedId())('listing on %p', id => {
  let knex: Knex;
  let ledger: DatabaseLedger;
  const all: Array<{
    id: string;
    sequence: number;
    createdAt: number;
    tenant: string | null;
    subject: string;
    user: string;
    operation: string;
    state: OperationState;
  }> = [];

  beforeAll(async () => {
    knex = await databases.init(id);
    ({ ledger } = await openLedger(knex));
    for (let index = 0; index < 36; index += 1) {
      const tenant = TENANTS[index % TENANTS.length];
      const subject = `note:${tenant}/${index % 5}`;
      const user = USERS[index % USERS.length];
      const operation = OPERATIONS[index % OPERATIONS.length];
      const state = STATES[Math.floor(index / 4) % STATES.length];
      const createdAt = 1_000_000 + index;
      const accepted = await acceptNew(ledger, {
        tenant,
        subject,
        operation,
        actor: { user, via: 'rest', client: null, onBehalfOf: null },
      });
      await knex('operations')
        .where({ id: accepted.id })
        .update({ state, created_at: createdAt });
      const { sequence } = await ledger.get(accepted.id);
      all.push({
        id: accepted.id,
        sequence,
        createdAt,
        tenant,
        subject,
        user,
        operation,
        state,
      });
    }
  });

  const list = async (filter: OperationFilter) =>
    (await ledger.list(filter)).map(({ operation }) => operation.id);

  it('is newest first', async () => {
    await expect(list({ limit: 3 })).resolves.toEqual(
      all
        .slice(-3)
        .reverse()
        .map(operation => operation.id),
    );
  });

  it('pages through everything exactly once', async () => {
    const seen: string[] = [];
    let before: number | undefined;
    for (;;) {
      const page = await ledger.list({ limit: 7, before });
      if (page.length === 0) {
        break;
      }
      seen.push(...page.map(({ operation }) => operation.id));
      before = page[page.length - 1].sequence;
    }
    expect(seen).toEqual(all.map(operation => operation.id).reverse());
  });

  it('shows nothing to who may see no tenant', async () => {
    await expect(list({ tenants: [], limit: 100 })).resolves.toEqual([]);
  });

  it('finds what any combination of filters describes', async () => {
    const filters = fc.record(
      {
        tenants: fc.uniqueArray(
          fc.constantFrom<string>('acme', 'acme-x', 'globex'),
        ),
        tenant: fc.constantFrom('acme', 'globex', 'initech'),
        subject: fc.constantFrom('note:acme/0', 'note:acme/3', 'note:globex/2'),
        operation: fc.constantFrom(...OPERATIONS),
        state: fc.constantFrom(...STATES),
        actor: fc.constantFrom(...USERS),
        user: fc.constantFrom(...USERS),
        since: fc.integer({ min: 999_990, max: 1_000_040 }),
        before: fc.integer({ min: 0, max: 40 }),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(filters, async filter => {
        const expected = all
          .filter(
            each =>
              (filter.tenants === undefined ||
                (each.tenant !== null &&
                  filter.tenants.includes(each.tenant)) ||
                (filter.user !== undefined && each.user === filter.user)) &&
              (filter.tenant === undefined || each.tenant === filter.tenant) &&
              (filter.subject === undefined ||
                each.subject === filter.subject) &&
              (filter.operation === undefined ||
                each.operation === filter.operation) &&
              (filter.state === undefined || each.state === filter.state) &&
              (filter.actor === undefined || each.user === filter.actor) &&
              (filter.since === undefined || each.createdAt >= filter.since) &&
              (filter.before === undefined || each.sequence < filter.before),
          )
          .map(operation => operation.id)
          .reverse();
        await expect(list({ ...filter, limit: 100 })).resolves.toEqual(
          expected,
        );
      }),
      { numRuns: 150 },
    );
  });
});
