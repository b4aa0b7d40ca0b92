import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connectMcp } from '../../scripts/lib/mcpClient.mjs';
import { root } from '../../scripts/toolchain.mjs';
import { createActionsClient } from './actionsClient.mjs';
import { createCatalogClient } from './catalogClient.mjs';
import { askHost } from './ingress.mjs';
import { createRestClient } from './restClient.mjs';

const READY = 'MCTL is running.';
/** Milliseconds after which a start is given up, set-up included. */
const START_TIMEOUT = 10 * 60 * 1000;

/** A port that nothing listens on right now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (
    server.address()
  );
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts the platform with the real start command, on free ports and with a
 * state folder of its own, and resolves once it says that it is running.
 *
 * @param {object} [options]
 * @param {string} [options.stateFolder] one of an earlier start, to go on with
 * @param {Record<string, string>} [options.env]
 * @param {string} [options.checkout] where it is started from
 */
export async function startPlatform(options = {}) {
  const stateFolder =
    options.stateFolder ?? mkdtempSync(join(tmpdir(), 'mctl-e2e-'));
  const port = await freePort();
  const ingressPort = await freePort();
  const url = `http://localhost:${port}`;
  const began = performance.now();
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: options.checkout ?? root,
    env: {
      ...process.env,
      // Tests are quicker than people.
      APP_CONFIG_mctl_operations_rateLimit_reads: '6000',
      APP_CONFIG_mctl_operations_rateLimit_writes: '6000',
      ...options.env,
      APP_CONFIG_app_baseUrl: url,
      APP_CONFIG_backend_baseUrl: url,
      APP_CONFIG_backend_listen_port: String(port),
      APP_CONFIG_mctl_stateDir: stateFolder,
      APP_CONFIG_mctl_sandbox_port: String(await freePort()),
      APP_CONFIG_mctl_sandbox_ingressPort: String(ingressPort),
      APP_CONFIG_mctl_metrics_prometheus_url: `http://localhost:${ingressPort}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Also when a test is killed by its runner, nothing may stay behind.
  const stopWithUs = () => child.kill('SIGTERM');
  process.once('exit', stopWithUs);

  let output = '';
  const exited = once(child, 'close').then(([code, signal]) => {
    process.removeListener('exit', stopWithUs);
    return { code, signal };
  });
  const giveUp = setTimeout(stopWithUs, START_TIMEOUT);
  const isReady = new Promise(resolve => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        output += text;
        if (output.includes(READY)) resolve(true);
      });
    }
    exited.then(() => resolve(false));
  });
  const started = await isReady;
  clearTimeout(giveUp);
  if (!started) {
    rmSync(stateFolder, { recursive: true, force: true });
    throw new Error(`npm start ended before it was ready:\n${output}`);
  }

  /** @param {string} user */
  const token = user =>
    readFileSync(join(stateFolder, 'tokens', user), 'utf8').trim();
  await seeCluster(createRestClient({ url, token: () => token('guest') }));
  return {
    url,
    /** Process of the start command; the backend runs below it. */
    pid: child.pid,
    mcpUrl: `${url}/mcp`,
    /** Where services answer, by their hosts. */
    ingressPort,
    stateFolder,
    repository: join(stateFolder, 'gitops.git'),
    kubeconfig: join(stateFolder, 'kubeconfig'),
    /** Milliseconds from the command to the ready line. */
    startedIn: performance.now() - began,
    /** Resolves when the start command ends. */
    exited,
    token,
    output: () => output,
    log: () => readFileSync(join(stateFolder, 'logs', 'backend.log'), 'utf8'),

    /** @param {string} user */
    mcp: user => connectMcp({ url: `${url}/mcp`, token: token(user) }),
    /** @param {string} user */
    rest: user => createRestClient({ url, token: () => token(user) }),
    /** @param {string} user */
    actions: user => createActionsClient({ url, token: () => token(user) }),
    /** @param {string} user */
    catalog: user => createCatalogClient({ url, token: () => token(user) }),

    /**
     * Asks where a service answers, as somebody outside does.
     *
     * @param {string} tenant
     * @param {string} service
     * @param {string} [path]
     */
    ask: (tenant, service, path) =>
      askHost({
        port: ingressPort,
        host: `${service}--${tenant}.localhost`,
        path,
      }),

    /**
     * Breaks a service on purpose.
     *
     * @param {string} tenant
     * @param {string} service
     * @param {Record<string, unknown>} fault
     */
    async breakService(tenant, service, fault) {
      const response = await fetch(
        `${url}/api/sandbox/v1/faults/${tenant}/${service}`,
        {
          method: 'PUT',
          headers: {
            Authorization: `Bearer ${token('guest')}`,
            'Content-Type': 'application/json',
          },
          body: JSON.stringify(fault),
        },
      );
      if (!response.ok) {
        throw new Error(`${response.status}: ${await response.text()}`);
      }
    },

    async stop({ keepState = false } = {}) {
      child.kill('SIGTERM');
      await exited;
      if (!keepState) rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}

/**
 * Waits until the platform sees its cluster. It is ready a moment before, and
 * answers 503 to what needs to know the cluster until then.
 *
 * @param {ReturnType<typeof createRestClient>} rest
 */
async function seeCluster(rest) {
  const input = { tenant: 'probe', displayName: 'Probe' };
  while ((await rest.plan('create-tenant', input)).status === 503) {
    await pause(100);
  }
}
