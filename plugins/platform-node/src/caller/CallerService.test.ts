import {
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { memberName } from './Caller';
import { CallerService } from './CallerService';
import { isLocalGrant, LocalGrants } from './LocalGrants';

type HttpRequest = Parameters<CallerService['fromRequest']>[0];

function request(headers: Record<string, string | undefined>): HttpRequest {
  const message = new IncomingMessage(new Socket());
  Object.assign(message.headers, headers);
  // Express adds much to a request; the service reads its headers only.
  return message as HttpRequest;
}

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mctl-grants-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function createService(options: { grants?: boolean } = {}) {
  const localGrants =
    options.grants === false ? undefined : await LocalGrants.open(directory);
  return {
    localGrants,
    callers: CallerService.create({
      auth: mockServices.auth(),
      httpAuth: mockServices.httpAuth({
        defaultCredentials: mockCredentials.none(),
      }),
      localGrants,
    }),
  };
}

describe('CallerService', () => {
  it('knows a person by their token', async () => {
    const { callers } = await createService();
    const authorization = mockCredentials.user.header('user:default/ada');
    await expect(
      callers.fromRequest(request({ authorization }), { via: 'rest' }),
    ).resolves.toMatchObject({
      user: 'user:default/ada',
      tokenKind: 'backstage',
      client: null,
      via: 'rest',
      scopes: ['mctl:read', 'mctl:write', 'mctl:admin'],
    });
  });

  it('knows a person by credentials that Backstage has looked at', async () => {
    const { callers } = await createService();
    const credentials = mockCredentials.user('user:default/ada');
    expect(
      callers.fromCredentials(credentials, { via: 'action' }),
    ).toMatchObject({
      user: 'user:default/ada',
      client: null,
      via: 'action',
      credentials,
    });
    for (const nobody of [mockCredentials.none(), mockCredentials.service()]) {
      expect(() => callers.fromCredentials(nobody, { via: 'action' })).toThrow(
        'does not belong to a person',
      );
    }
  });

  it.each([
    ['nobody', undefined, 'Nobody is signed in'],
    [
      'a service',
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.service('plugin:other'),
        targetPluginId: 'test',
      }),
      'does not belong to a person',
    ],
  ])('refuses %s', async (_, authorization, message) => {
    const { callers } = await createService();
    await expect(
      callers.fromRequest(request({ authorization }), { via: 'rest' }),
    ).rejects.toMatchObject({
      code: 'unauthenticated',
      message: expect.stringContaining(message),
    });
  });

  it('refuses a token that is nobody’s', async () => {
    const { callers } = await createService();
    await expect(
      callers.fromRequest(
        request({ authorization: mockCredentials.user.invalidHeader() }),
        { via: 'rest' },
      ),
    ).rejects.toThrow(expect.objectContaining({ name: 'AuthenticationError' }));
  });

  it.each([
    ['Claude', 'mcp', 'Claude', 'mcp'],
    ['portal', 'rest', 'portal', 'portal'],
    // Only REST can be the portal: a label decides nothing else.
    ['portal', 'mcp', 'portal', 'mcp'],
    ['a'.repeat(61), 'rest', null, 'rest'],
    ['line\nbreak', 'rest', null, 'rest'],
    ['', 'rest', null, 'rest'],
  ] as const)(
    'takes the label %j by %s as a label',
    async (label, via, client, as) => {
      const { callers } = await createService();
      await expect(
        callers.fromRequest(
          request({
            authorization: mockCredentials.user.header(),
            'x-mctl-client': label,
          }),
          { via },
        ),
      ).resolves.toMatchObject({ client, via: as });
    },
  );

  describe('local grants', () => {
    it('let in where they are accepted', async () => {
      const { callers, localGrants } = await createService();
      const token = await localGrants?.issue('user:default/ada');
      await expect(
        callers.fromRequest(request({ authorization: `Bearer ${token}` }), {
          via: 'mcp',
          localGrants: true,
        }),
      ).resolves.toMatchObject({
        user: 'user:default/ada',
        tokenKind: 'local-grant',
        via: 'mcp',
      });
    });

    it('are refused everywhere else', async () => {
      const { callers, localGrants } = await createService();
      const token = await localGrants?.issue('user:default/ada');
      await expect(
        callers.fromRequest(request({ authorization: `Bearer ${token}` }), {
          via: 'rest',
        }),
      ).rejects.toMatchObject({
        code: 'unauthenticated',
        message: expect.stringContaining('MCP endpoint only'),
      });
    });

    it('are refused once somebody has changed them', async () => {
      const { callers, localGrants } = await createService();
      const [header, , signature] = String(
        await localGrants?.issue('user:default/ada'),
      ).split('.');
      const payload = Buffer.from(
        JSON.stringify({ sub: 'user:default/admin' }),
      ).toString('base64url');
      const token = [header, payload, signature].join('.');
      await expect(
        callers.fromRequest(request({ authorization: `Bearer ${token}` }), {
          via: 'mcp',
          localGrants: true,
        }),
      ).rejects.toMatchObject({ code: 'unauthenticated' });
    });

    it('mean nothing where there are none', async () => {
      const { localGrants } = await createService();
      const token = await localGrants?.issue('user:default/ada');
      const { callers } = await createService({ grants: false });
      await expect(
        callers.fromRequest(request({ authorization: `Bearer ${token}` }), {
          via: 'mcp',
          localGrants: true,
        }),
      ).rejects.toThrow(
        expect.objectContaining({ name: 'AuthenticationError' }),
      );
    });
  });
});

describe('LocalGrants', () => {
  it('accepts its own tokens, also after it was opened again', async () => {
    const first = await LocalGrants.open(directory);
    const second = await LocalGrants.open(directory);
    const token = await first.issue('user:default/ada');
    expect(isLocalGrant(token)).toBe(true);
    await expect(second.verify(token)).resolves.toBe('user:default/ada');
  });

  it('has one key, however many open it at once', async () => {
    const opened = await Promise.all(
      Array.from({ length: 8 }, () => LocalGrants.open(directory)),
    );
    const token = await opened[0].issue('user:default/ada');
    await expect(
      Promise.all(opened.map(grants => grants.verify(token))),
    ).resolves.toEqual(opened.map(() => 'user:default/ada'));
  });

  it('keeps its key to its user, and leaves nothing beside it', async () => {
    await LocalGrants.open(directory);
    const [name, ...others] = await readdir(directory);
    expect(others).toEqual([]);
    const { mode, size } = await stat(join(directory, name));
    expect((mode % 0o1000).toString(8)).toBe('600');
    expect(size).toBe(32);
  });

  it('refuses the tokens of another key', async () => {
    const token = await (
      await LocalGrants.open(directory)
    ).issue('user:default/ada');
    await rm(join(directory, (await readdir(directory))[0]));
    const other = await LocalGrants.open(directory);
    await expect(other.verify(token)).resolves.toBeUndefined();
  });

  it('does not open with a key that was cut off', async () => {
    await LocalGrants.open(directory);
    const path = join(directory, (await readdir(directory))[0]);
    await writeFile(path, '');
    await expect(LocalGrants.open(directory)).rejects.toThrow('32 bytes');
  });

  it.each([
    ['expired', { exp: 1, iss: 'mctl-local', aud: 'mctl-mcp' }],
    ['of another issuer', { exp: 2 ** 32, iss: 'other', aud: 'mctl-mcp' }],
    ['for another endpoint', { exp: 2 ** 32, iss: 'mctl-local', aud: 'x' }],
  ])('refuses a token that is %s', async (_, claims) => {
    const grants = await LocalGrants.open(directory);
    const key = await readFile(join(directory, (await readdir(directory))[0]));
    const token = await new SignJWT({ ...claims, sub: 'user:default/ada' })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(key);
    await expect(grants.verify(`mctl_local_${token}`)).resolves.toBeUndefined();
  });

  it.each(['mctl_local_', 'mctl_local_a.b.c', 'mctl_local_e30.e30.'])(
    'refuses %s',
    async token => {
      const grants = await LocalGrants.open(directory);
      await expect(grants.verify(token)).resolves.toBeUndefined();
    },
  );
});

describe('memberName', () => {
  it.each([
    ['user:default/ada', 'ada'],
    ['user:github/ada', undefined],
    ['user:default-2/ada', undefined],
    ['group:default/ada', undefined],
    ['ada', undefined],
    ['user:default/', undefined],
    ['x user:default/ada', undefined],
  ])('%s is listed as %s', (user, name) => {
    expect(memberName(user)).toBe(name);
  });
});
