import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root, toolEnvironment, tools } from '../toolchain.mjs';
import { Failure } from './failure.mjs';

/** What the scripts need to know from the app-config. */
export function readSettings() {
  const env = stateEnvironment();
  try {
    return JSON.parse(
      execFileSync(tools.node, [join(root, 'scripts', 'lib', 'settings.mjs')], {
        cwd: root,
        env: toolEnvironment(env),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  } catch (error) {
    throw new Failure(
      'The configuration could not be read.',
      'Correct app-config.yaml or the APP_CONFIG_ variables.',
      new Error(error.stderr?.trim() || error.message),
    );
  }
}

/** Fails when something else listens where the backend should. */
export async function checkPort({ host, port }) {
  const server = createServer();
  await new Promise((done, fail) => {
    server.once('error', fail);
    server.listen({ host, port, exclusive: true }, done);
  }).catch(error => {
    throw new Failure(
      error.code === 'EADDRINUSE'
        ? `Port ${port} on ${host} is in use, maybe by another MCTL.`
        : `Port ${port} on ${host} cannot be listened on (${error.code}).`,
      'Stop that program, or choose another port in app-config.yaml (backend.listen.port and both baseUrl).',
    );
  });
  await new Promise(done => server.close(done));
}

/** Starts the backend from its sources; its output goes to a log file. */
export function startBackend({ settings, verbose, env = {} }) {
  const folder = join(settings.stateFolder, 'logs');
  const logFile = join(folder, 'backend.log');
  mkdirSync(settings.stateFolder, { recursive: true, mode: 0o700 });
  mkdirSync(folder, { recursive: true });
  if (existsSync(logFile)) {
    renameSync(logFile, join(folder, 'backend.previous.log'));
  }
  const log = createWriteStream(logFile, { mode: 0o600 });

  const child = spawn(
    tools.node,
    [
      '--require',
      join(
        root,
        'node_modules',
        '@backstage',
        'cli',
        'config',
        'nodeTransform.cjs',
      ),
      join('packages', 'backend', 'src', 'index.ts'),
    ],
    {
      cwd: root,
      env: toolEnvironment({ ...stateEnvironment(), ...env }),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  for (const [stream, shown] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ]) {
    stream.pipe(log, { end: false });
    if (verbose) stream.pipe(shown, { end: false });
  }

  const exited = new Promise(done => {
    child.once('close', (code, signal) => {
      log.end();
      done({ code, signal });
    });
  });
  return { child, exited, logFile };
}

/** Passes the signals that stop this process on to the backend. */
export function forwardSignals(child) {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      child.kill(asked ? 'SIGKILL' : 'SIGTERM');
      asked = true;
    });
  }
  return { wasAsked: () => asked };
}

/** Resolves once the backend answers, or says how it ended before that. */
export async function waitUntilReady({ settings, exited }) {
  let end;
  exited.then(result => {
    end = result;
  });
  const host = settings.host === '0.0.0.0' ? '127.0.0.1' : settings.host;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${settings.port}`;
  while (!end) {
    if (await answers(`${url}/.backstage/health/v1/readiness`))
      return undefined;
    await sleep(200);
  }
  return end;
}

async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Nobody listens yet: that is what the caller waits out.
    return false;
  }
}

/**
 * When only the state folder is overridden, everything that lives in it by
 * default moves along.
 */
function stateEnvironment() {
  const folder = process.env.APP_CONFIG_mctl_stateDir;
  if (!folder) return {};
  const moved = {
    APP_CONFIG_backend_database_connection_directory: join(folder, 'db'),
    APP_CONFIG_mctl_gitops_repository: `file:${join(folder, 'gitops.git')}`,
  };
  return Object.fromEntries(
    Object.entries(moved).filter(([name]) => !process.env[name]),
  );
}
