import { PlatformError } from '@mctl/plugin-platform-node';

/** An opaque cursor for "what was accepted before this sequence". */
export function encodeCursor(sequence: number): string {
  return Buffer.from(`before:${sequence}`).toString('base64url');
}

/** @throws PlatformError when it is none of ours */
export function decodeCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  const sequence = /^before:(\d{1,15})$/.exec(text)?.[1];
  if (!sequence) {
    throw new PlatformError('invalid_input', 'cursor: is not one of ours', {
      faults: [{ path: 'cursor', message: 'is not one of ours' }],
      hint: 'Send the nextCursor of the page before, unchanged.',
    });
  }
  return Number(sequence);
}
