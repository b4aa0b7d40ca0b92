import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { gitOpsRepositoryServiceRef } from '@mctl/plugin-gitops-node';
import request from 'supertest';
import { sandboxPlugin } from './plugin';
import { TestRepository } from './testing/TestRepository';

describe('sandboxPlugin', () => {
  const logger = mockServices.logger.mock();
  const admin = mockCredentials.user.header('user:default/guest');
  const ada = mockCredentials.user.header('user:default/ada');
  let folder: string;
  let repository: TestRepository;
  let backend: Awaited<ReturnType<typeof startTestBackend>>;

  const start = (cluster: string) =>
    startTestBackend({
      features: [
        sandboxPlugin,
        mockServices.rootConfig.factory({
          data: {
            backend: { baseUrl: 'http://localhost' },
            mctl: {
              admins: ['user:default/guest'],
              stateDir: folder,
              cluster:
                cluster === 'sandbox'
                  ? { type: 'sandbox' }
                  : { type: 'kubernetes', url: 'https://10.0.0.1', token: 't' },
              sandbox: { port: 0, ingressPort: 0 },
            },
          },
        }),
        createServiceFactory({
          service: gitOpsRepositoryServiceRef,
          deps: {},
          factory: () => repository.git,
        }),
      ],
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mctl-sandbox-'));
    repository = await TestRepository.create({ folder, logger });
    backend = await start('sandbox');
  });

  afterAll(async () => {
    await backend.stop();
    await repository.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('injects, lists and clears faults for platform admins', async () => {
    const put = await request(backend.server)
      .put('/api/sandbox/v1/faults/acme/shop')
      .set('authorization', admin)
      .send({ fault: 'crash-loop', release: '1.5.0', after: '30s' });
    expect(put).toMatchObject({
      status: 200,
      body: {
        tenant: 'acme',
        service: 'shop',
        fault: 'crash-loop',
        release: '1.5.0',
      },
    });
    const delayMs = Date.parse(put.body.activeAt) - Date.now();
    expect(delayMs).toBeGreaterThan(25_000);
    expect(delayMs).toBeLessThanOrEqual(30_000);

    const list = await request(backend.server)
      .get('/api/sandbox/v1/faults')
      .set('authorization', admin);
    expect(list.body.items).toEqual([put.body]);
    expect(list.body.kinds).toHaveLength(23);
    expect(list.body.kinds).toContainEqual({
      name: 'dependency-down',
      description: expect.stringContaining('target'),
    });

    const remove = () =>
      request(backend.server)
        .delete('/api/sandbox/v1/faults/acme/shop')
        .set('authorization', admin);
    expect(await remove()).toMatchObject({ status: 204 });
    expect(await remove()).toMatchObject({
      status: 404,
      body: { error: { code: 'not_found' } },
    });
  });

  it('names the kinds there are when asked for another', async () => {
    const response = await request(backend.server)
      .put('/api/sandbox/v1/faults/acme/shop')
      .set('authorization', admin)
      .send({ fault: 'meteor' });
    expect(response).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'invalid_input',
          path: 'fault',
          message: expect.stringContaining('image-missing, image-auth'),
        },
      },
    });
  });

  it.each([
    [{ fault: 'dependency-down' }, 'needs the host that is down'],
    [{ fault: 'dependency-down', target: 'Not A Host' }, 'host:port'],
    [{ fault: 'dependency-down', target: 'db:70000' }, 'a port up to 65535'],
    [{ fault: 'oom', target: 'db:5432' }, 'oom takes no target'],
  ])('refuses %j and says what to do', async (body, remedy) => {
    const response = await request(backend.server)
      .put('/api/sandbox/v1/faults/acme/shop')
      .set('authorization', admin)
      .send(body);
    expect(response).toMatchObject({
      status: 400,
      body: {
        error: { path: 'target', message: expect.stringContaining(remedy) },
      },
    });
  });

  it.each(['db', 'db:5432', 'shop.acme.svc', '10.43.0.10:6379'])(
    'takes the target %s',
    async target => {
      const response = await request(backend.server)
        .put('/api/sandbox/v1/faults/acme/shop')
        .set('authorization', admin)
        .send({ fault: 'dependency-down', target });
      expect(response).toMatchObject({ status: 200, body: { target } });
      await request(backend.server)
        .delete('/api/sandbox/v1/faults/acme/shop')
        .set('authorization', admin);
    },
  );

  it.each([
    'GET /v1/faults',
    'PUT /v1/faults/acme/shop',
    'DELETE /v1/faults/a',
  ])('refuses %s to people who are no admins, and to nobody', async what => {
    const [method, path] = what.split(' ');
    const send = () => {
      const agent = request(backend.server);
      const url = `/api/sandbox${path}`;
      if (method === 'PUT') {
        return agent.put(url);
      }
      return method === 'GET' ? agent.get(url) : agent.delete(url);
    };
    expect(await send().set('authorization', ada)).toMatchObject({
      status: 403,
      body: { error: { code: 'role_too_small' } },
    });
    expect(
      await send().set('authorization', mockCredentials.none.header()),
    ).toMatchObject({
      status: 401,
      body: { error: { code: 'unauthenticated' } },
    });
  });

  it('does nothing when another cluster is configured', async () => {
    const other = await start('kubernetes');
    const response = await request(other.server)
      .get('/api/sandbox/v1/faults')
      .set('authorization', admin);
    expect(response.status).toBe(404);
    await other.stop();
  });
});
