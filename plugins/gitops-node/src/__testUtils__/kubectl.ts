import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where kubectl is, when it is on the PATH. */
export const kubectlPath = (process.env.PATH ?? '')
  .split(delimiter)
  .map(folder => join(folder, 'kubectl'))
  .find(path => existsSync(path));

/** What `kubectl kustomize` makes of a folder. Throws when it refuses it. */
export function kustomize(folder: string): string {
  return execFileSync(kubectlPath ?? 'kubectl', ['kustomize', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 16 * 1024 * 1024,
  });
}
