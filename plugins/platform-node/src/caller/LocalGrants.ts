import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errors, jwtVerify, SignJWT } from 'jose';
import { ConflictError, isError } from '@backstage/errors';

const KEY_FILE = 'local-grants.key';
const KEY_LENGTH = 32;
const ISSUER = 'mctl-local';
const AUDIENCE = 'mctl-mcp';
const PREFIX = 'mctl_local_';
const LIFETIME = '30d';

/** Whether a bearer token claims to be a local grant. */
export function isLocalGrant(token: string): boolean {
  return token.startsWith(PREFIX);
}

/**
 * Long-lived bearer tokens for the AI clients of a laptop, signed with a key in
 * the state folder. Only the embedded default has them; deleting the key file
 * revokes all of them at the next start.
 *
 * @public
 */
export class LocalGrants {
  readonly #key: Uint8Array;

  /** Opens the grants of a state folder, making the key when there is none. */
  static async open(stateDirectory: string): Promise<LocalGrants> {
    await mkdir(stateDirectory, { recursive: true });
    const path = join(stateDirectory, KEY_FILE);
    // A link appears with all of the key or not at all, whoever else opens it.
    const draft = `${path}.${randomUUID()}`;
    await writeFile(draft, randomBytes(KEY_LENGTH), {
      flag: 'wx',
      mode: 0o600,
    });
    try {
      await link(draft, path);
    } catch (error) {
      if (!isError(error) || error.code !== 'EEXIST') {
        throw error;
      }
    } finally {
      await rm(draft);
    }
    const key = await readFile(path);
    if (key.length !== KEY_LENGTH) {
      // Anyone could sign with a key that was cut off to nothing.
      throw new ConflictError(
        `${KEY_FILE} does not hold ${KEY_LENGTH} bytes; remove it to get a new key`,
      );
    }
    return new LocalGrants(key);
  }

  private constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** A token for a user, good for 30 days at the MCP endpoint. */
  async issue(user: string): Promise<string> {
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(user)
      .setIssuedAt()
      .setExpirationTime(LIFETIME)
      .sign(this.#key);
    return `${PREFIX}${token}`;
  }

  /** The user of a token, or nothing when the token is not good. */
  async verify(token: string): Promise<string | undefined> {
    try {
      const { payload } = await jwtVerify(
        token.slice(PREFIX.length),
        this.#key,
        { issuer: ISSUER, audience: AUDIENCE, algorithms: ['HS256'] },
      );
      return payload.sub;
    } catch (error) {
      if (error instanceof errors.JOSEError) {
        return undefined;
      }
      throw error;
    }
  }
}
