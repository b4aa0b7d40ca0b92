import { ServiceUnavailableError } from '@backstage/errors';
import {
  createProxyAuthProviderFactory,
  type AuthProviderFactory,
  type AuthResolverContext,
  type ProxyAuthenticator,
} from '@backstage/plugin-auth-node';
import { userRef, type LocalPerson } from '@mctl/plugin-platform-common';

/** Issues the tokens of the local people. */
export class LocalSignIn {
  /** Makes the auth provider. */
  readonly factory: AuthProviderFactory;
  #context: AuthResolverContext | undefined;

  static create(options: {
    authenticator: ProxyAuthenticator<unknown, LocalPerson, unknown>;
  }) {
    return new LocalSignIn(options.authenticator);
  }

  private constructor(
    authenticator: ProxyAuthenticator<unknown, LocalPerson, unknown>,
  ) {
    const createProvider = createProxyAuthProviderFactory({
      authenticator,
      signInResolver: ({ result }, context) => issueToken(context, result.name),
    });
    this.factory = options => {
      this.#context = options.resolverContext;
      return createProvider(options);
    };
  }

  /**
   * A bearer token of a person, good for an hour.
   *
   * @throws ServiceUnavailableError before the auth plugin has started
   */
  async issueToken(name: string): Promise<string> {
    if (!this.#context) {
      throw new ServiceUnavailableError('The auth plugin has not started yet');
    }
    const { token } = await issueToken(this.#context, name);
    return token;
  }
}

/** No catalog is asked: it may still be starting, and the names are fixed. */
function issueToken(context: AuthResolverContext, name: string) {
  const user = userRef(name);
  return context.issueToken({ claims: { sub: user, ent: [user] } });
}
