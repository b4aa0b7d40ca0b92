import { request as httpRequest } from 'node:http';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  startFakePlatform,
  type FakePlatform,
} from './__testUtils__/fakePlatform';

const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };

describe('the endpoint', () => {
  let platform: FakePlatform;

  beforeAll(async () => {
    platform = await startFakePlatform();
  });

  function post(
    body: string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(platform.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
        Authorization: mockCredentials.user.header(),
        ...headers,
      },
      body,
    });
  }

  it('answers a plain request', async () => {
    expect((await post(JSON.stringify(LIST))).status).toBe(200);
  });

  it('says to somebody without a token where to get access', async () => {
    const response = await fetch(platform.url, { method: 'POST' });

    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toBe(
      'Bearer resource_metadata="http://localhost:7007/.well-known/oauth-protected-resource/mcp"',
    );
  });

  it.each([
    ['a made-up one', 'Bearer nonsense'],
    ['one of a service', mockCredentials.service.header()],
    ['a local grant where there are none', 'Bearer mctl_local_e30.e30.sig'],
  ])('refuses a token: %s', async (_what, authorization) => {
    const response = await post(JSON.stringify(LIST), {
      Authorization: authorization,
    });

    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toContain(
      'error="invalid_token"',
    );
  });

  it('takes no token from the query', async () => {
    const token = mockCredentials.user.token();
    const response = await fetch(`${platform.url}?access_token=${token}`, {
      method: 'POST',
      body: JSON.stringify(LIST),
    });
    expect(response.status).toBe(401);
  });

  it.each([
    'https://attacker.example',
    'null',
    'http://localhost.attacker.example',
  ])('refuses the foreign origin %s', async origin => {
    const response = await post(JSON.stringify(LIST), { Origin: origin });
    expect(response.status).toBe(403);
  });

  it('takes the portal as origin', async () => {
    const response = await post(JSON.stringify(LIST), {
      Origin: 'http://localhost:7007',
    });
    expect(response.status).toBe(200);
  });

  it('refuses a foreign host, as DNS rebinding would send', async () => {
    const { port } = new URL(platform.url);
    const status = await new Promise(resolve => {
      httpRequest(
        {
          port,
          path: '/mcp',
          method: 'POST',
          headers: {
            Host: 'attacker.example',
            Authorization: mockCredentials.user.header(),
          },
        },
        response => {
          response.resume();
          resolve(response.statusCode);
        },
      ).end();
    });
    expect(status).toBe(403);
  });

  it('refuses a body of 5 MB', async () => {
    const response = await post(
      JSON.stringify({ ...LIST, params: { padding: 'x'.repeat(5_000_000) } }),
    );
    expect(response.status).toBe(413);
  });

  it('survives arguments that are nested very deeply', async () => {
    const depth = 100_000;
    const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const response = await post(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"mctl_make_thing","arguments":{"name":${nested}}}}`,
    );
    const text = await response.text();

    expect(text).toMatch(/nested more than|-32\d{3}/);
    expect(platform.ledger.accepted).toHaveLength(0);
    expect((await post(JSON.stringify(LIST))).status).toBe(200);
  });

  it.each(['', '{', '[]', 'null', '{"jsonrpc":"2.0"}', '\u0000'])(
    'answers the malformed body %j with a protocol error',
    async body => {
      const response = await post(body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: {} });
    },
  );

  it.each(['GET', 'DELETE'])('has no sessions to %s', async method => {
    const response = await fetch(platform.url, {
      method,
      headers: {
        Accept: 'text/event-stream',
        Authorization: mockCredentials.user.header(),
      },
    });
    expect(response.status).toBe(405);
  });

  it('tells everybody how to get access, and nothing else', async () => {
    const response = await fetch(
      new URL('/.well-known/oauth-protected-resource/mcp', platform.url),
    );
    expect(await response.json()).toEqual({
      resource: 'http://localhost:7007/mcp',
      resource_name: 'MCTL',
      scopes_supported: ['mctl:read', 'mctl:write', 'mctl:admin'],
      bearer_methods_supported: ['header'],
    });
  });
});

describe('while the platform starts', () => {
  it('answers 503 and works as soon as the capabilities are known', async () => {
    const platform = await startFakePlatform({ frozen: false });
    const ask = () =>
      fetch(platform.url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/json, text/event-stream',
          Authorization: mockCredentials.user.header(),
        },
        body: JSON.stringify(LIST),
      });

    const early = await ask();
    expect(early.status).toBe(503);
    expect(await early.json()).toMatchObject({
      error: { data: { code: 'unavailable' } },
    });

    platform.registry.freeze();
    expect((await ask()).status).toBe(200);
  });
});
