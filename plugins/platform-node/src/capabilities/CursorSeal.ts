import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { resolveStateDirectory } from '@mctl/plugin-cluster-node';
import canonicalize from 'canonicalize';
import { PlatformError } from '../errors';
import { openKeyFile } from '../keyFile';

const KEY_FILE = 'cursors.key';
const KEY_LENGTH = 32;
const MAC_LENGTH = 16;

/** What a cursor is good for: going on in one list of one person. */
export interface CursorScope {
  /** Name of the query. */
  list: string;
  /** Entity reference of who asks. */
  user: string;
  /** What was asked for; another filter makes another list. */
  input: Record<string, unknown>;
}

/**
 * Signs the cursors that lists hand out, and knows its own again: a cursor that
 * was made up, or is from another list, filter or person, is refused.
 *
 * @public
 */
export class CursorSeal {
  readonly #open: () => Promise<Uint8Array>;
  #key: Promise<Uint8Array> | undefined;

  static create(options: { key: Uint8Array }): CursorSeal {
    return new CursorSeal(async () => options.key);
  }

  /**
   * The key follows from `backend.auth.keys` where these are set, so that
   * replicas share it; otherwise it is kept in the state folder.
   */
  static fromConfig(config: RootConfigService): CursorSeal {
    const secret = config
      .getOptionalConfigArray('backend.auth.keys')
      ?.at(0)
      ?.getOptionalString('secret');
    return new CursorSeal(async () =>
      secret
        ? new Uint8Array(
            hkdfSync('sha256', secret, '', 'mctl cursors', KEY_LENGTH),
          )
        : openKeyFile(resolveStateDirectory(config), KEY_FILE),
    );
  }

  private constructor(open: () => Promise<Uint8Array>) {
    this.#open = open;
  }

  /**
   * Runs a list with the place that its cursor stands for, and signs the place
   * where the next page begins.
   *
   * @throws PlatformError `invalid_input` when the cursor is not of this list
   */
  async around(
    scope: CursorScope,
    run: (input: Record<string, unknown>) => Promise<unknown> | unknown,
  ): Promise<unknown> {
    const { cursor } = scope.input;
    const result = await run(
      typeof cursor === 'string'
        ? { ...scope.input, cursor: await this.#read(cursor, scope) }
        : scope.input,
    );
    if (typeof result !== 'object' || !result || !('nextCursor' in result)) {
      return result;
    }
    const { nextCursor } = result;
    return typeof nextCursor === 'string'
      ? {
          ...result,
          nextCursor: `${nextCursor}.${(await this.#sign(nextCursor, scope)).toString('base64url')}`,
        }
      : result;
  }

  async #read(cursor: string, scope: CursorScope): Promise<string> {
    const dot = cursor.lastIndexOf('.');
    const place = cursor.slice(0, Math.max(dot, 0));
    const wanted = await this.#sign(place, scope);
    const signature = Buffer.from(cursor.slice(dot + 1), 'base64url');
    if (
      dot < 0 ||
      signature.length !== wanted.length ||
      !timingSafeEqual(signature, wanted)
    ) {
      const message = 'is not a cursor of this list';
      throw new PlatformError('invalid_input', `cursor: ${message}`, {
        faults: [{ path: 'cursor', message }],
        hint: 'Send the nextCursor of the page before, unchanged and with the same filters, or none to begin anew.',
      });
    }
    return place;
  }

  async #sign(place: string, scope: CursorScope): Promise<Buffer> {
    // Pages may differ in length, but not in what they are pages of.
    const { cursor: _cursor, limit: _limit, ...filter } = scope.input;
    this.#key ??= this.#open();
    return createHmac('sha256', await this.#key)
      .update(String(canonicalize([scope.list, scope.user, filter, place])))
      .digest()
      .subarray(0, MAC_LENGTH);
  }
}
