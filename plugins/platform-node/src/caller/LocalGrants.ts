import { errors, jwtVerify, SignJWT } from 'jose';
import { openKeyFile } from '../keyFile';

const KEY_FILE = 'local-grants.key';
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
    const key = await openKeyFile(stateDirectory, KEY_FILE);
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
