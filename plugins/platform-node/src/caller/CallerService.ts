import type { IncomingMessage } from 'node:http';
import type {
  AuthService,
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { Via } from '@mctl/plugin-platform-common';
import { PlatformError } from '../errors';
import { SCOPES, type Caller } from './Caller';
import { isLocalGrant, type LocalGrants } from './LocalGrants';

/** A request as routers get it. */
type HttpRequest = Parameters<HttpAuthService['credentials']>[0];

const CLIENT_HEADER = 'x-mctl-client';
const CLIENT_LABEL = /^[\x20-\x7e]{1,60}$/;

/** Where a request came in. @public */
export interface CallerOptions {
  via: Via;
  /** Whether 30-day grants of the embedded default are accepted: only by MCP. */
  localGrants?: boolean;
}

/**
 * Says who sends a request, from whatever it carries.
 *
 * @public
 */
export class CallerService {
  readonly #auth: AuthService;
  readonly #httpAuth: HttpAuthService;
  readonly #localGrants: LocalGrants | undefined;

  static create(options: {
    auth: AuthService;
    httpAuth: HttpAuthService;
    localGrants?: LocalGrants;
  }) {
    return new CallerService(options);
  }

  private constructor(options: {
    auth: AuthService;
    httpAuth: HttpAuthService;
    localGrants?: LocalGrants;
  }) {
    this.#auth = options.auth;
    this.#httpAuth = options.httpAuth;
    this.#localGrants = options.localGrants;
  }

  /**
   * The person behind a request.
   *
   * @throws PlatformError `unauthenticated` when it is nobody's, or a service's
   */
  async fromRequest(
    request: HttpRequest,
    options: CallerOptions,
  ): Promise<Caller> {
    const client = clientLabel(request);
    const via =
      client === 'portal' && options.via === 'rest' ? 'portal' : options.via;
    const token = bearerToken(request);

    if (token && this.#localGrants && isLocalGrant(token)) {
      if (!options.localGrants) {
        throw unauthenticated('This token is good for the MCP endpoint only');
      }
      const user = await this.#localGrants.verify(token);
      if (!user) {
        throw unauthenticated('This token is not valid or has expired');
      }
      return { user, scopes: SCOPES, tokenKind: 'local-grant', client, via };
    }

    const credentials = await this.#httpAuth.credentials(request);
    if (!token && this.#auth.isPrincipal(credentials, 'none')) {
      throw unauthenticated(
        'Nobody is signed in: the request carries no bearer token',
      );
    }
    return { ...this.fromCredentials(credentials, { via }), client };
  }

  /**
   * The person behind Backstage credentials, where Backstage has looked at the
   * request itself.
   *
   * @throws PlatformError `unauthenticated` when they are nobody's, or a service's
   */
  fromCredentials(
    credentials: BackstageCredentials,
    { via }: { via: Via },
  ): Caller {
    if (!this.#auth.isPrincipal(credentials, 'user')) {
      throw unauthenticated('This token does not belong to a person');
    }
    return {
      user: credentials.principal.userEntityRef,
      scopes: SCOPES,
      tokenKind: 'backstage',
      client: null,
      via,
      credentials,
    };
  }
}

function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function clientLabel(request: IncomingMessage): string | null {
  const label = request.headers[CLIENT_HEADER];
  return typeof label === 'string' && CLIENT_LABEL.test(label) ? label : null;
}

function unauthenticated(message: string) {
  return new PlatformError('unauthenticated', message, {
    hint: 'Sign in and send "Authorization: Bearer <token>".',
  });
}
