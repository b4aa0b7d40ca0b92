import { mockCredentials } from '@backstage/backend-test-utils';
import type {
  OperationError,
  OperationStep,
} from '@mctl/plugin-platform-common';
import { TestPlatform } from '@mctl/plugin-platform-node/testUtils';
import {
  cancelNote,
  removeNote,
  scriptedGetOperation,
  writeNote,
  type Turn,
} from '../__testUtils__/noteCapabilities';
import { TestTask } from '../__testUtils__/TestTask';

const note = { tenant: 'acme', note: 'hello', text: 'hi' };
const write = { operation: 'write-note', input: note };

function step(
  name: OperationStep['name'],
  state: OperationStep['state'],
  message: string | null = null,
): OperationStep {
  return { name, state, startedAt: null, finishedAt: null, message };
}

const trouble: OperationError = {
  code: 'verification_failed',
  message: 'The note cannot be read',
  hint: 'Write it again.',
  evidence: [
    {
      source: 'event',
      object: 'Note acme/hello',
      reason: 'Unreadable',
      message: 'it is smudged',
    },
    { source: 'event', message: 'it is still smudged' },
  ],
};

let platform: TestPlatform;
let script: Turn[];
let task: TestTask;

beforeEach(async () => {
  script = [];
  platform = await TestPlatform.create({
    capabilities: [
      writeNote,
      removeNote,
      scriptedGetOperation(() => platform, script),
      cancelNote(() => platform),
    ],
    files: { 'tenants/acme/notes/old.txt': 'old\n' },
  });
  task = TestTask.create(platform);
});

afterEach(() => platform.stop());

describe('running an operation', () => {
  it('starts it as the person of the task and follows it to its end', async () => {
    const commit = step('commit', 'succeeded', 'Commit 1234567');
    script.push(
      { state: 'running', steps: [step('commit', 'running')] },
      { steps: [commit, step('sync', 'running')] },
      {
        state: 'succeeded',
        commit: '1234567',
        result: { note: 'hello' },
        steps: [
          commit,
          step('sync', 'skipped'),
          step('verify', 'succeeded', 'The note can be read'),
        ],
      },
    );

    await task.run({ ...write, reason: 'to be polite' });

    const [operation] = await task.operations();
    expect(operation).toMatchObject({
      operation: 'write-note',
      input: note,
      reason: 'to be polite',
      actor: { user: 'user:default/ada', via: 'scaffolder', client: null },
    });
    expect(task.log).toEqual([
      `write-note is ${operation.id}: ${operation.links.portal}`,
      'commit succeeded: Commit 1234567',
      'sync skipped',
      'verify succeeded: The note can be read',
    ]);
    expect(task.output).toEqual({
      id: operation.id,
      state: 'succeeded',
      outcome:
        'write-note of note:acme/hello succeeded with commit 1234567. Seen in the cluster: The note can be read.',
      subject: 'note:acme/hello',
      result: { note: 'hello' },
      commit: '1234567',
      portalUrl: operation.links.portal,
    });
  });

  it('goes on at once when it is not to wait', async () => {
    await task.run({ ...write, wait: false });

    const [operation] = await task.operations();
    expect(task.output).toEqual({
      id: operation.id,
      state: 'queued',
      outcome:
        'write-note of note:acme/hello is queued and goes on without this task.',
      subject: 'note:acme/hello',
      portalUrl: operation.links.portal,
    });
  });

  it('runs a destructive one with the hash of its plan only', async () => {
    const input = { tenant: 'acme', note: 'old' };
    const remove = { operation: 'remove-note', input };
    await expect(task.run(remove)).rejects.toThrow(
      'remove-note destroys something and runs only with the hash of its plan',
    );
    const { hash } = await platform.plan('remove-note', input);
    script.push({ state: 'succeeded' });

    await task.run({ ...remove, planHash: hash });

    expect(task.output.state).toBe('succeeded');
  });
});

describe('an operation that does not succeed', () => {
  it('fails the task with its error and the evidence', async () => {
    script.push({
      state: 'failed',
      steps: [step('verify', 'failed', 'The note cannot be read')],
      error: trouble,
    });

    const failure = await task.run(write).catch(error => error);

    const [operation] = await task.operations();
    expect(failure.name).toBe('UnsuccessfulOperationError');
    expect(failure.message).toBe(
      `write-note failed: The note cannot be read. Write it again. Seen: Note acme/hello: Unreadable: it is smudged. Seen: event: it is still smudged. See ${operation.links.portal}`,
    );
    expect(task.log).toContain('verify failed: The note cannot be read');
    expect(task.output).toEqual({});
  });

  it.each(['cancelled', 'superseded', 'rejected', 'expired'] as const)(
    'fails the task when it was %s',
    async state => {
      script.push({ state });

      await expect(task.run(write)).rejects.toThrow(
        `write-note of note:acme/hello was ${state}. See `,
      );
    },
  );

  it('leaves the stack out of what the person reads', async () => {
    script.push({ state: 'failed', error: trouble });

    const failure = await task.run(write).catch(error => error);

    expect(failure.stack).toBe(`${failure.name}: ${failure.message}`);
  });
});

describe('a task that runs again', () => {
  it('follows the operation that it started', async () => {
    script.push({ state: 'failed', error: trouble });
    await expect(task.run(write)).rejects.toThrow('write-note failed');

    await expect(task.run(write)).rejects.toThrow('write-note failed');

    expect(await task.operations()).toHaveLength(1);
  });

  it('starts nothing twice when it died before it could note that down', async () => {
    await task.run({ ...write, wait: false });
    task.forget();
    script.push({ state: 'succeeded' });

    await task.run(write);

    const operations = await task.operations();
    expect(operations.map(({ id }) => id)).toEqual([task.output.id]);
  });

  it('starts nothing twice when an admin runs it again', async () => {
    await task.run({ ...write, wait: false });
    script.push({ state: 'succeeded' });

    await task.run(write, {
      credentials: mockCredentials.user('user:default/admin'),
    });

    expect(await task.operations()).toHaveLength(1);
  });

  it('starts one for each round of a step that has several', async () => {
    for (const name of ['one', 'two', 'one']) {
      await task.run({
        operation: 'write-note',
        input: { ...note, note: name },
        wait: false,
      });
    }

    const operations = await task.operations();
    expect(operations.map(({ subject }) => subject)).toEqual([
      'note:acme/one',
      'note:acme/two',
    ]);
  });

  it('is not taken for another task that asks for the same', async () => {
    await task.run({ ...write, wait: false });

    await task.run({ ...write, wait: false }, { id: 'task-2' });

    expect(await task.operations()).toHaveLength(2);
  });
});

describe('a task that is cancelled', () => {
  it('cancels its operation as long as nothing is committed', async () => {
    const cancelled = new AbortController();
    script.push({ state: 'queued' }, () => cancelled.abort());

    await expect(task.run(write, { signal: cancelled.signal })).rejects.toThrow(
      'write-note of note:acme/hello was cancelled with this task: nothing was written. See ',
    );

    expect(await task.operations()).toMatchObject([{ state: 'cancelled' }]);
  });

  it('says why the operation goes on when it is too late', async () => {
    const cancelled = new AbortController();
    script.push({ state: 'running', commit: '1234567' }, () =>
      cancelled.abort(),
    );

    await expect(task.run(write, { signal: cancelled.signal })).rejects.toThrow(
      'write-note of note:acme/hello goes on without this task, which was cancelled: it has its commit 1234567 already. See ',
    );
  });
});

describe('a form', () => {
  it('leaves out what was left empty', async () => {
    await task.run({
      operation: 'write-note',
      input: { ...note, text: undefined, extra: { nothing: {} } },
      wait: false,
    });

    const [operation] = await task.operations();
    expect(operation.input).toEqual({ tenant: 'acme', note: 'hello' });
  });
});

describe('a dry run', () => {
  it('logs the plan and changes nothing', async () => {
    await task.run(
      { operation: 'write-note', input: { tenant: 'acme', note: 'hello' } },
      { isDryRun: true },
    );

    expect(task.log).toEqual([
      'Planned: The note hello says undefined',
      'add tenants/acme/notes/hello.txt',
      'Warning: The note says nothing',
    ]);
    expect(await task.operations()).toEqual([]);
    expect(task.output).toEqual({});
  });

  it('says what the real run needs', async () => {
    const input = { tenant: 'acme', note: 'old' };
    const { hash } = await platform.plan('remove-note', input);

    await task.run({ operation: 'remove-note', input }, { isDryRun: true });

    expect(task.log).toContain(
      `Runs only with planHash ${hash}: it destroys something`,
    );
  });

  it('fails as the real run would', async () => {
    await expect(
      task.run(
        { operation: 'write-note', input: { tenant: 'acme', note: '?' } },
        { isDryRun: true },
      ),
    ).rejects.toThrow('note: must be a plain word');
  });
});

describe('a task that is refused', () => {
  it.each([
    ['a service', mockCredentials.service()],
    ['nobody', mockCredentials.none()],
  ])('runs nothing for %s', async (_, credentials) => {
    await expect(task.run(write, { credentials })).rejects.toThrow(
      'Operations run as a person',
    );
    await expect(
      task.run(write, { credentials, isDryRun: true }),
    ).rejects.toThrow('Operations run as a person');
    expect(await task.operations()).toEqual([]);
  });

  it.each([
    ['eve', /^This needs the role developer/],
    ['ben', /^There is no tenant "acme" that you can see\. /],
  ])('gives %s no more than their role', async (name, message) => {
    const credentials = mockCredentials.user(`user:default/${name}`);

    await expect(task.run(write, { credentials })).rejects.toThrow(message);
    expect(await task.operations()).toEqual([]);
  });

  it('says what is wrong with the input and what to do', async () => {
    const failure = await task
      .run({ operation: 'write-note', input: { tenant: 'acme', note: '?' } })
      .catch(error => error);

    expect(failure.code).toBe('invalid_input');
    expect(failure.message).toMatch(
      /note: must be a plain word\. .*describe-operations/,
    );
  });

  it('says so for an operation that is not there, and for a query', async () => {
    await expect(
      task.run({ operation: 'fly', input: {} }),
    ).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      task.run({ operation: 'get-operation', input: { id: 'op_1' } }),
    ).rejects.toThrow('get-operation is a query');
  });

  it('keeps what happens inside the platform out of the log', async () => {
    const failure = await task
      .run({ operation: 'write-note', input: { ...note, text: 'broken' } })
      .catch(error => error);

    expect(failure.message).not.toContain('secret');
    expect(failure.stack).not.toContain('secret');
    expect(task.log.join()).not.toContain('secret');
    expect(task.logger.error).toHaveBeenCalledWith(
      'A scaffolder step failed',
      expect.objectContaining({ message: '/var/lib/secret is undefined' }),
    );
  });
});
