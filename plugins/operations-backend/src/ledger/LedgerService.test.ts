import type { Knex } from 'knex';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { AuditRecord } from '@mctl/plugin-platform-node';
import { acceptedOperation } from '../__testUtils__/acceptedOperation';
import { acceptNew, openLedger } from '../__testUtils__/openLedger';
import type { DatabaseLedger } from './DatabaseLedger';
import { LedgerService } from './LedgerService';
import type { AuditEventRow } from './rows';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

function record(audited: Partial<AuditRecord> = {}): AuditRecord {
  return {
    event: 'query',
    capability: 'whoami',
    actor: {
      user: 'user:default/ada',
      via: 'rest',
      client: null,
      onBehalfOf: null,
    },
    tenant: null,
    outcome: 'succeeded',
    ...audited,
  };
}

describe.each(databases.eachSupportedId())('LedgerService on %p', id => {
  const logger = mockServices.logger.mock();
  const onAccepted = jest.fn();
  let knex: Knex;
  let ledger: DatabaseLedger;
  let service: LedgerService;

  beforeEach(async () => {
    jest.clearAllMocks();
    knex = await databases.init(id);
    ({ ledger } = await openLedger(knex));
    service = LedgerService.create({ ledger, logger, onAccepted });
  });

  afterEach(async () => {
    jest.useRealTimers();
    await service.close();
  });

  const kept = async () =>
    (await knex<AuditEventRow>('audit_events').select()).map(
      ({ event }) => event,
    );

  describe('the audit trail', () => {
    it('holds a write before it is answered', async () => {
      await service.audit(
        record({
          event: 'operation',
          capability: 'write-note',
          tenant: 'acme',
          operationId: 'op_1',
        }),
      );
      await expect(knex('audit_events').select()).resolves.toEqual([
        expect.objectContaining({
          event: 'operation',
          capability: 'write-note',
          tenant: 'acme',
          outcome: 'succeeded',
          operation_id: 'op_1',
        }),
      ]);
    });

    it('does not answer a write that it cannot hold', async () => {
      await knex.schema.dropTable('audit_events');
      await expect(
        service.audit(record({ event: 'operation' })),
      ).rejects.toThrow('audit_events');
    });

    it('holds reads within a batch, in one write', async () => {
      jest.useFakeTimers();
      const batches: string[][] = [];
      jest.spyOn(ledger, 'audit').mockImplementation(async records => {
        batches.push(records.map(({ event }) => event));
      });
      await service.audit(record());
      await jest.advanceTimersByTimeAsync(30);
      await service.audit(record({ event: 'plan' }));
      expect(batches).toEqual([]);

      await jest.advanceTimersByTimeAsync(20);
      expect(batches).toEqual([['query', 'plan']]);

      await service.audit(record());
      await jest.advanceTimersByTimeAsync(50);
      expect(batches).toEqual([['query', 'plan'], ['query']]);
    });

    it('holds the reads of a moment ago when it closes', async () => {
      await service.audit(record());
      await service.audit(record({ event: 'plan' }));
      await service.close();
      await expect(kept()).resolves.toEqual(['query', 'plan']);
    });

    it('waits for a batch that is being written when it closes', async () => {
      let begin: () => void = () => undefined;
      const begun = new Promise<void>(resolve => {
        begin = resolve;
      });
      let finish: () => void = () => undefined;
      const finished = new Promise<void>(resolve => {
        finish = resolve;
      });
      const written: number[] = [];
      jest.spyOn(ledger, 'audit').mockImplementation(async records => {
        begin();
        await finished;
        written.push(records.length);
      });

      await service.audit(record());
      await begun;
      await service.audit(record());
      const closed = service.close();
      finish();
      await closed;
      expect(written).toEqual([1, 1]);
    });

    it('leaves reads to the log when the database is gone', async () => {
      await knex.schema.dropTable('audit_events');
      await service.audit(record({ capability: 'list-tenants' }));
      await service.close();
      expect(logger.error).toHaveBeenCalledWith(
        'Reads could not be kept in the audit trail',
        expect.objectContaining({
          records: expect.stringContaining('list-tenants'),
        }),
      );
    });

    it('writes nothing when there is nothing', async () => {
      const write = jest.spyOn(ledger, 'audit');
      await service.close();
      expect(write).not.toHaveBeenCalled();
    });
  });

  it('wakes the loop for what is new, and only for that', async () => {
    const accepted = acceptedOperation();
    const outcome = await service.accept(accepted);
    expect(outcome).toMatchObject({ accepted: true });
    expect(onAccepted).toHaveBeenCalledTimes(1);

    await expect(service.accept(accepted)).resolves.toMatchObject({
      found: true,
      sameRequest: true,
    });
    await expect(
      service.findEarlier(accepted.idempotency),
    ).resolves.toMatchObject({ found: true, sameRequest: true });
    expect(onAccepted).toHaveBeenCalledTimes(1);
  });

  it('tells definitions what happened before', async () => {
    const first = await acceptNew(ledger);
    const second = await acceptNew(ledger);
    await acceptNew(ledger, { tenant: 'globex', subject: 'note:globex/a' });

    await expect(
      service.recentOperations({ subject: 'note:acme/hello', limit: 1 }),
    ).resolves.toEqual([second]);
    await expect(
      service.recentOperations({ tenant: 'acme', limit: 10 }),
    ).resolves.toEqual([second, first]);
    await expect(
      service.operationsByIds([first.id, 'op_unknown']),
    ).resolves.toEqual(new Map([[first.id, first]]));
  });
});
