// Everything that has to be there before anything can run: the pinned tools,
// the dependencies, the built portal. Each step is skipped when nothing that
// it depends on has changed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  ensureToolchain,
  root,
  toolEnvironment,
  tools,
} from '../toolchain.mjs';
import { Failure } from './failure.mjs';
import { fingerprint } from './fingerprint.mjs';
import { packageFolders, packagesBelowPortal } from './packages.mjs';

const stamps = join(root, 'node_modules', '.cache', 'mctl');

/** Fetches the pinned tools and installs the dependencies. */
export function setUp() {
  checkPlatform();
  try {
    ensureToolchain();
  } catch (error) {
    throw new Failure(
      'The toolchain could not be fetched.',
      'Check that npm can reach its registry (npm ping), then try again.',
      error,
    );
  }
  ensureDependencies();
}

/** Builds the portal when its sources changed. */
export function ensurePortal() {
  const stamp = join(stamps, 'portal');
  const wanted = fingerprint([
    ...packagesBelowPortal(),
    join(root, 'app-config.yaml'),
    join(root, 'yarn.lock'),
  ]);
  const built = join(root, 'packages', 'app', 'dist', 'index.html');
  if (existsSync(built) && readStamp(stamp) === wanted) return;

  process.stdout.write('Building the portal\n');
  runQuietly(
    ['backstage-cli', 'package', 'build'],
    { cwd: join(root, 'packages', 'app') },
    'The portal could not be built.',
  );
  writeStamp(stamp, wanted);
}

/** Runs a command with the pinned tools and returns its exit code. */
export function run(command, options = {}) {
  const [name, ...args] = command;
  const result = spawnSync(name === 'node' ? tools.node : name, args, {
    cwd: root,
    stdio: 'inherit',
    ...options,
    env: toolEnvironment(options.env),
  });
  if (result.error) {
    throw new Failure(
      `"${name}" could not be started.`,
      'Check the name of the command.',
      result.error,
    );
  }
  return result.status ?? 1;
}

function ensureDependencies() {
  const stamp = join(stamps, 'dependencies');
  const wanted = fingerprint([
    ...['package.json', 'yarn.lock', '.yarnrc.yml'].map(file =>
      join(root, file),
    ),
    ...packageFolders().map(folder => join(folder, 'package.json')),
    join(root, '.toolchain', '.version'),
  ]);
  if (readStamp(stamp) === wanted) return;

  process.stdout.write('Installing dependencies\n');
  runQuietly(
    ['node', tools.yarn, 'install', '--immutable'],
    {},
    'The dependencies could not be installed.',
  );
  writeStamp(stamp, wanted);
}

/** Shows what a command printed only when it failed. */
function runQuietly(command, options, complaint) {
  const [name, ...args] = command;
  const result = spawnSync(name === 'node' ? tools.node : name, args, {
    cwd: root,
    ...options,
    env: toolEnvironment(),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  throw new Failure(
    complaint,
    'What went wrong is printed above.',
    result.error,
  );
}

function checkPlatform() {
  const supported = ['linux', 'darwin'];
  if (!supported.includes(process.platform)) {
    throw new Failure(
      `MCTL does not run on ${process.platform}.`,
      'Use Linux, macOS, or Windows with WSL.',
    );
  }
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function writeStamp(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, value);
}
