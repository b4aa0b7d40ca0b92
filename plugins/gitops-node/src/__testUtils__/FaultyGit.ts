import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { GitProcess } from '../git/GitProcess';

/** What goes wrong with a process that is started. */
export type Fault =
  /** It is killed as soon as it has said something for the nth time. */
  | { killAfterAnswers: number }
  /** A shell script runs instead of it, in the repository. */
  | { script: string };

/** Git whose long-lived processes go wrong, as often as a test asks for. */
export class FaultyGit extends GitProcess {
  /** Faults of the next processes, by command; each is used once. */
  readonly faults: Record<string, Fault[]> = {};
  /** Commands of the processes that were started, in their order. */
  readonly started: string[] = [];

  override start(
    args: readonly string[],
    settings: Readonly<Record<string, string>> = {},
  ): ChildProcessWithoutNullStreams {
    const [command] = args;
    this.started.push(command);
    const fault = this.faults[command]?.shift();
    if (fault && 'script' in fault) {
      return spawn('sh', ['-c', fault.script], {
        cwd: this.directory,
        env: { PATH: process.env.PATH, GIT_DIR: this.directory },
        stdio: 'pipe',
      });
    }
    const child = super.start(args, settings);
    if (fault) {
      let answers = 0;
      child.stdout.on('data', (chunk: Buffer | string) => {
        answers += String(chunk).split('\n').length - 1;
        if (answers >= fault.killAfterAnswers) {
          child.kill('SIGKILL');
        }
      });
    }
    return child;
  }
}
