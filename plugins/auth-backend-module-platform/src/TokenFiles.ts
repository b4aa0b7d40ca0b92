import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCAL_PEOPLE, userRef } from '@mctl/plugin-platform-common';
import type { LocalGrants } from '@mctl/plugin-platform-node';

/** Whose 30-day grant `npm start` prints. */
const GRANT_HOLDER = 'guest';

/** Options of {@link TokenFiles}. */
export interface TokenFilesOptions {
  stateDirectory: string;
  grants: LocalGrants;
  /** A bearer token of a local person. */
  issueToken(name: string): Promise<string>;
}

/**
 * Tokens of the local people as files of the state folder that only the owner
 * of the process can read, for tools and tests.
 */
export class TokenFiles {
  readonly #folder: string;
  readonly #options: TokenFilesOptions;

  static create(options: TokenFilesOptions) {
    return new TokenFiles(options);
  }

  private constructor(options: TokenFilesOptions) {
    this.#folder = join(options.stateDirectory, 'tokens');
    this.#options = options;
  }

  /** Writes fresh tokens. */
  async write(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await chmod(this.#folder, 0o700);
    for (const { name } of LOCAL_PEOPLE) {
      await this.#writeFile(name, await this.#options.issueToken(name));
    }
    await this.#writeFile(
      `${GRANT_HOLDER}-mcp`,
      await this.#options.grants.issue(userRef(GRANT_HOLDER)),
    );
  }

  /** Removes all of them. */
  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Readers see the old token or the new one, never half of it. */
  async #writeFile(name: string, token: string) {
    const draft = join(this.#folder, `.${name}.${randomUUID()}`);
    await writeFile(draft, `${token}\n`, { mode: 0o600 });
    await rename(draft, join(this.#folder, name));
  }
}
