import { execFileSync } from 'node:child_process';

/**
 * Runs git in a folder and returns what it printed.
 *
 * @param {string} folder
 * @param {...string} args
 */
export function git(folder, ...args) {
  return execFileSync(
    'git',
    [
      '-c',
      'user.name=Somebody',
      '-c',
      'user.email=somebody@example.com',
      ...args,
    ],
    { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  ).trim();
}
