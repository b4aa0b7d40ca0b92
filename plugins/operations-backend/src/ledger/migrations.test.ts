import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knexFactory, { type Knex } from 'knex';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { acceptNew, claimNext, openLedger } from '../__testUtils__/openLedger';
import { OperationEventBus } from '../events/OperationEventBus';
import { DatabaseLedger } from './DatabaseLedger';

const directory = resolvePackagePath(
  '@mctl/plugin-operations-backend',
  'migrations',
);
const TABLES = [
  'operations',
  'operation_events',
  'idempotency_keys',
  'audit_events',
  'command_answers',
];

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe.each(databases.eachSupportedId())('migrations on %p', id => {
  it('go up, down and up again', async () => {
    const knex = await databases.init(id);
    const existing = async () => {
      const found = await Promise.all(
        TABLES.map(async table => [table, await knex.schema.hasTable(table)]),
      );
      return found.flatMap(([table, exists]) => (exists ? [table] : []));
    };

    await knex.migrate.latest({ directory });
    await expect(existing()).resolves.toEqual(TABLES);
    await knex.migrate.rollback({ directory }, true);
    await expect(existing()).resolves.toEqual([]);

    const { ledger } = await openLedger(knex);
    await acceptNew(ledger);
    await expect(existing()).resolves.toEqual(TABLES);
  });

  it('are left alone when the host says so', async () => {
    const knex = await databases.init(id);
    await DatabaseLedger.create({
      database: { getClient: async () => knex, migrations: { skip: true } },
      bus: new OperationEventBus(),
      portalUrl: 'http://portal.test',
    });
    await expect(knex.schema.hasTable('operations')).resolves.toBe(false);
  });

  it('keep what is there when the ledger opens again', async () => {
    const knex = await databases.init(id);
    const first = await openLedger(knex);
    const { id: operationId } = await acceptNew(first.ledger);
    const second = await openLedger(knex);

    await expect(claimNext(second.ledger)).resolves.toMatchObject({
      operation: { id: operationId },
    });
  });
});

describe('a ledger in a file', () => {
  let folder: string;
  let knex: Knex;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mctl-ledger-'));
    knex = knexFactory({
      client: 'better-sqlite3',
      connection: { filename: join(folder, 'ledger.sqlite') },
      useNullAsDefault: true,
      log: mockServices.logger.mock(),
    });
  });

  afterEach(async () => {
    await knex.destroy();
    await rm(folder, { recursive: true });
  });

  it('acknowledges nothing that is not on the disk', async () => {
    await openLedger(knex);

    await expect(knex.raw('PRAGMA journal_mode')).resolves.toEqual([
      { journal_mode: 'wal' },
    ]);
    // 2 is FULL.
    await expect(knex.raw('PRAGMA synchronous')).resolves.toEqual([
      { synchronous: 2 },
    ]);
  });

  it('stays so on a connection that the pool makes anew', async () => {
    await openLedger(knex);
    const connection = await knex.client.acquireConnection();
    connection.__knex__disposed = 'by the test';
    await knex.client.releaseConnection(connection);

    await expect(knex.raw('PRAGMA journal_mode')).resolves.toEqual([
      { journal_mode: 'wal' },
    ]);
    await expect(knex.raw('PRAGMA synchronous')).resolves.toEqual([
      { synchronous: 2 },
    ]);
  });
});
