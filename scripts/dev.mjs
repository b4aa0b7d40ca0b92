// npm run dev: the platform with a portal on port 3000 that reloads while its
// sources are edited. The backend serves no built portal then.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  checkPort,
  forwardSignals,
  readSettings,
  startBackend,
  waitUntilReady,
} from './lib/backend.mjs';
import { main } from './lib/failure.mjs';
import { ensurePortal, setUp } from './lib/setup.mjs';
import { root, toolEnvironment } from './toolchain.mjs';

const PORTAL = { host: '127.0.0.1', port: 3000 };
const PORTAL_URL = `http://localhost:${PORTAL.port}`;

await main(async () => {
  setUp();
  ensurePortal();
  const settings = readSettings();
  await checkPort(settings);
  await checkPort(PORTAL);

  const overrides = {
    APP_CONFIG_app_baseUrl: PORTAL_URL,
    APP_CONFIG_app_listen_host: PORTAL.host,
    APP_CONFIG_backend_cors_origin: PORTAL_URL,
    APP_CONFIG_backend_cors_credentials: 'true',
  };
  const backend = startBackend({
    settings,
    verbose: true,
    env: { NODE_ENV: 'development', ...overrides },
  });
  forwardSignals(backend.child);
  if (await waitUntilReady({ settings, exited: backend.exited })) return 1;

  const portal = spawn('backstage-cli', ['package', 'start'], {
    cwd: join(root, 'packages', 'app'),
    env: toolEnvironment(overrides),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  forwardSignals(portal);
  await backend.exited;
  portal.kill('SIGTERM');
  return 0;
});
