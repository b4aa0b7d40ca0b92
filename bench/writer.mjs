// How fast commits become durable, on a repository of 2,000 files on disk with
// fsync, and how soon the snapshot of 10,000 services follows.
import { execFileSync } from 'node:child_process';
import { percentile, report } from './lib/report.mjs';
import { deployment, openRepository } from './lib/repository.mjs';

const GROUP = 20;
/** About 2,000 files: six a service. */
const SMALL = 330;
const LARGE = 10_000;

await benchmarkCommits();
await benchmarkSnapshot();

async function benchmarkCommits() {
  const { repository, remove } = await openRepository({ services: SMALL });
  try {
    const alone = await commit(repository, { rounds: 1_200, size: 1 });
    const grouped = await commit(repository, {
      rounds: 150,
      size: GROUP,
      from: 1_200,
    });
    report('Durable commits to a repository of 2,000 files, with snapshot', [
      {
        name: 'one by one',
        value: alone.rate,
        kind: 'rate',
        target: 150,
      },
      { name: 'one by one, p50', value: percentile(alone.times, 0.5) },
      { name: 'one by one, p95', value: percentile(alone.times, 0.95) },
      {
        name: `in groups of ${GROUP}`,
        value: grouped.rate,
        kind: 'rate',
        target: 1_000,
      },
      { name: 'a group, p50', value: percentile(grouped.times, 0.5) },
      { name: 'a group, p95', value: percentile(grouped.times, 0.95) },
    ]);
  } finally {
    await remove();
  }
}

async function commit(repository, { rounds, size, from = 0 }) {
  const times = [];
  const groups = Array.from({ length: rounds }, (_, round) =>
    Array.from({ length: size }, (__, index) =>
      deployment(from + round * size + index, SMALL),
    ),
  );
  const began = performance.now();
  for (const commits of groups) {
    const start = performance.now();
    const { commit: base } = await repository.refresh();
    const result = await repository.commitGroup({ base, commits });
    if (result.outcome !== 'committed') {
      throw new Error(JSON.stringify(result));
    }
    times.push(performance.now() - start);
  }
  return {
    times,
    rate: (rounds * size * 1_000) / (performance.now() - began),
  };
}

async function benchmarkSnapshot() {
  const { directory, repository, open, remove } = await openRepository({
    services: LARGE,
  });
  try {
    const began = performance.now();
    const other = await open();
    const loaded = performance.now() - began;
    await other.stop();

    const ours = [];
    const pushed = [];
    for (let round = 0; round < 40; round += 1) {
      const { commit: base } = await repository.refresh();
      const start = performance.now();
      await repository.commitGroup({
        base,
        commits: [deployment(round, LARGE)],
      });
      ours.push(performance.now() - start);
      pushed.push(await follow(repository, directory));
    }
    report(`The snapshot of ${LARGE} services`, [
      { name: 'opened and loaded', value: loaded, target: 10_000 },
      { name: 'after a commit of ours, p95', value: percentile(ours, 0.95) },
      {
        name: 'after a push, p95',
        value: percentile(pushed, 0.95),
        target: 200,
      },
    ]);
  } finally {
    await remove();
  }
}

/** Somebody else moves the branch: how long until the snapshot is there. */
async function follow(repository, directory) {
  const git = (...args) =>
    execFileSync('git', ['--git-dir', directory, ...args], {
      encoding: 'utf8',
    }).trim();
  // The files of the commit before last, as if someone had taken one back.
  const commit = git(
    '-c',
    'user.name=Ada',
    '-c',
    'user.email=ada@acme.test',
    'commit-tree',
    '-p',
    'main',
    '-m',
    'by hand',
    'main~1^{tree}',
  );
  git('update-ref', 'refs/heads/main', commit);
  const start = performance.now();
  const snapshot = await repository.refresh();
  if (snapshot.commit !== commit) throw new Error('The snapshot is another');
  return performance.now() - start;
}
