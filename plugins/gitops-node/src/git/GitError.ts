import { CustomErrorBase } from '@backstage/errors';

/** A git command failed. */
export class GitError extends CustomErrorBase {
  name = 'GitError' as const;
  readonly exitCode: number | null;
  readonly stderr: string;

  constructor(options: {
    command: string;
    exitCode: number | null;
    stderr: string;
  }) {
    super(
      `git ${options.command} failed with ${options.exitCode ?? 'a signal'}: ${options.stderr.trim()}`,
    );
    this.exitCode = options.exitCode;
    this.stderr = options.stderr;
  }
}
