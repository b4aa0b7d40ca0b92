import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { GitError } from './GitError';

/** Settings that hold whatever the configuration of machine or user says. */
const FIXED_SETTINGS = {
  'core.hooksPath': '/dev/null',
  'core.fsync': 'all',
  // Another process may hold a lock of a reference for a moment.
  'core.filesRefLockTimeout': '2000',
  'core.packedRefsTimeout': '2000',
  'gc.auto': '0',
  // Looks for a reference of the name of each object id otherwise.
  'core.warnAmbiguousRefs': 'false',
  // Many packs are compacted together, not each into single objects.
  'fastimport.unpackLimit': '0',
  // The log of the branch is enough; an operation's reference never moves.
  'core.logAllRefUpdates': 'true',
};

/**
 * What `core.fsync` is for a command whose references need not be on the disk
 * when it says so. Git adds what is listed to what it would do anyway, so that
 * `all,-reference` is still all.
 */
export const FSYNC_WITHOUT_REFERENCES = 'objects,derived-metadata,-reference';

const IDENTITY = { name: 'MCTL', email: 'mctl@localhost' };

/** The line that names the platform as who made a commit. */
export const COMMITTER = `${IDENTITY.name} <${IDENTITY.email}>`;
/** The address that commits of the platform carry. */
export const COMMITTER_EMAIL = IDENTITY.email;

function cleanEnvironment(gitDirectory: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    LC_ALL: 'C',
    GIT_DIR: gitDirectory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_COMMITTER_NAME: IDENTITY.name,
    GIT_COMMITTER_EMAIL: IDENTITY.email,
  };
}

/** Runs git on one repository: no shell, no hooks, no configuration of users. */
export class GitProcess {
  /** Folder of the repository. */
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /**
   * Starts git and leaves it to the caller.
   *
   * @param overrides - settings that this one command needs different
   */
  start(
    args: readonly string[],
    overrides: Readonly<Record<string, string>> = {},
  ): ChildProcessWithoutNullStreams {
    const settings = Object.entries({
      ...FIXED_SETTINGS,
      ...overrides,
    }).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    return spawn('git', ['--literal-pathspecs', ...settings, ...args], {
      env: cleanEnvironment(this.directory),
      stdio: 'pipe',
    });
  }

  /**
   * Runs git to its end.
   *
   * @returns its standard output
   * @throws GitError when it fails
   */
  async run(args: readonly string[], input = ''): Promise<string> {
    const child = this.start(args);
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', chunk => output.push(chunk));
    child.stderr.on('data', chunk => errors.push(chunk));
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
      // When git ends early, its exit code and words say why.
      child.stdin.on('error', error =>
        'code' in error && error.code === 'EPIPE' ? undefined : reject(error),
      );
      child.stdin.end(input);
    });
    if (exitCode !== 0) {
      throw new GitError({
        command: args[0],
        exitCode,
        // fsck says what is wrong on its standard output.
        stderr: Buffer.concat([...errors, ...output]).toString(),
      });
    }
    return Buffer.concat(output).toString();
  }
}
