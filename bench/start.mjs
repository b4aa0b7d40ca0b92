// How long `npm start` takes from a fresh clone with an empty home to a portal
// that can be used, and how long it takes again.
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { git } from '../e2e/lib/git.mjs';
import { startPlatform } from '../e2e/lib/startPlatform.mjs';
import { root } from '../scripts/toolchain.mjs';
import { report } from './lib/report.mjs';

const folder = mkdtempSync(join(tmpdir(), 'mctl-bench-start-'));
try {
  const checkout = join(folder, 'mctl');
  const home = join(folder, 'home');
  mkdirSync(home);
  git(root, 'clone', '--quiet', '--no-local', root, checkout);
  const env = {
    HOME: home,
    // The tools of this checkout must not help the fresh one.
    PATH: (process.env.PATH ?? '')
      .split(delimiter)
      .filter(entry => !entry.startsWith(root))
      .join(delimiter),
  };
  const cold = await timeStart({ checkout, env });
  const warm = await timeStart({ checkout, env });
  report('npm start, until the portal can be used', [
    { name: 'cold: fresh clone, empty home', value: cold, target: 360_000 },
    { name: 'warm: again', value: warm, target: 40_000 },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function timeStart({ checkout, env }) {
  const began = performance.now();
  const platform = await startPlatform({ checkout, env });
  try {
    await loadPortal(platform.url);
    return performance.now() - began;
  } finally {
    await platform.stop();
  }
}

/** Loads the page with all its scripts, as a browser would. */
async function loadPortal(url) {
  const html = await text(url);
  const scripts = [...html.matchAll(/<script[^>]+src="([^"]+)"/g)].map(
    ([, source]) => new URL(source, url).href,
  );
  if (scripts.length === 0) {
    throw new Error(`${url} is not the portal: ${html.slice(0, 200)}`);
  }
  await Promise.all(scripts.map(text));
}

async function text(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.text();
}
