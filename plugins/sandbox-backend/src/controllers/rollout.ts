import type { Deployment } from '../store/objects';

/** Counts of a replica set that a rollout decides by. */
export interface ReplicaCounts {
  /** `spec.replicas`. */
  desired: number;
  available: number;
}

/**
 * How many pods the replica sets of a deployment should have next.
 *
 * @remarks
 * Follows `NewRSNewReplicas`, `cleanupUnhealthyReplicas` and
 * `scaleDownOldReplicaSetsForRollingUpdate` of Kubernetes'
 * pkg/controller/deployment.
 *
 * @param old - the other replica sets, oldest first
 */
export function planRollout(options: {
  deployment: Deployment;
  current: ReplicaCounts;
  old: readonly ReplicaCounts[];
  /** Pods of other replica sets that exist, going away or not. */
  oldPods: number;
}): { current: number; old: number[] } {
  const { deployment, current, old, oldPods } = options;
  const { replicas, strategy } = deployment.spec;
  if (strategy.type === 'Recreate') {
    return {
      current: oldPods === 0 ? replicas : current.desired,
      old: old.map(() => 0),
    };
  }
  const { surge, unavailable } = bounds(deployment);
  const oldTotal = sum(old.map(({ desired }) => desired));
  const room = Math.max(0, replicas + surge - current.desired - oldTotal);
  const nextCurrent =
    current.desired > replicas
      ? replicas
      : current.desired + Math.min(room, replicas - current.desired);

  const minAvailable = replicas - unavailable;
  const newUnavailable = Math.max(0, current.desired - current.available);
  let budget = Math.max(
    0,
    oldTotal + current.desired - minAvailable - newUnavailable,
  );
  const next = old.map(({ desired, available }) => {
    const unhealthy = Math.min(Math.max(0, desired - available), budget);
    budget -= unhealthy;
    return desired - unhealthy;
  });
  const totalAvailable =
    current.available + sum(old.map(({ available }) => available));
  let spare = Math.max(0, totalAvailable - minAvailable);
  const nextOld = next.map(desired => {
    const removed = Math.min(desired, budget, spare);
    budget -= removed;
    spare -= removed;
    return desired - removed;
  });
  return { current: nextCurrent, old: nextOld };
}

/** How far a rolling update may go above and below the replicas asked for. */
export function bounds({ spec }: Deployment): {
  surge: number;
  unavailable: number;
} {
  const { maxSurge = '25%', maxUnavailable = '25%' } =
    spec.strategy.rollingUpdate ?? {};
  const surge = resolve(maxSurge, spec.replicas, Math.ceil);
  const unavailable = resolve(maxUnavailable, spec.replicas, Math.floor);
  return {
    surge,
    // With neither, no rollout could ever move.
    unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable,
  };
}

function resolve(
  bound: number | string,
  replicas: number,
  round: (value: number) => number,
): number {
  return typeof bound === 'string' && bound.endsWith('%')
    ? round((Number(bound.slice(0, -1)) / 100) * replicas)
    : Number(bound);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
