// npm start: sets everything up, runs the platform on this machine and says
// how to use it.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  checkPort,
  forwardSignals,
  readSettings,
  startBackend,
  waitUntilReady,
} from './lib/backend.mjs';
import { Failure, main } from './lib/failure.mjs';
import { ensurePortal, setUp } from './lib/setup.mjs';
import { root } from './toolchain.mjs';

await main(async () => {
  const verbose = process.argv.includes('--verbose');
  setUp();
  ensurePortal();

  const settings = readSettings();
  await checkPort(settings);
  process.stdout.write('Starting the platform\n');
  const { child, exited, logFile } = startBackend({ settings, verbose });
  const signals = forwardSignals(child);

  if (!(await waitUntilReady({ settings, exited }))) {
    process.stdout.write(
      settings.embedded
        ? await describeEmbedded(settings, exited)
        : describe(settings),
    );
    process.stdout.write(`\nLogs: ${shown(logFile)}. Press Ctrl+C to stop.\n`);
  }

  const { code, signal } = await exited;
  if (signals.wasAsked()) return 0;
  throw new Failure(
    `The platform stopped by itself (${signal ?? `exit code ${code}`}): ${lastError(logFile)}`,
    `Everything it said is in ${shown(logFile)}.`,
  );
});

function describe({ portalUrl, mcpUrl }) {
  return `
MCTL is running.

  Portal   ${portalUrl}
  MCP      ${mcpUrl}
`;
}

async function describeEmbedded(settings, exited) {
  const { stateFolder, mcpUrl } = settings;
  const grant = await readGrant(
    join(stateFolder, 'tokens', 'guest-mcp'),
    exited,
  );
  const client = {
    mcpServers: {
      mctl: {
        type: 'http',
        url: mcpUrl,
        headers: { Authorization: `Bearer ${grant}` },
      },
    },
  };
  return `${describe(settings)}
  People   guest (platform admin), ada and ben: choose one when you sign in
  Tokens   ${shown(join(stateFolder, 'tokens'))}/{guest,ada,ben}, bearer tokens for every API
  kubectl  export KUBECONFIG=${shown(join(stateFolder, 'kubeconfig'))}

Paste this into your AI client; it acts as guest and is good for 30 days:

${JSON.stringify(client, null, 2)}
`;
}

/** The backend writes the grant when it starts, maybe just after it is ready. */
async function readGrant(file, exited) {
  let ended = false;
  exited.then(() => {
    ended = true;
  });
  while (!existsSync(file)) {
    if (ended) return '';
    await sleep(100);
  }
  return readFileSync(file, 'utf8').trim();
}

/** The last error in the log, in one line. */
function lastError(logFile) {
  const lines = readFileSync(logFile, 'utf8').trim().split('\n');
  const line = lines.reverse().find(text => /error/i.test(text)) ?? lines[0];
  try {
    return JSON.parse(line).message;
  } catch {
    // Not a line of the logger but of Node.js itself: shown as it is.
    return line;
  }
}

function shown(path) {
  const fromRoot = relative(root, path);
  return fromRoot.startsWith('..') ? path : fromRoot;
}
