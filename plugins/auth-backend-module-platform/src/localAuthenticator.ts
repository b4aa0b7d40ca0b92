import { AuthenticationError, NotAllowedError } from '@backstage/errors';
import { createProxyAuthenticator } from '@backstage/plugin-auth-node';
import { LOCAL_PEOPLE, type LocalPerson } from '@mctl/plugin-platform-common';
import type { Request } from 'express';

const LOOPBACK_ADDRESS = /^(?:::ffff:)?127(?:\.\d{1,3}){3}$|^::1$/;
const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/** Takes the chosen person at their word, when they sit at this machine. */
export const localAuthenticator = createProxyAuthenticator({
  defaultProfileTransform: async (person: LocalPerson) => ({
    profile: { displayName: person.displayName },
  }),
  initialize() {},
  async authenticate({ req }) {
    checkOrigin(req);
    const { user } = req.query;
    const person = LOCAL_PEOPLE.find(({ name }) => name === user);
    if (!person) {
      const names = LOCAL_PEOPLE.map(({ name }) => name).join(', ');
      throw new AuthenticationError(
        `Nobody here has that name; ?user= is one of ${names}`,
      );
    }
    return { result: person };
  },
});

function checkOrigin(req: Request) {
  if (
    !LOOPBACK_ADDRESS.test(req.socket.remoteAddress ?? '') ||
    !LOOPBACK_HOST.test(req.headers.host ?? '')
  ) {
    throw new NotAllowedError(
      'The local people sign in from this machine only, at localhost',
    );
  }
  // Browsers send this header to another origin only if that origin agrees.
  if (req.get('X-Requested-With') !== 'XMLHttpRequest') {
    throw new AuthenticationError(
      'The header "X-Requested-With: XMLHttpRequest" is missing',
    );
  }
}
