import type { CommitInfo } from '../types';
import { OPERATION_TRAILER } from './formatCommitMessage';
import { COMMITTER_EMAIL, type GitProcess } from './GitProcess';

const FIELDS = ['%H', '%cI', '%ce', '%s', '%(trailers:only,unfold)'];

function parseTrailers(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split('\n')
      .map(line => /^([A-Za-z][A-Za-z0-9-]*): (.*)$/.exec(line))
      .filter(match => match !== null)
      .map(([, name, value]) => [name.toLowerCase(), value]),
  );
}

/**
 * Commits on the first-parent line that changed anything under a path, newest
 * first.
 */
export async function readHistory(
  git: GitProcess,
  options: { ref: string; path: string; limit: number },
): Promise<CommitInfo[]> {
  const output = await git.run([
    'log',
    '--first-parent',
    '-z',
    `--max-count=${options.limit}`,
    `--format=${FIELDS.join('%x00')}`,
    options.ref,
    '--',
    options.path,
  ]);
  const values = output.split('\0');
  const commits: CommitInfo[] = [];
  for (let at = 0; at + FIELDS.length <= values.length; at += FIELDS.length) {
    const [commit, committedAt, committer, title, text] = values.slice(at);
    const trailers = parseTrailers(text);
    const isOurs =
      committer === COMMITTER_EMAIL &&
      OPERATION_TRAILER.toLowerCase() in trailers;
    commits.push({
      commit,
      committedAt: new Date(committedAt).toISOString(),
      title,
      trailers: isOurs ? trailers : {},
    });
  }
  return commits;
}
