import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Path of kubectl; undefined when there is none, and its tests are skipped. */
const kubectl = (process.env.PATH ?? '')
  .split(delimiter)
  .map(folder => join(folder, 'kubectl'))
  .find(path => existsSync(path));

/** Tests that need kubectl, and are skipped when it is not on the PATH. */
export const describeWithKubectl = kubectl ? describe : describe.skip;

/** How kubectl is started with a kubeconfig. */
export function kubectlArguments(
  kubeConfigFile: string,
  args: readonly string[],
) {
  return {
    command: kubectl ?? 'kubectl',
    args: ['--kubeconfig', kubeConfigFile, ...args],
    // Its home holds its cache, which must not outlive the test.
    options: {
      env: { HOME: dirname(kubeConfigFile), PATH: process.env.PATH },
    },
  };
}

/**
 * Runs kubectl with a kubeconfig.
 *
 * @returns what it prints
 * @throws Error with `stdout` and `stderr` when it fails
 */
export async function runKubectl(
  kubeConfigFile: string,
  args: readonly string[],
): Promise<string> {
  const started = kubectlArguments(kubeConfigFile, args);
  const { stdout } = await promisify(execFile)(
    started.command,
    started.args,
    started.options,
  );
  return stdout;
}

/** The lines that kubectl prints as a table, as cells. */
export function tableRows(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map(line =>
      line
        .trim()
        .split(/ {2,}/)
        .map(cell => cell.trim()),
    );
}
