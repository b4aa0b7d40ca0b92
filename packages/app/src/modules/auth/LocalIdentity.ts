import { ResponseError } from '@backstage/errors';
import type {
  BackstageUserIdentity,
  DiscoveryApi,
  IdentityApi,
  ProfileInfo,
} from '@backstage/frontend-plugin-api';
import { z } from 'zod';

/** Tokens are renewed this long before they expire, in milliseconds. */
const MARGIN = 5 * 60_000;

/** The part of the session that the portal uses. */
const sessionSchema = z.object({
  profile: z.object({
    email: z.string().optional(),
    displayName: z.string().optional(),
    picture: z.string().optional(),
  }),
  backstageIdentity: z.object({
    token: z.string(),
    expiresInSeconds: z.number().optional(),
    identity: z.object({
      type: z.literal('user'),
      userEntityRef: z.string(),
      ownershipEntityRefs: z.array(z.string()),
    }),
  }),
});

interface Session {
  profile: ProfileInfo;
  identity: BackstageUserIdentity;
  token: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** Options of {@link LocalIdentity.signIn}. */
export interface LocalIdentityOptions {
  /** Name of one of the local people. */
  person: string;
  discoveryApi: DiscoveryApi;
  onSignOut: () => void;
  now?: () => number;
}

/** One of the local people, signed in. */
export class LocalIdentity implements IdentityApi {
  readonly #options: LocalIdentityOptions;
  readonly #now: () => number;
  #session: Session;
  #renewal: Promise<void> | undefined;

  /** Signs a person in. Rejects with a `ResponseError` when refused. */
  static async signIn(options: LocalIdentityOptions): Promise<LocalIdentity> {
    const now = options.now ?? Date.now;
    return new LocalIdentity(options, now, await fetchSession(options, now));
  }

  private constructor(
    options: LocalIdentityOptions,
    now: () => number,
    session: Session,
  ) {
    this.#options = options;
    this.#now = now;
    this.#session = session;
  }

  async getProfileInfo(): Promise<ProfileInfo> {
    return this.#session.profile;
  }

  async getBackstageIdentity(): Promise<BackstageUserIdentity> {
    return this.#session.identity;
  }

  async getCredentials(): Promise<{ token?: string }> {
    const remaining = this.#session.expiresAt - this.#now();
    if (remaining < MARGIN) {
      try {
        await this.#renew();
      } catch (error) {
        // The token at hand is good for a while; the next request tries again.
        if (remaining <= 0) {
          throw error;
        }
      }
    }
    return { token: this.#session.token };
  }

  async signOut(): Promise<void> {
    this.#options.onSignOut();
  }

  #renew(): Promise<void> {
    this.#renewal ??= fetchSession(this.#options, this.#now)
      .then(session => {
        this.#session = session;
      })
      .finally(() => {
        this.#renewal = undefined;
      });
    return this.#renewal;
  }
}

async function fetchSession(
  options: LocalIdentityOptions,
  now: () => number,
): Promise<Session> {
  const baseUrl = await options.discoveryApi.getBaseUrl('auth');
  const response = await fetch(
    `${baseUrl}/local/refresh?user=${encodeURIComponent(options.person)}`,
    {
      headers: { 'X-Requested-With': 'XMLHttpRequest' },
      credentials: 'include',
    },
  );
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  const { profile, backstageIdentity } = sessionSchema.parse(
    await response.json(),
  );
  const { token, identity, expiresInSeconds } = backstageIdentity;
  return {
    profile,
    identity,
    token,
    expiresAt:
      expiresInSeconds === undefined
        ? expiryOf(token)
        : now() + expiresInSeconds * 1000,
  };
}

/** When a token expires by its own account, in milliseconds. */
function expiryOf(token: string): number {
  const payload = token.split('.').at(1) ?? '';
  const json = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
  return z.object({ exp: z.number() }).parse(JSON.parse(json)).exp * 1000;
}
