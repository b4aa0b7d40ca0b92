import { ServerResponse, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

/** A response that keeps what is written to it. */
export function collectResponse() {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const chunks: Buffer[] = [];
  let ended = false;
  Object.assign(response, {
    write: (chunk: string | Uint8Array) => {
      chunks.push(Buffer.from(chunk));
      return true;
    },
    end: (chunk?: string | Uint8Array) => {
      if (chunk !== undefined) {
        chunks.push(Buffer.from(chunk));
      }
      ended = true;
      response.emit('close');
      return response;
    },
    flushHeaders: () => {},
  });
  return {
    response,
    text: () => Buffer.concat(chunks).toString(),
    ended: () => ended,
  };
}
