import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from './git.mjs';

/**
 * Adds a member to a tenant the way a person does who pushes to the repository.
 *
 * @param {{ repository: string, tenant: string, user: string, role: string }} options
 */
export async function pushMember({ repository, tenant, user, role }) {
  const folder = mkdtempSync(join(tmpdir(), 'mctl-push-'));
  try {
    git(folder, 'clone', '--quiet', repository, '.');
    const file = join(folder, 'tenants', tenant, 'tenant.yaml');
    const text = readFileSync(file, 'utf8');
    const changed = text.replace(
      /^( *)members:\n/m,
      (line, indent) =>
        `${line}${indent}  - user: ${user}\n${indent}    role: ${role}\n`,
    );
    if (changed === text) {
      throw new Error(`${file} has no list of members:\n${text}`);
    }
    writeFileSync(file, changed);
    git(
      folder,
      'commit',
      '--quiet',
      '--all',
      '--message',
      `chore: add ${user}`,
    );
    git(folder, 'push', '--quiet', 'origin', 'HEAD');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
