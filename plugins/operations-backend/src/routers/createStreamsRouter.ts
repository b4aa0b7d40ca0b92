import express from 'express';
import Router from 'express-promise-router';
import { isFinal, tenantName } from '@mctl/plugin-platform-common';
import {
  PlatformError,
  toErrorBody,
  toPlatformError,
  type AccessDecisions,
} from '@mctl/plugin-platform-node';
import type { ChangeFeed } from '../events/ChangeFeed';
import type { OperationEventBus } from '../events/OperationEventBus';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';
import { visibleOperation } from '../queries/visibleOperation';
import type { RouterOptions } from './createCapabilitiesRouter';
import { ServerSentEvents } from './ServerSentEvents';

/** What the streams need besides the caller. */
export interface StreamsRouterOptions extends Pick<RouterOptions, 'callers'> {
  ledger: DatabaseLedger;
  bus: OperationEventBus;
  access: AccessDecisions;
  changes: ChangeFeed;
}

/** Server-Sent Events: the life of one operation, and hints to look again. */
export function createStreamsRouter(
  options: StreamsRouterOptions,
): express.Router {
  const { callers, ledger, bus, access, changes } = options;
  const router = Router();

  router.get('/operations/:id/events', async (request, response) => {
    const caller = await callers.fromRequest(request, { via: 'rest' });
    const { id } = request.params;
    let sequence = lastEventId(request.header('Last-Event-ID'));
    const { operation } = await visibleOperation({
      ledger,
      access,
      user: caller.user,
      id,
    });

    const stream = ServerSentEvents.open(response);
    let sending: Promise<void> = Promise.resolve();
    let over = false;
    const sendNew = async () => {
      if (over) {
        return;
      }
      for (const event of await ledger.events(id, sequence)) {
        sequence = event.sequence;
        stream.send({ type: event.type, id: event.sequence, data: event.data });
        over ||= 'state' in event.data && isFinal(event.data.state);
      }
      if (over) {
        stream.end();
      }
    };
    const schedule = () => {
      sending = sending.then(sendNew).catch(error => {
        over = true;
        stream.send({
          type: 'error',
          data: toErrorBody(toPlatformError(error)),
        });
        stream.end();
      });
      return sending;
    };
    stream.onClose(bus.onOperation(id, schedule));
    await schedule();
    // It was over before and all of it is known: nothing more will come.
    if (!over && isFinal(operation.state)) {
      stream.end();
    }
  });

  router.get('/changes', async (request, response) => {
    const caller = await callers.fromRequest(request, { via: 'rest' });
    const tenant = tenantParameter(request.query.tenant);
    if (tenant !== undefined) {
      access.decide({
        user: caller.user,
        tenant,
        required: 'viewer',
        purpose: 'read',
      });
    }
    const stream = ServerSentEvents.open(response);
    stream.onClose(
      changes.subscribe(change => {
        if (
          (tenant === undefined || change.tenant === tenant) &&
          access.canSee(caller.user, change.tenant)
        ) {
          stream.send({ type: 'change', data: change });
        }
      }),
    );
  });

  return router;
}

function lastEventId(header: string | undefined): number {
  if (header === undefined) {
    return 0;
  }
  if (!/^\d{1,9}$/.test(header)) {
    throw new PlatformError(
      'invalid_input',
      'Last-Event-ID must be the id of an event of this stream',
    );
  }
  return Number(header);
}

function tenantParameter(value: unknown): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  const parsed = tenantName.safeParse(value);
  if (!parsed.success) {
    throw new PlatformError(
      'invalid_input',
      `tenant: ${parsed.error.issues[0].message}`,
    );
  }
  return parsed.data;
}
