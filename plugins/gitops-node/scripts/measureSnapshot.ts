// Measures a repository of services, for benchmarks: how long its first
// snapshot takes, and how long the one after a push of one file.
// measureSnapshot.ts <bare repository>; prints one line of JSON.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { BareGitRepository } from '../src/BareGitRepository';

const [directory] = process.argv.slice(2);
const PUSHES = 10;

const silent: LoggerService = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  child: () => silent,
};

/** Commits another description of a tenant beside the platform. */
async function push(round: number) {
  const path = 'tenants/bench-0x/tenant.yaml';
  const text = execFileSync('git', ['-C', directory, 'show', `main:${path}`], {
    encoding: 'utf8',
  }).replace(/displayName: .*/, `displayName: Round ${round}`);
  const git = spawn('git', ['-C', directory, 'fast-import', '--quiet'], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  git.stdin.end(
    [
      'commit refs/heads/main',
      'committer Person <person@platform.test> 1700000000 +0000',
      'data 4',
      'push',
      'from refs/heads/main^0',
      `M 100644 inline ${path}`,
      `data ${Buffer.byteLength(text)}`,
      text,
      '',
    ].join('\n'),
  );
  await once(git, 'close');
}

async function main() {
  const began = performance.now();
  const repository = await BareGitRepository.create({
    directory,
    branch: 'main',
    seedFrom: directory,
    logger: silent,
  });
  const { services } = await repository.refresh();
  const load = performance.now() - began;
  const pushes: number[] = [];
  for (let round = 0; round < PUSHES; round++) {
    await push(round);
    const pushed = performance.now();
    await repository.refresh();
    pushes.push(performance.now() - pushed);
  }
  await repository.stop();
  process.stdout.write(
    `${JSON.stringify({ services: services.size, load, pushes })}\n`,
  );
}

main().catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
