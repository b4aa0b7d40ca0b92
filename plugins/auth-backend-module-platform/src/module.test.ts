import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { gitOpsRepositoryServiceRef } from '@mctl/plugin-gitops-node';
import { LocalGrants } from '@mctl/plugin-platform-node';
import { TestPlatform } from '@mctl/plugin-platform-node/testUtils';
import request from 'supertest';
import { authModulePlatform } from './module';

describe('authModulePlatform', () => {
  let stateDir: string;
  let platform: TestPlatform;
  let backend: TestBackend | undefined;

  beforeAll(async () => {
    platform = await TestPlatform.create({ capabilities: [] });
  });

  afterAll(() => platform.stop());

  beforeEach(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'mctl-auth-'));
  });

  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
    await rm(stateDir, { recursive: true, force: true });
  });

  async function start(mctl: object = {}) {
    backend = await startTestBackend({
      features: [
        authPlugin,
        authModulePlatform,
        catalogServiceMock.factory(),
        createServiceFactory({
          service: gitOpsRepositoryServiceRef,
          deps: {},
          factory: () => platform.repository,
        }),
        // Runs a task at once, as the real one does, so that its end is the
        // end of the start-up.
        mockServices.scheduler.mock({
          scheduleTask: async task => task.fn(AbortSignal.abort()),
        }).factory,
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost:3000' },
            backend: { baseUrl: 'http://localhost:7007' },
            auth: { environment: 'development', providers: { local: {} } },
            mctl: { stateDir, ...mctl },
          },
        }),
      ],
    });
    return backend.server;
  }

  const refresh = (server: TestBackend['server'], query: string) =>
    request(server)
      .get(`/api/auth/local/refresh${query}`)
      .set('X-Requested-With', 'XMLHttpRequest');

  it.each(['guest', 'ada', 'ben'])('signs %s in', async name => {
    const response = await refresh(await start(), `?user=${name}`);

    expect(response.status).toBe(200);
    expect(response.body.backstageIdentity.identity).toEqual({
      type: 'user',
      userEntityRef: `user:default/${name}`,
      ownershipEntityRefs: expect.arrayContaining([`user:default/${name}`]),
    });
    expect(claimsOf(response.body.backstageIdentity.token)).toMatchObject({
      sub: `user:default/${name}`,
      aud: 'backstage',
    });
    expect(response.body.profile.displayName.toLowerCase()).toBe(name);
  });

  it.each(['', '?user=', '?user=eve', '?user=ADA', '?user=ada&user=guest'])(
    'answers 401 with the choices to "%s"',
    async query => {
      const response = await refresh(await start(), query);

      expect(response.status).toBe(401);
      expect(response.body.error.message).toContain('guest, ada, ben');
    },
  );

  it('refuses what another page could send', async () => {
    const response = await request(await start()).get(
      '/api/auth/local/refresh?user=guest',
    );

    expect(response.status).toBe(401);
    expect(response.body.error.message).toContain('X-Requested-With');
  });

  it.each(['evil.example.com', 'localhost.evil.example.com', '192.168.1.7'])(
    'refuses the host %s',
    async host => {
      const server = await start();
      const response = await refresh(server, '?user=guest').set('Host', host);

      expect(response.status).toBe(403);
    },
  );

  it('writes tokens that only the owner can read', async () => {
    await start();
    const folder = join(stateDir, 'tokens');

    expect((await readdir(folder)).sort()).toEqual([
      'ada',
      'ben',
      'guest',
      'guest-mcp',
    ]);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of ['ada', 'ben', 'guest']) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
      const token = (await readFile(join(folder, name), 'utf8')).trim();
      expect(claimsOf(token).sub).toBe(`user:default/${name}`);
    }
  });

  it('writes a 30-day grant for AI clients', async () => {
    await start();
    const file = join(stateDir, 'tokens', 'guest-mcp');
    const grant = (await readFile(file, 'utf8')).trim();
    const grants = await LocalGrants.open(stateDir);
    const { iat, exp } = claimsOf(grant);

    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await grants.verify(grant)).toBe('user:default/guest');
    expect(exp - iat).toBe(30 * 24 * 60 * 60);
  });

  it('removes the tokens when the backend stops', async () => {
    await start();
    await backend?.stop();
    backend = undefined;

    expect(await readdir(stateDir)).toEqual(['local-grants.key']);
  });

  it('does nothing on a real cluster', async () => {
    const server = await start({ cluster: { type: 'kubernetes' } });
    const response = await refresh(server, '?user=guest');

    expect(response.status).toBe(404);
    expect(await readdir(stateDir)).toEqual([]);
  });
});

function claimsOf(token: string) {
  return JSON.parse(
    Buffer.from(token.split('.')[1], 'base64url').toString('utf8'),
  );
}
