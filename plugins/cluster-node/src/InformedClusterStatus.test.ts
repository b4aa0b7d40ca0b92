import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import { KubeConfig } from '@kubernetes/client-node';
import { isKnown } from '@mctl/plugin-platform-common';
import type { Clock } from './clock';
import { untilObserved } from './clusterStatus.contract';
import { InformedClusterStatus } from './InformedClusterStatus';

const NAMESPACES = '/api/v1/namespaces';

/** An API server that answers what a test tells it to. */
async function startServer() {
  const lists = new Map<string, object[]>();
  const watches = new Map<string, ServerResponse>();
  const opened = new EventEmitter();
  let listed = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader('content-type', 'application/json');
    if (url.searchParams.get('watch')) {
      watches.set(url.pathname, response);
      response.flushHeaders();
      opened.emit(url.pathname);
      return;
    }
    listed += url.pathname === NAMESPACES ? 1 : 0;
    const items = lists.get(url.pathname) ?? [];
    response.end(JSON.stringify({ metadata: { resourceVersion: '1' }, items }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    lists,
    /** How often the namespaces were listed. */
    get listed() {
      return listed;
    },
    /** Sends to the watch of a path, once there is one. */
    async send(path: string, type: string, object: object) {
      if (!watches.has(path)) {
        await once(opened, path);
      }
      watches.get(path)?.write(`${JSON.stringify({ type, object })}\n`);
    },
    end: (path: string) => watches.get(path)?.end(),
    load() {
      const kubeConfig = new KubeConfig();
      kubeConfig.loadFromClusterAndUser(
        { name: 'c', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
        { name: 'u' },
      );
      return kubeConfig;
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function namespace(name: string, resourceVersion: string) {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, uid: name, resourceVersion },
  };
}

describe('InformedClusterStatus', () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  let status: InformedClusterStatus;
  let offsetMs: number;
  const clock: Clock = {
    now: () => new Date(Date.now() + offsetMs),
    schedule(_delayMs, callback) {
      const immediate = setImmediate(callback);
      return () => clearImmediate(immediate);
    },
  };
  const create = (load: () => KubeConfig) =>
    InformedClusterStatus.create({
      connection: { type: 'kubernetes', argocdNamespace: 'argocd', load },
      logger: mockServices.logger.mock(),
      clock,
    });

  beforeEach(async () => {
    offsetMs = 0;
    server = await startServer();
    server.lists.set(NAMESPACES, [namespace('acme', '1')]);
    status = create(server.load);
  });

  afterEach(async () => {
    status.stop();
    await server.stop();
  });

  const known = (name: string) =>
    untilObserved(
      status,
      () => status.namespace(name),
      value => value !== null,
    );

  it('knows nothing, and says so, before the first list', () => {
    expect(status.namespace('acme')).toEqual({
      unknown: 'the cluster has not answered yet',
      source: 'cluster',
    });
  });

  it('follows the watch', async () => {
    status.start();
    await known('acme');
    await server.send(NAMESPACES, 'ADDED', namespace('billing', '2'));
    await known('billing');
    await server.send(NAMESPACES, 'DELETED', namespace('billing', '3'));
    await untilObserved(
      status,
      () => status.namespace('billing'),
      value => value === null,
    );
    expect(status.namespace('acme')).toMatchObject({
      value: { name: 'acme', phase: 'Active' },
    });
  });

  it('lists again when its place in the history is forgotten', async () => {
    status.start();
    await known('acme');
    const before = server.listed;
    server.lists.set(NAMESPACES, [namespace('fresh', '9')]);
    await server.send(NAMESPACES, 'ERROR', { kind: 'Status', code: 410 });
    server.end(NAMESPACES);
    await known('fresh');
    expect(server.listed).toBe(before + 1);
    expect(status.namespace('acme')).toMatchObject({ value: null });
  });

  it('says since when it cannot be reached, and what was last seen', async () => {
    status.start();
    await known('acme');
    const lost = new Promise<void>(resolve => {
      const stop = status.subscribe(() => {
        if (!isKnown(status.namespace('acme'))) {
          stop();
          resolve();
        }
      });
    });
    await server.stop();
    await lost;
    expect(status.namespace('acme')).toMatchObject({
      unknown: expect.stringMatching(
        /^the cluster could not be reached since \d{4}-.*Z$/,
      ),
      source: 'cluster',
      last: { value: { name: 'acme' }, source: 'cluster' },
    });
    server = await startServer();
  });

  it('does not trust a watch that is silent for too long', async () => {
    status.start();
    await known('acme');
    offsetMs = 89_000;
    expect(isKnown(status.namespace('acme'))).toBe(true);
    offsetMs = 95_000;
    expect(status.namespace('acme')).toMatchObject({
      unknown: expect.stringContaining('could not be reached'),
      last: { value: { name: 'acme' } },
    });
  });

  it('keeps trying when there is no kubeconfig yet', async () => {
    status.stop();
    let attempts = 0;
    status = create(() => {
      attempts += 1;
      if (attempts < 30) {
        throw new Error('no such file');
      }
      return server.load();
    });
    status.start();
    await known('acme');
    expect(attempts).toBeGreaterThanOrEqual(30);
  });
});
