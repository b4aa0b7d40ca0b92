import {
  type Condition,
  type Deployment,
  kubeTime,
  type ReplicaSet,
  withCondition,
} from '../store/objects';
import { bounds } from './rollout';

type Status = NonNullable<Deployment['status']>;

/**
 * What a deployment says about its rollout.
 *
 * @remarks
 * Follows `calculateStatus` and `syncRolloutStatus` of Kubernetes'
 * pkg/controller/deployment, with the same reasons and messages.
 *
 * @returns with the status, milliseconds after which a rollout that does not
 * move misses its deadline
 */
export function deploymentStatus(options: {
  deployment: Deployment;
  /** All of them, the current one included. */
  replicaSets: readonly ReplicaSet[];
  /** Undefined when a paused deployment has none of its template. */
  current: ReplicaSet | undefined;
  now: Date;
}): { status: Status; recheckMs: number | undefined } {
  const { deployment, replicaSets, current, now } = options;
  const counts = countReplicas(deployment, replicaSets, current);
  const time = kubeTime(now);
  const conditions = withCondition(
    deployment.status?.conditions,
    availability(deployment, counts.availableReplicas ?? 0, time),
    time,
  );
  const { condition, recheckMs } =
    deployment.spec.paused || !current
      ? { condition: paused(deployment, time), recheckMs: undefined }
      : progress({ deployment, counts, current, now });
  return {
    status: {
      ...counts,
      conditions: withFailure(
        condition ? withCondition(conditions, condition, time) : conditions,
        [current, ...replicaSets],
        time,
      ),
    },
    recheckMs,
  };
}

/** `checkPausedConditions`: a rollout past its deadline stays so. */
function paused({ status }: Deployment, time: string): Condition | undefined {
  const known = status?.conditions?.find(({ type }) => type === 'Progressing');
  return known?.reason === 'ProgressDeadlineExceeded' ||
    known?.reason === 'DeploymentPaused'
    ? known
    : {
        type: 'Progressing',
        status: 'Unknown',
        reason: 'DeploymentPaused',
        message: 'Deployment is paused',
        lastUpdateTime: time,
      };
}

/** Shows what keeps a replica set from its pods; that of the newest first. */
function withFailure(
  conditions: Condition[],
  replicaSets: ReadonlyArray<ReplicaSet | undefined>,
  time: string,
): Condition[] {
  const failure = replicaSets
    .flatMap(replicaSet => replicaSet?.status?.conditions ?? [])
    .find(({ type }) => type === 'ReplicaFailure');
  if (!failure) {
    return conditions.filter(({ type }) => type !== 'ReplicaFailure');
  }
  const { type, status, reason, message, lastTransitionTime } = failure;
  return withCondition(
    conditions,
    { type, status, reason, message, lastUpdateTime: lastTransitionTime },
    time,
  );
}

type Counts = Partial<Omit<Status, 'conditions'>>;

function countReplicas(
  { metadata, spec }: Deployment,
  replicaSets: readonly ReplicaSet[],
  current: ReplicaSet | undefined,
): Counts {
  const total = (count: (replicaSet: ReplicaSet) => number | undefined) =>
    replicaSets.reduce((sum, each) => sum + (count(each) ?? 0), 0);
  const replicas = total(each => each.status?.replicas);
  const ready = total(each => each.status?.readyReplicas);
  const available = total(each => each.status?.availableReplicas);
  const updated = current?.status?.replicas ?? 0;
  const unavailable = Math.max(
    0,
    Math.max(spec.replicas, replicas) - available,
  );
  return {
    observedGeneration: metadata.generation,
    ...(replicas > 0 && { replicas }),
    ...(updated > 0 && { updatedReplicas: updated }),
    ...(ready > 0 && { readyReplicas: ready }),
    ...(available > 0 && { availableReplicas: available }),
    ...(unavailable > 0 && { unavailableReplicas: unavailable }),
  };
}

function availability(
  deployment: Deployment,
  available: number,
  time: string,
): Condition {
  const enough =
    available >= deployment.spec.replicas - bounds(deployment).unavailable;
  const known = deployment.status?.conditions?.find(
    ({ type }) => type === 'Available',
  );
  const status = enough ? 'True' : 'False';
  return {
    type: 'Available',
    status,
    reason: enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: enough
      ? 'Deployment has minimum availability.'
      : 'Deployment does not have minimum availability.',
    lastUpdateTime:
      known?.status === status && known.lastUpdateTime
        ? known.lastUpdateTime
        : time,
  };
}

function progress(options: {
  deployment: Deployment;
  counts: Counts;
  current: ReplicaSet;
  now: Date;
}): { condition: Condition; recheckMs: number | undefined } {
  const { deployment, counts, current, now } = options;
  const { replicas, progressDeadlineSeconds } = deployment.spec;
  const name = current.metadata.name;
  const before = deployment.status;
  const known = before?.conditions?.find(({ type }) => type === 'Progressing');
  const time = kubeTime(now);

  const complete =
    (counts.updatedReplicas ?? 0) === replicas &&
    (counts.replicas ?? 0) === replicas &&
    (counts.availableReplicas ?? 0) === replicas;
  if (complete) {
    const message = `ReplicaSet "${name}" has successfully progressed.`;
    const settled =
      known?.reason === 'NewReplicaSetAvailable' && known.message === message;
    return {
      condition: {
        type: 'Progressing',
        status: 'True',
        reason: 'NewReplicaSetAvailable',
        message,
        lastUpdateTime: settled ? known.lastUpdateTime : time,
      },
      recheckMs: undefined,
    };
  }

  // A rollout that was complete stays so when only a pod falls ill.
  const sameTemplate =
    known?.message === `ReplicaSet "${name}" has successfully progressed.`;
  if (
    sameTemplate &&
    known.reason === 'NewReplicaSetAvailable' &&
    before?.observedGeneration === deployment.metadata.generation
  ) {
    return { condition: known, recheckMs: undefined };
  }

  if (known?.reason === 'DeploymentPaused') {
    return {
      condition: {
        type: 'Progressing',
        status: 'Unknown',
        reason: 'DeploymentResumed',
        message: 'Deployment is resumed',
        lastUpdateTime: time,
      },
      recheckMs: progressDeadlineSeconds * 1000,
    };
  }

  const { conditions: _, ...countsBefore } = before ?? {};
  const named =
    known?.message?.includes(`"${name}"`) ||
    known?.reason === 'DeploymentResumed';
  const moved =
    !named ||
    hasAdvanced(countsBefore, counts) ||
    (countsBefore.observedGeneration !== counts.observedGeneration &&
      known?.reason !== 'ProgressDeadlineExceeded');
  if (moved) {
    // Of one that was there before, its controller has told already.
    const created = !named && current.status === undefined;
    return {
      condition: {
        type: 'Progressing',
        status: 'True',
        reason: created ? 'NewReplicaSetCreated' : 'ReplicaSetUpdated',
        message: created
          ? `Created new replica set "${name}"`
          : `ReplicaSet "${name}" is progressing.`,
        lastUpdateTime: time,
      },
      recheckMs: progressDeadlineSeconds * 1000,
    };
  }
  const remainingMs =
    Date.parse(known?.lastUpdateTime ?? time) +
    progressDeadlineSeconds * 1000 -
    now.getTime();
  if (known && (remainingMs > 0 || known.status === 'False')) {
    return {
      condition: known,
      recheckMs: known.status === 'False' ? undefined : remainingMs,
    };
  }
  return {
    condition: {
      type: 'Progressing',
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: `ReplicaSet "${name}" has timed out progressing.`,
      lastUpdateTime: time,
    },
    recheckMs: undefined,
  };
}

/** `DeploymentProgressing`: whether more is updated, ready or gone than before. */
function hasAdvanced(before: Counts, after: Counts): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: Counts) =>
    replicas - updatedReplicas;
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}
