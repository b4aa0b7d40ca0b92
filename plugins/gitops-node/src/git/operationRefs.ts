import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@backstage/errors';
import { OPERATION_TRAILER } from './formatCommitMessage';
import { COMMITTER_EMAIL, type GitProcess } from './GitProcess';
import { unlessMissing } from './unlessMissing';

const OPERATION_ID = /^[a-z0-9](?:[a-z0-9_-]{0,98}[a-z0-9])?$/;
const PREFIX = 'refs/mctl/operations/';
/**
 * A crash cuts off the newest ones. After a power cut these are the ones of half
 * a minute, which is how long the kernel keeps a file to itself.
 */
const REPAIR_DEPTH = 50_000;
/** What the file of a reference holds. */
const COMMIT_LINE = /^[0-9a-f]{40}\n$/;
/** References of operations stand for seven days at least. */
const REPAIR_AGE = '6.days.ago';

/** Full name of the reference that stands for an operation's commit. */
export function operationRef(operationId: string): string {
  if (!OPERATION_ID.test(operationId)) {
    throw new InputError(
      `${JSON.stringify(operationId)} is no operation id: lower-case letters, digits, "_" and "-"`,
    );
  }
  return `${PREFIX}${operationId}`;
}

/**
 * Operations that have a reference whose commit is older than a point in time,
 * oldest first.
 */
export async function listOperationRefs(
  git: GitProcess,
  options: { before: Date },
): Promise<string[]> {
  const output = await git.run([
    'for-each-ref',
    '--sort=committerdate',
    '--format=%(committerdate:unix) %(refname)',
    PREFIX,
  ]);
  const before = options.before.getTime() / 1000;
  return output
    .split('\n')
    .filter(Boolean)
    .map(line => line.split(' '))
    .filter(([time]) => Number(time) < before)
    .map(([, name]) => name.slice(PREFIX.length));
}

/** Removes the references of operations in one transaction. */
export async function deleteOperationRefs(
  git: GitProcess,
  operationIds: readonly string[],
): Promise<void> {
  const commands = operationIds.map(id => `delete ${operationRef(id)}\n`);
  if (commands.length > 0) {
    await git.run(['update-ref', '--stdin'], commands.join(''));
  }
}

/**
 * Removes references of operations that a power cut left without content: they
 * are written without waiting for the disk. Git takes the repository for damaged
 * otherwise.
 *
 * @returns their names
 */
export async function removeBrokenOperationRefs(
  directory: string,
): Promise<string[]> {
  const folder = join(directory, PREFIX);
  const broken: string[] = [];
  for (const name of (await unlessMissing(readdir(folder))) ?? []) {
    const path = join(folder, name);
    if (!name.endsWith('.lock') && (await isBroken(path))) {
      await rm(path, { force: true });
      broken.push(`${PREFIX}${name}`);
    }
  }
  return broken;
}

/** Git renames whole files into place, so that no other process is at it. */
async function isBroken(path: string): Promise<boolean> {
  const content = await unlessMissing(readFile(path, 'latin1'));
  return content !== undefined && !COMMIT_LINE.test(content);
}

/**
 * Creates the references that a crash or a power cut kept from being there
 * after their commits had reached the branch: Git moves the branch first, cannot
 * move all references in one instant, and only the branch waits for the disk.
 */
export async function repairOperationRefs(
  git: GitProcess,
  branchRef: string,
): Promise<void> {
  const log = await git.run([
    'log',
    '--first-parent',
    `--max-count=${REPAIR_DEPTH}`,
    `--since=${REPAIR_AGE}`,
    `--format=%H %ce %(trailers:key=${OPERATION_TRAILER},valueonly,separator=%x20)`,
    branchRef,
    '--',
  ]);
  const existing = new Set(
    (await git.run(['for-each-ref', '--format=%(refname)', PREFIX])).split(
      '\n',
    ),
  );
  const commands = log
    .split('\n')
    .map(line => line.split(' '))
    .filter(
      ([, committer, id = '']) =>
        committer === COMMITTER_EMAIL && OPERATION_ID.test(id),
    )
    .filter(([, , id]) => !existing.has(operationRef(id)))
    .map(([commit, , id]) => `create ${operationRef(id)} ${commit}\n`);
  if (commands.length > 0) {
    await git.run(['update-ref', '--stdin'], commands.join(''));
  }
}
