import { FaultyGit } from '../__testUtils__/FaultyGit';
import { GitError } from './GitError';
import { GitSession } from './GitSession';

/** A session with a shell script in the place of git. */
function start(script: string): GitSession {
  const git = new FaultyGit(process.cwd());
  git.faults['fast-import'] = [{ script }];
  return GitSession.start(git, ['fast-import']);
}

describe('GitSession', () => {
  it('answers with as many lines as are waited for, exchange by exchange', async () => {
    const session = start('while read line; do echo "got $line"; done');
    await expect(session.exchange('a\nb\n', 2)).resolves.toEqual([
      'got a',
      'got b',
    ]);
    await expect(session.exchange('c\n', 1)).resolves.toEqual(['got c']);
    await session.end();
    expect(session.alive).toBe(false);
  });

  it('waits for the end of a line, however it is cut', async () => {
    const session = start(
      'read go; printf a; read go; printf "b\\nc"; read go; echo d',
    );
    const answers = session.exchange('1\n2\n3\n', 2);
    await expect(answers).resolves.toEqual(['ab', 'cd']);
    await session.end();
  });

  it('says how git ended, and with which words', async () => {
    const session = start('read go; echo "fatal: no" >&2; exit 128');
    const error = await session.exchange('go\n', 1).catch(caught => caught);
    expect(error).toBeInstanceOf(GitError);
    expect(error).toMatchObject({ exitCode: 128, stderr: 'fatal: no\n' });
    // And again to whoever comes too late.
    await expect(session.exchange('go\n', 1)).rejects.toThrow('fatal: no');
  });

  it('tells a signal from an exit', async () => {
    const session = start('read go; kill -9 $$');
    await expect(session.exchange('go\n', 1)).rejects.toMatchObject({
      exitCode: null,
    });
    await expect(session.end()).rejects.toThrow('a signal');
  });

  it('ends badly when git does', async () => {
    const session = start('cat >/dev/null; exit 1');
    await expect(session.end()).rejects.toMatchObject({ exitCode: 1 });
  });

  it('does not mix two exchanges', async () => {
    const session = start('read a; echo one; cat >/dev/null');
    const first = session.exchange('a\n', 1);
    await expect(session.exchange('b\n', 1)).rejects.toThrow('still busy');
    await expect(first).resolves.toEqual(['one']);
    await session.end();
  });
});
