/** @jest-environment node */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalIdentity } from './LocalIdentity';

const MINUTE = 60_000;

describe('LocalIdentity', () => {
  let server: Server;
  let requests: Array<{ url?: string; requestedWith?: string | string[] }>;
  let status: number;
  let session: () => object;
  let now: number;

  beforeEach(async () => {
    requests = [];
    status = 200;
    now = Date.parse('2026-03-01T12:00:00Z');
    session = () => sessionOf(`token-${requests.length}`, 3600);
    server = createServer((request, response) => {
      requests.push({
        url: request.url,
        requestedWith: request.headers['x-requested-with'],
      });
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(session()));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  function signIn(onSignOut = () => undefined) {
    const { port } = server.address() as AddressInfo;
    return LocalIdentity.signIn({
      person: 'ada',
      discoveryApi: {
        getBaseUrl: async plugin => `http://127.0.0.1:${port}/api/${plugin}`,
      },
      onSignOut,
      now: () => now,
    });
  }

  it('signs in as the chosen person', async () => {
    const identity = await signIn();

    expect(requests).toEqual([
      {
        url: '/api/auth/local/refresh?user=ada',
        requestedWith: 'XMLHttpRequest',
      },
    ]);
    await expect(identity.getBackstageIdentity()).resolves.toMatchObject({
      userEntityRef: 'user:default/ada',
    });
    await expect(identity.getProfileInfo()).resolves.toEqual({
      displayName: 'Ada',
    });
    await expect(identity.getCredentials()).resolves.toEqual({
      token: 'token-1',
    });
  });

  it('keeps the token while it is good for long enough', async () => {
    const identity = await signIn();
    now += 54 * MINUTE;
    await identity.getCredentials();

    expect(requests).toHaveLength(1);
  });

  it('renews the token once before it expires', async () => {
    const identity = await signIn();
    now += 56 * MINUTE;

    const both = await Promise.all([
      identity.getCredentials(),
      identity.getCredentials(),
    ]);

    expect(both).toEqual([{ token: 'token-2' }, { token: 'token-2' }]);
    expect(requests).toHaveLength(2);
  });

  it('makes do with the token at hand while it cannot be renewed', async () => {
    const identity = await signIn();
    now += 56 * MINUTE;
    status = 503;

    await expect(identity.getCredentials()).resolves.toEqual({
      token: 'token-1',
    });
    now += 5 * MINUTE;
    await expect(identity.getCredentials()).rejects.toMatchObject({
      name: 'ResponseError',
    });
  });

  it('reads the expiry from the token when the session does not tell', async () => {
    const exp = Math.floor(now / 1000) + 3600;
    const payload = Buffer.from(JSON.stringify({ exp })).toString('base64url');
    session = () => sessionOf(`h.${payload}.s`, undefined);
    const identity = await signIn();
    now += 54 * MINUTE;
    await identity.getCredentials();
    expect(requests).toHaveLength(1);
    now += 2 * MINUTE;
    await identity.getCredentials();
    expect(requests).toHaveLength(2);
  });

  it('does not sign in whom the platform refuses', async () => {
    status = 401;

    await expect(signIn()).rejects.toMatchObject({ name: 'ResponseError' });
  });

  it('does not take anything for a session', async () => {
    session = () => ({ profile: {} });

    await expect(signIn()).rejects.toMatchObject({ name: 'ZodError' });
  });

  it('tells when the person signs out', async () => {
    const onSignOut = jest.fn();
    const identity = await signIn(onSignOut);
    await identity.signOut();

    expect(onSignOut).toHaveBeenCalledTimes(1);
  });
});

function sessionOf(token: string, expiresInSeconds: number | undefined) {
  return {
    profile: { displayName: 'Ada' },
    backstageIdentity: {
      token,
      expiresInSeconds,
      identity: {
        type: 'user',
        userEntityRef: 'user:default/ada',
        ownershipEntityRefs: ['user:default/ada'],
      },
    },
  };
}
