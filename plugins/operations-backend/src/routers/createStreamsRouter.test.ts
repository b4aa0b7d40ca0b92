import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ServiceUnavailableError } from '@backstage/errors';
import { AccessDecisions, CallerService } from '@mctl/plugin-platform-node';
import { ChangeFeed } from '../events/ChangeFeed';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';
import { EventStream } from '../__testUtils__/EventStream';
import { FakeClusterStatus } from '../__testUtils__/FakeClusterStatus';
import { acceptNew, claimNext, openLedger } from '../__testUtils__/openLedger';
import { TestRepository } from '../__testUtils__/TestRepository';
import { createStreamsRouter } from './createStreamsRouter';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe.each(databases.eachSupportedId())('streams on %p', id => {
  let test: TestRepository;
  let ledger: DatabaseLedger;
  let changes: ChangeFeed;
  let server: Server;

  beforeEach(async () => {
    test = await TestRepository.create();
    const opened = await openLedger(await databases.init(id));
    ledger = opened.ledger;
    const { repository } = test;
    changes = ChangeFeed.create({
      cluster: new FakeClusterStatus(),
      repository,
      bus: opened.bus,
    });
    const router = createStreamsRouter({
      callers: CallerService.create({
        auth: mockServices.auth(),
        httpAuth: mockServices.httpAuth(),
      }),
      ledger,
      bus: opened.bus,
      access: AccessDecisions.create({
        repository,
        admins: ['user:default/mock'],
        maxRoleAge: 300_000,
      }),
      changes,
    });
    server = createServer(express().use(router)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    changes.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await test.remove();
  });

  const open = (operationId: string) => {
    const { port } = server.address() as AddressInfo;
    return EventStream.open(
      `http://127.0.0.1:${port}/operations/${operationId}/events`,
      {},
    );
  };

  it('tell the end of what ends while they catch up', async () => {
    const { id: operationId } = await acceptNew(ledger);
    const entry = await claimNext(ledger);
    const read = ledger.events.bind(ledger);
    jest.spyOn(ledger, 'events').mockImplementationOnce(async (...args) => {
      const events = await read(...args);
      await ledger.update(entry, { state: 'failed' }, { dueAt: 0 });
      return events;
    });

    const events = await (await open(operationId)).rest();
    expect(events.map(({ data }) => JSON.parse(data).state)).toEqual([
      'queued',
      'running',
      'failed',
    ]);
  });

  it('tell each event once, however many changes come at a time', async () => {
    const { id: operationId } = await acceptNew(ledger);
    const entry = await claimNext(ledger);
    const stream = await open(operationId);
    await stream.next();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        ledger.update(entry, { log: [`line ${index}`] }),
      ),
    );
    await ledger.update(entry, { state: 'succeeded' }, { dueAt: 0 });

    const ids = (await stream.rest()).map(event => Number(event.id));
    expect(ids).toEqual(Array.from({ length: 22 }, (_, index) => index + 2));
  });

  it('end with the reason when the ledger cannot be read any more', async () => {
    const { id: operationId } = await acceptNew(ledger);
    const entry = await claimNext(ledger);
    const stream = await open(operationId);
    await stream.next();
    await stream.next();
    jest
      .spyOn(ledger, 'events')
      .mockRejectedValue(new ServiceUnavailableError('The database is gone'));
    await ledger.update(entry, { log: ['more'] });

    const events = await stream.rest();
    expect(events).toMatchObject([{ event: 'error' }]);
    expect(JSON.parse(events[0].data)).toEqual({
      error: { code: 'unavailable', message: 'The database is gone' },
    });
  });
});
