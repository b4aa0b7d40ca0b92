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
  readonly #ownershipOf: (name: string) => string[];
  #context: AuthResolverContext | undefined;

  static create(options: {
    authenticator: ProxyAuthenticator<unknown, LocalPerson, unknown>;
    /** References of the entities that a person's catalog shows as owned. */
    ownershipOf: (name: string) => string[];
  }) {
    return new LocalSignIn(options);
  }

  private constructor(options: {
    authenticator: ProxyAuthenticator<unknown, LocalPerson, unknown>;
    ownershipOf: (name: string) => string[];
  }) {
    this.#ownershipOf = options.ownershipOf;
    const createProvider = createProxyAuthProviderFactory({
      authenticator: options.authenticator,
      signInResolver: ({ result }, context) =>
        this.#issue(context, result.name),
    });
    this.factory = provider => {
      this.#context = provider.resolverContext;
      return createProvider(provider);
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
    const { token } = await this.#issue(this.#context, name);
    return token;
  }

  /** No catalog is asked: it may still be starting, and the names are fixed. */
  #issue(context: AuthResolverContext, name: string) {
    return context.issueToken({
      claims: { sub: userRef(name), ent: this.#ownershipOf(name) },
    });
  }
}
