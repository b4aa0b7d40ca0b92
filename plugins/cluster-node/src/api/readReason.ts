import { text } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';

const MAX_LENGTH = 500;

/** Why a request was refused: the message of a Status, or the text as it is. */
export async function readReason(response: IncomingMessage): Promise<string> {
  const body = await text(response);
  try {
    const status: unknown = JSON.parse(body);
    if (typeof status === 'object' && status && 'message' in status) {
      return String(status.message).slice(0, MAX_LENGTH);
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
  }
  return body.slice(0, MAX_LENGTH);
}
