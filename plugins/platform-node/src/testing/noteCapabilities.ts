import { z } from 'zod';
import { tenantName } from '@mctl/plugin-platform-common';
import {
  defineCommand,
  defineOperation,
  defineQuery,
} from '../capabilities/definitions';
import { PlatformError } from '../errors';

const input = z.object({
  tenant: tenantName,
  note: z.string().regex(/^[a-z]+$/),
  text: z.string().max(10).optional(),
  style: z.strictObject({ bold: z.boolean() }).optional(),
});
const verify = {
  proves: 'the note is there',
  deadline: 1,
  check: () => ({ outcome: 'passed' as const, message: 'There' }),
};

/** Adds a note; the text `break` breaks it. */
export const writeNote = defineOperation({
  name: 'write-note',
  title: 'Write a note',
  description: 'Writes a note.',
  risk: 'write',
  role: 'developer',
  input,
  subject: ({ tenant, note }) => `note:${tenant}/${note}`,
  writes: ({ tenant }) => [`tenants/${tenant}/notes/`],
  async resolve({ input: { text }, user }) {
    if (text === 'break') {
      throw new TypeError('SELECT secret');
    }
    return { by: user };
  },
  plan: ({ input: { tenant, note, text }, resolved }) => ({
    changes: [
      {
        path: `tenants/${tenant}/notes/${note}.txt`,
        content: `${text ?? ''} by ${resolved.by}\n`,
      },
    ],
    summary: 'The note is there',
    title: 'feat: write a note',
  }),
  sync: () => [],
  verify,
});
/** Removes a note. */
export const dropNote = defineOperation({
  name: 'drop-note',
  title: 'Drop a note',
  description: 'Drops a note.',
  risk: 'destructive',
  role: 'owner',
  cancelsQueuedInTenant: true,
  input,
  subject: ({ tenant, note }) => `note:${tenant}/${note}`,
  writes: ({ tenant }) => [`tenants/${tenant}/notes/`],
  plan: ({ input: { tenant, note } }) => ({
    changes: [{ path: `tenants/${tenant}/notes/${note}.txt`, content: null }],
    summary: 'The note is gone',
    title: 'feat: drop a note',
  }),
  sync: () => [],
  verify,
});
/** Answers with its input. */
export const readNote = defineQuery({
  name: 'read-note',
  title: 'Read a note',
  description: 'Reads a note.',
  role: 'viewer',
  input: input.partial({ tenant: true }),
  output: z.looseObject({}),
  run: ({ input: asked, snapshot, domain }) => ({
    asked,
    commit: snapshot.commit,
    domain,
  }),
});
/** Is for admins. */
export const adminOnly = defineQuery({
  ...readNote,
  name: 'admin-only',
  role: 'admin',
  input: z.object({}),
  run: () => ({}),
});

/** What `star-note` has starred, and kept. */
export const stars: string[] = [];

/** Stars a note; the text `locked` may not be, `break` breaks it. */
export const starNote = defineCommand<
  typeof input,
  { tenant: string; operationId: string }
>({
  name: 'star-note',
  title: 'Star a note',
  description: 'Stars a note.',
  role: 'developer',
  input,
  output: z.object({ starred: z.string() }),
  async locate({ input: { tenant, text } }) {
    if (text === 'locked') {
      throw new PlatformError('not_allowed', 'The note is locked');
    }
    return { tenant, operationId: 'op_1' };
  },
  async run({ input: { note, text }, target, reason, transaction }) {
    if (text === 'break') {
      throw new TypeError('SELECT secret');
    }
    transaction.afterCommit(() => stars.push(`${target.tenant}/${note}`));
    return { starred: note, reason, left: undefined };
  },
});
/** Every capability for notes. */
export const noteCapabilities = [writeNote, dropNote, readNote, adminOnly];

/** Input that all of them take. */
export const validNote = { tenant: 'acme', note: 'hello', text: 'hi' };
