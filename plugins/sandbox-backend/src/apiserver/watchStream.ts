import type { ServerResponse } from 'node:http';
import type { Clock } from '@mctl/plugin-cluster-node';
import type { StoreEvent } from '../store/History';
import type { KubeObject } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { apiVersionOf, type ResourceType } from '../store/resources';
import { StatusError } from '../store/StatusError';
import type { Selector } from './selectors';
import type { WatchOptions } from './watchOptions';

/** A real API server sends one about every minute; ages here are fresher. */
const BOOKMARK_INTERVAL_MS = 10_000;

/** What a watch is about. */
export interface WatchRequest extends WatchOptions {
  type: ResourceType;
  selects: Selector;
  /** Turns an object into what the client asked for, such as a table. */
  present: (object: KubeObject) => object;
}

/** Streams changes to a client until it leaves. */
export function streamWatch(options: {
  request: WatchRequest;
  store: ObjectStore;
  clock: Clock;
  response: ServerResponse;
}): void {
  const { request, store, clock, response } = options;
  const { type, selects, present } = request;
  const send = (kind: string, object: object) =>
    response.write(`${JSON.stringify({ type: kind, object })}\n`);
  const sendBookmark = (annotations?: Record<string, string>) =>
    send('BOOKMARK', {
      kind: type.kind,
      apiVersion: apiVersionOf(type),
      metadata: {
        resourceVersion: String(store.resourceVersion),
        ...(annotations && { annotations }),
      },
    });
  const forward = (event: StoreEvent) => {
    const change = event.type === type && changeFor(event, selects);
    if (change) {
      send(change, present(event.object));
    }
  };

  response.writeHead(200, {
    'content-type': 'application/json',
    'cache-control': 'no-cache, private',
  });
  try {
    if (request.initialEvents) {
      store
        .list(type)
        .filter(selects)
        .forEach(object => send('ADDED', present(object)));
    }
    if (request.initialEventsEnd) {
      sendBookmark({ 'k8s.io/initial-events-end': 'true' });
    }
    if (request.since !== undefined) {
      store.eventsSince(type, request.since).forEach(forward);
    }
  } catch (error) {
    if (!(error instanceof StatusError)) {
      throw error;
    }
    send('ERROR', error.toStatus());
    response.end();
    return;
  }
  response.flushHeaders();

  const unsubscribe = store.subscribe(forward);
  let cancelBookmark = () => {};
  const bookmarkLater = () => {
    cancelBookmark = clock.schedule(BOOKMARK_INTERVAL_MS, () => {
      sendBookmark();
      bookmarkLater();
    });
  };
  if (request.bookmarks) {
    bookmarkLater();
  }
  const cancelTimeout =
    request.timeoutMs === undefined
      ? undefined
      : clock.schedule(request.timeoutMs, () => response.end());
  response.on('close', () => {
    unsubscribe();
    cancelBookmark();
    cancelTimeout?.();
  });
}

/** An object that a change takes out of the selection is gone for its watcher. */
function changeFor(
  { change, object, previous }: StoreEvent,
  selects: Selector,
): StoreEvent['change'] | undefined {
  const before = previous !== undefined && selects(previous);
  const after = change !== 'DELETED' && selects(object);
  if (before && after) {
    return 'MODIFIED';
  }
  if (after) {
    return 'ADDED';
  }
  return before ? 'DELETED' : undefined;
}
