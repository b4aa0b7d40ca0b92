import { z } from 'zod';
import { isKnown, tenantName } from '@mctl/plugin-platform-common';
import {
  defineOperation,
  defineQuery,
  PlatformError,
  type VerifyContext,
  type VerifyOutcome,
} from '@mctl/plugin-platform-node';

/** How long a note may take to be proven, in milliseconds. */
export const NOTE_DEADLINE = 60_000;

const noteInput = z.object({
  tenant: tenantName,
  note: z.string().regex(/^[a-z]{1,20}$/, { error: 'must be a plain word' }),
});

/** Path of a note in the repository. */
export function notePath(tenant: string, note: string): string {
  return `tenants/${tenant}/notes/${note}.txt`;
}

/** Healthy proves a note, degraded refutes it, everything else waits. */
function checkNote<Resolved>({
  input,
  cluster,
}: VerifyContext<{ tenant: string }, Resolved>): VerifyOutcome {
  const application = cluster.application(input.tenant);
  if (!isKnown(application) || !application.value) {
    return { outcome: 'waiting', message: 'The note cannot be seen' };
  }
  const { health, healthMessage } = application.value;
  switch (health) {
    case 'Healthy':
      return { outcome: 'passed', message: 'The note can be read' };
    case 'Degraded':
      return {
        outcome: 'failed',
        message: `The note cannot be read: ${healthMessage}`,
        hint: 'Write it again.',
        evidence: [{ source: 'application', message: String(healthMessage) }],
      };
    default:
      return { outcome: 'waiting', message: `The note is ${health}` };
  }
}

/** Writes a note; the simplest operation there can be. */
export const writeNote = defineOperation({
  name: 'write-note',
  title: 'Write a note',
  description: 'Writes a note of a tenant.',
  risk: 'write',
  role: 'developer',
  input: noteInput.extend({ text: z.string().max(300_000) }),
  subject: ({ tenant, note }) => `note:${tenant}/${note}`,
  writes: ({ tenant }) => [`tenants/${tenant}/notes/`],
  plan: ({ input: { tenant, note, text } }) => {
    if (text === 'forbidden') {
      throw new PlatformError('not_possible', 'This text is not possible', {
        hint: 'Write something else.',
      });
    }
    if (text === 'broken') {
      throw new TypeError('/var/lib/secret is undefined');
    }
    return {
      changes: [{ path: notePath(tenant, note), content: `${text}\n` }],
      summary: `The note ${note} says ${text}`,
      title: `feat(${tenant}): write ${note}`,
      result: { note },
    };
  },
  sync: ({ tenant }) => [{ application: tenant, expect: 'present' }],
  explainSync: ({ input: { text } }) =>
    text === 'torn'
      ? {
          message: 'The page is torn',
          hint: 'Take another page.',
          evidence: [{ source: 'page', message: 'torn in two' }],
        }
      : undefined,
  verify: {
    proves: 'the note can be read',
    deadline: NOTE_DEADLINE,
    check: checkNote,
  },
});

/** Keeps a record of all notes there are, so that any other note changes it. */
export const countNotes = defineOperation({
  name: 'count-notes',
  title: 'Count the notes',
  description: 'Writes down how many notes a tenant has.',
  risk: 'write',
  role: 'developer',
  input: z.object({ tenant: tenantName }),
  subject: ({ tenant }) => `count:${tenant}`,
  writes: ({ tenant }) => [`tenants/${tenant}/count/`],
  plan: ({ input: { tenant }, snapshot }) => {
    const count = snapshot.list(`tenants/${tenant}/notes/`).length;
    return {
      changes: [
        { path: `tenants/${tenant}/count/count.txt`, content: `${count}\n` },
      ],
      summary: `It is written down that there are ${count} notes`,
      title: `feat(${tenant}): count the notes`,
      result: { count },
    };
  },
  sync: () => [],
  verify: {
    proves: 'the count can be read',
    deadline: NOTE_DEADLINE,
    check: checkNote,
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
    changes: [{ path: notePath(tenant, note), content: null }],
    summary: `The note ${note} is gone`,
    title: `feat(${tenant}): remove ${note}`,
  }),
  sync: ({ tenant, note }) => [
    { application: `${tenant}.${note}`, expect: 'absent' },
  ],
  verify: {
    proves: 'the note is gone',
    deadline: NOTE_DEADLINE,
    check: () => ({ outcome: 'passed', message: 'The note is gone' }),
  },
});

/** Changes the tenant as a whole. */
export const wipeNotes = defineOperation({
  name: 'wipe-notes',
  title: 'Wipe all notes',
  description: 'Removes every note of a tenant.',
  risk: 'destructive',
  role: 'owner',
  cancelsQueuedInTenant: true,
  input: z.object({ tenant: tenantName }),
  subject: ({ tenant }) => `tenant:${tenant}`,
  writes: ({ tenant }) => [`tenants/${tenant}/`],
  plan: ({ input: { tenant }, snapshot }) => ({
    changes: snapshot
      .list(`tenants/${tenant}/notes/`)
      .map(({ path }) => ({ path, content: null })),
    summary: `${tenant} has no notes`,
    title: `feat(${tenant}): wipe all notes`,
  }),
  sync: ({ tenant }) => [{ application: tenant, expect: 'present' }],
  verify: {
    proves: 'there is no note',
    deadline: NOTE_DEADLINE,
    check: () => ({ outcome: 'passed', message: 'There is no note' }),
  },
});

/** Answers with its own input, whatever kind each parameter has. */
export const echoInput = defineQuery({
  name: 'echo-input',
  title: 'Echo the input',
  description: 'Answers with its input.',
  role: 'viewer',
  input: z.object({
    tenant: tenantName,
    count: z.number().int().max(10).optional(),
    loud: z.boolean().optional(),
    words: z.array(z.string()).optional(),
    fails: z.boolean().optional(),
  }),
  output: z.looseObject({}),
  run: ({ input }) => {
    if (input.fails) {
      throw new TypeError('SELECT secret FROM /var/lib/database');
    }
    return { ...input };
  },
});

/** Every capability of the tests. */
export const NOTE_CAPABILITIES = [
  writeNote,
  countNotes,
  removeNote,
  wipeNotes,
  echoInput,
];
