import { createParser, type EventSourceMessage } from 'eventsource-parser';

/**
 * Reads Server-Sent Events from the body of a response until it ends.
 *
 * @remarks
 * The browser's `EventSource` cannot send the bearer token, hence a reader on
 * top of `fetch`. An aborted request rejects the read.
 */
export async function readEventStream(
  response: Response,
  onEvent: (event: EventSourceMessage) => void,
): Promise<void> {
  if (!response.body) {
    return;
  }
  const parser = createParser({ onEvent });
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    parser.feed(decoder.decode(value, { stream: true }));
  }
}
