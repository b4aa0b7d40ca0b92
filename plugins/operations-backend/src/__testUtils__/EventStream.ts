import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** A client of Server-Sent Events. */
export class EventStream {
  readonly #response: Response;
  readonly #controller: AbortController;
  readonly #pending: EventSourceMessage[] = [];
  readonly #chunks: AsyncIterator<string>;
  readonly #parser;

  static async open(
    url: string,
    headers: Record<string, string>,
  ): Promise<EventStream> {
    const controller = new AbortController();
    const response = await fetch(url, { headers, signal: controller.signal });
    return new EventStream(response, controller);
  }

  private constructor(response: Response, controller: AbortController) {
    this.#response = response;
    this.#controller = controller;
    if (!response.body) {
      throw new Error('The response has no body');
    }
    this.#chunks = response.body.pipeThrough(new TextDecoderStream()).values();
    this.#parser = createParser({
      onEvent: event => this.#pending.push(event),
    });
  }

  get response(): Response {
    return this.#response;
  }

  /** The next event, or nothing once the stream has ended. */
  async next(): Promise<EventSourceMessage | undefined> {
    while (this.#pending.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) {
        return undefined;
      }
      this.#parser.feed(value);
    }
    return this.#pending.shift();
  }

  /** Every event until the stream ends. */
  async rest(): Promise<EventSourceMessage[]> {
    const events: EventSourceMessage[] = [];
    for (;;) {
      const event = await this.next();
      if (!event) {
        return events;
      }
      events.push(event);
    }
  }

  leave(): void {
    this.#controller.abort();
  }
}
