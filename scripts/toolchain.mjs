// Fetches the Node.js and Yarn this project is built with into .toolchain/, so
// that a machine needs only git, npm and some Node.js to run everything.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_VERSION = '24.21.0';

/** The root of the checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const rootPackage = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const yarnVersion = rootPackage.packageManager.replace(/^yarn@/, '');
const home = join(root, '.toolchain');
// The package of one platform holds the binary and its headers; installing it
// directly works where install scripts, which `node` relies on, are off.
const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const nodeHome = join(home, 'node_modules', nodePackage);

/** Paths of the pinned tools. */
export const tools = {
  node: join(
    nodeHome,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  ),
  yarn: join(home, 'node_modules', '@yarnpkg', 'cli-dist', 'bin', 'yarn.js'),
};

/** Installs the pinned tools unless they are there already. */
export function ensureToolchain() {
  const stamp = join(home, '.version');
  const wanted = `${nodePackage}@${NODE_VERSION} yarn@${yarnVersion}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  process.stdout.write(
    `Fetching Node.js ${NODE_VERSION} and Yarn ${yarnVersion}\n`,
  );
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  execFileSync(
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    [
      'install',
      '--prefix',
      home,
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `${nodePackage}@${NODE_VERSION}`,
      `@yarnpkg/cli-dist@${yarnVersion}`,
    ],
    { cwd: home, stdio: 'inherit' },
  );
  writeFileSync(stamp, wanted);
}

/** The environment in which the pinned tools find each other. */
export function toolEnvironment(extra = {}) {
  return {
    ...process.env,
    PATH: [
      dirname(tools.node),
      join(root, 'node_modules', '.bin'),
      process.env.PATH,
    ].join(delimiter),
    // Native add-ons build against the headers that came with Node.js; without
    // this node-gyp would download them.
    npm_config_nodedir: nodeHome,
    YARN_ENABLE_TELEMETRY: '0',
    ...extra,
  };
}
