import type { Response } from 'express';

/** Keeps proxies from closing a quiet stream, in milliseconds. */
const HEARTBEAT = 15_000;

/** An open stream of Server-Sent Events. */
export class ServerSentEvents {
  readonly #response: Response;
  readonly #heartbeat: NodeJS.Timeout;

  static open(response: Response): ServerSentEvents {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    return new ServerSentEvents(response);
  }

  private constructor(response: Response) {
    this.#response = response;
    this.#heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT);
    this.onClose(() => clearInterval(this.#heartbeat));
  }

  /** Sends one event; its data is JSON. */
  send(event: { type: string; id?: number; data: unknown }): void {
    const id = event.id === undefined ? '' : `id: ${event.id}\n`;
    this.#response.write(
      `${id}event: ${event.type}\ndata: ${JSON.stringify(event.data)}\n\n`,
    );
  }

  /** Calls back when the client has gone, also when it has already. */
  onClose(listener: () => void): void {
    if (this.#response.closed) {
      listener();
      return;
    }
    this.#response.once('close', listener);
  }

  end(): void {
    clearInterval(this.#heartbeat);
    this.#response.end();
  }
}
