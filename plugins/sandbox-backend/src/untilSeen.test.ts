import type { ClusterChange, ClusterStatus } from '@mctl/plugin-cluster-node';
import { untilSeen } from './untilSeen';

/** A cluster of which one part after the other comes into sight. */
class AppearingCluster {
  readonly seen = new Set<'Namespace' | 'Application'>();
  readonly #listeners = new Set<(change: ClusterChange) => void>();

  get listeners() {
    return this.#listeners.size;
  }

  appear(kind: 'Namespace' | 'Application') {
    this.seen.add(kind);
    this.#listeners.forEach(tell => tell({ kind: 'connection', name: kind }));
  }

  status(): ClusterStatus {
    const unread = { unknown: 'not reached', source: 'cluster' };
    const look = (kind: 'Namespace' | 'Application') =>
      this.seen.has(kind)
        ? { value: null, source: 'cluster', observedAt: '2026-01-01T00:00:00Z' }
        : unread;
    return {
      type: 'sandbox',
      namespace: () => look('Namespace'),
      application: () => look('Application'),
      workload: () => unread,
      cronJob: () => unread,
      jobs: () => unread,
      autoscaler: () => unread,
      claims: () => unread,
      workloadEvents: () => unread,
      subscribe: listener => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }
}

describe('waiting for the cluster to be seen', () => {
  it('ends at once when it is seen already', async () => {
    const cluster = new AppearingCluster();
    cluster.appear('Namespace');
    cluster.appear('Application');
    await expect(
      untilSeen(cluster.status(), new AbortController().signal),
    ).resolves.toBe(true);
    expect(cluster.listeners).toBe(0);
  });

  it('ends when its objects and its applications are seen, in any order', async () => {
    const cluster = new AppearingCluster();
    let ended = false;
    const waiting = untilSeen(
      cluster.status(),
      new AbortController().signal,
    ).then(seen => {
      ended = true;
      return seen;
    });
    cluster.appear('Application');
    await Promise.resolve();
    expect(ended).toBe(false);
    cluster.appear('Namespace');
    await expect(waiting).resolves.toBe(true);
    expect(cluster.listeners).toBe(0);
  });

  it('gives up when the signal says so', async () => {
    const cluster = new AppearingCluster();
    const controller = new AbortController();
    const waiting = untilSeen(cluster.status(), controller.signal);
    controller.abort();
    await expect(waiting).resolves.toBe(false);
    expect(cluster.listeners).toBe(0);
  });
});
