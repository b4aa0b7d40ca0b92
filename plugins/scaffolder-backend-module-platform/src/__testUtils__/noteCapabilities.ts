import {
  isFinal,
  operationSchema,
  tenantName,
  type Operation,
} from '@mctl/plugin-platform-common';
import {
  defineCommand,
  defineOperation,
  defineQuery,
  PlatformError,
} from '@mctl/plugin-platform-node';
import type { TestPlatform } from '@mctl/plugin-platform-node/testUtils';
import { z } from 'zod';

const noteInput = z.object({
  tenant: tenantName,
  note: z.string().regex(/^[a-z]{1,20}$/, { error: 'must be a plain word' }),
});

/** Writes a note; the simplest operation there can be. */
export const writeNote = defineOperation({
  name: 'write-note',
  title: 'Write a note',
  description: 'Writes a note of a tenant.',
  risk: 'write',
  role: 'developer',
  input: noteInput.extend({ text: z.string().optional() }),
  subject: ({ tenant, note }) => `note:${tenant}/${note}`,
  writes: ({ tenant }) => [`tenants/${tenant}/notes/`],
  plan: ({ input: { tenant, note, text } }) => {
    if (text === 'broken') {
      throw new TypeError('/var/lib/secret is undefined');
    }
    return {
      changes: [
        { path: `tenants/${tenant}/notes/${note}.txt`, content: `${text}\n` },
      ],
      summary: `The note ${note} says ${text}`,
      title: `feat(${tenant}): write ${note}`,
      warnings: text ? [] : ['The note says nothing'],
      result: { note },
    };
  },
  sync: () => [],
  verify: {
    proves: 'the note can be read',
    deadline: 60_000,
    check: () => ({ outcome: 'passed', message: 'The note can be read' }),
  },
});

/** Removes a note; destructive, so it needs the hash of its plan. */
export const removeNote = defineOperation({
  name: 'remove-note',
  title: 'Remove a note',
  description: 'Removes a note of a tenant.',
  risk: 'destructive',
  role: 'owner',
  input: noteInput,
  subject: ({ tenant, note }) => `note:${tenant}/${note}`,
  writes: ({ tenant }) => [`tenants/${tenant}/notes/`],
  plan: ({ input: { tenant, note } }) => ({
    changes: [{ path: `tenants/${tenant}/notes/${note}.txt`, content: null }],
    summary: `The note ${note} is gone`,
    title: `feat(${tenant}): remove ${note}`,
  }),
  sync: () => [],
  verify: {
    proves: 'the note is gone',
    deadline: 60_000,
    check: () => ({ outcome: 'passed', message: 'The note is gone' }),
  },
});

/** What happens to an operation while somebody waits for it. */
export type Turn = Partial<Operation> | Error | (() => void);

/**
 * A `get-operation` that waits for no clock: each wait takes the next turn of
 * a script.
 */
export function scriptedGetOperation(
  platform: () => TestPlatform,
  script: Turn[],
) {
  return defineQuery({
    name: 'get-operation',
    title: 'Get an operation',
    description: 'Shows an operation.',
    role: 'user',
    input: z.object({ id: z.string(), wait: z.number().optional() }),
    output: operationSchema,
    run: ({ input: { id, wait } }) => {
      const { ledger } = platform();
      if (wait && !isFinal(ledger.operation(id).state)) {
        const turn = script.shift();
        if (turn === undefined) {
          throw new PlatformError('not_possible', 'The script has ended');
        }
        if (turn instanceof Error) {
          throw turn;
        }
        if (typeof turn === 'function') {
          turn();
        } else {
          ledger.update(id, turn);
        }
      }
      return { ...ledger.operation(id) };
    },
  });
}

/** A `cancel-operation` by the one rule that matters: no commit yet. */
export function cancelNote(platform: () => TestPlatform) {
  return defineCommand({
    name: 'cancel-operation',
    title: 'Cancel an operation',
    description: 'Cancels an operation.',
    role: 'user',
    input: z.object({ id: z.string() }),
    output: operationSchema,
    locate: async () => ({ tenant: null }),
    run: async ({ input: { id } }) => {
      const { ledger } = platform();
      const { commit } = ledger.operation(id);
      if (commit) {
        throw new PlatformError(
          'conflict',
          `it has its commit ${commit} already`,
        );
      }
      return { ...ledger.update(id, { state: 'cancelled' }) };
    },
  });
}
