import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@mctl/plugin-cluster-node';
import type { StoreEvent } from '../store/History';
import {
  controllerOf,
  type Deployment,
  objectKey,
  type PodTemplate,
  type ReplicaSet,
} from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { safeEncode } from '../store/randomSuffix';
import { DEPLOYMENTS, PODS, REPLICA_SETS } from '../store/resources';
import type { Controller } from './ControlLoop';
import { controllerReference } from './createOwnedPod';
import { deploymentStatus } from './deploymentStatus';
import type { EventRecorder } from './EventRecorder';
import { planRollout } from './rollout';

const COMPONENT = 'deployment-controller';
const HASH_LABEL = 'pod-template-hash';
export const REVISION_ANNOTATION = 'deployment.kubernetes.io/revision';

/** Rolls deployments out: one replica set for each pod template. */
export class DeploymentController implements Controller {
  readonly name = 'deployment';
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #events: EventRecorder;

  constructor(options: {
    store: ObjectStore;
    clock: Clock;
    events: EventRecorder;
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#events = options.events;
  }

  keysFor({ type, object }: StoreEvent): readonly string[] {
    if (type === DEPLOYMENTS) {
      return [objectKey(object)];
    }
    const owner = controllerOf(object);
    if (type === REPLICA_SETS && owner?.kind === 'Deployment') {
      return [`${object.metadata.namespace}/${owner.name}`];
    }
    // A rollout that recreates waits for the last old pod to be gone.
    const replicaSet =
      type === PODS && owner ? this.#store.getByUid(owner.uid) : undefined;
    const deployment = replicaSet && controllerOf(replicaSet);
    return deployment?.kind === 'Deployment'
      ? [`${object.metadata.namespace}/${deployment.name}`]
      : [];
  }

  reconcile(key: string): number | undefined {
    const deployment = this.#store.getByKey(DEPLOYMENTS, key);
    if (!deployment || deployment.metadata.deletionTimestamp) {
      return undefined;
    }
    if (deployment.spec.paused) {
      const found = this.#findReplicaSet(deployment);
      this.#scaleAsItIs(deployment);
      return this.#report(deployment, found);
    }
    const current = this.#currentReplicaSet(deployment);
    this.#roll(deployment, current);
    this.#trim(deployment, current);
    return this.#report(deployment, current);
  }

  /** A paused deployment still follows its number of replicas. */
  #scaleAsItIs(deployment: Deployment): void {
    const newestFirst = this.#replicaSets(deployment).sort(
      (a, b) => revisionOf(b) - revisionOf(a),
    );
    const active = newestFirst.filter(({ spec }) => spec.replicas > 0);
    const only = active.length > 0 ? active : newestFirst.slice(0, 1);
    // In the middle of a rollout the shares stay as they are.
    if (only.length === 1) {
      this.#scale(deployment, only[0], deployment.spec.replicas);
    }
  }

  #findReplicaSet(deployment: Deployment): ReplicaSet | undefined {
    return this.#replicaSets(deployment).find(({ spec }) =>
      isDeepStrictEqual(
        withoutHash(spec.template),
        withoutHash(deployment.spec.template),
      ),
    );
  }

  /** The replica set of the deployment's template, made when there is none. */
  #currentReplicaSet(deployment: Deployment): ReplicaSet {
    const replicaSets = this.#replicaSets(deployment);
    const newest = Math.max(0, ...replicaSets.map(revisionOf));
    const found = this.#findReplicaSet(deployment);
    if (!found) {
      return this.#createReplicaSet(deployment, newest + 1);
    }
    if (revisionOf(found) < newest) {
      this.#annotateRevision(deployment, found, newest + 1);
    }
    return found;
  }

  #annotateRevision(
    deployment: Deployment,
    replicaSet: ReplicaSet,
    revision: number,
  ): void {
    this.#store.modify(
      REPLICA_SETS,
      deployment.metadata.namespace,
      replicaSet.metadata.name,
      draft => {
        draft.metadata.annotations = {
          ...draft.metadata.annotations,
          [REVISION_ANNOTATION]: String(revision),
        };
      },
    );
  }

  #createReplicaSet(deployment: Deployment, revision: number): ReplicaSet {
    const { namespace, name } = deployment.metadata;
    const { template, selector } = deployment.spec;
    const hash = safeEncode(fnv1a(JSON.stringify(template)));
    return this.#store.create(REPLICA_SETS, {
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        labels: { ...template.metadata?.labels, [HASH_LABEL]: hash },
        annotations: { [REVISION_ANNOTATION]: String(revision) },
        ownerReferences: [controllerReference(DEPLOYMENTS, deployment)],
      },
      spec: {
        replicas: 0,
        selector: {
          matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash },
        },
        template: {
          ...template,
          metadata: {
            ...template.metadata,
            labels: { ...template.metadata?.labels, [HASH_LABEL]: hash },
          },
        },
      },
    });
  }

  #roll(deployment: Deployment, current: ReplicaSet): void {
    const old = this.#replicaSets(deployment)
      .filter(({ metadata }) => metadata.uid !== current.metadata.uid)
      .sort((a, b) => revisionOf(a) - revisionOf(b));
    const counts = (replicaSet: ReplicaSet) => ({
      desired: replicaSet.spec.replicas,
      available: replicaSet.status?.availableReplicas ?? 0,
    });
    const next = planRollout({
      deployment,
      current: counts(current),
      old: old.map(counts),
      oldPods: old.flatMap(({ metadata }) =>
        this.#store.ownedBy(PODS, metadata.uid),
      ).length,
    });
    this.#scale(deployment, current, next.current);
    old.forEach((replicaSet, index) =>
      this.#scale(deployment, replicaSet, next.old[index]),
    );
  }

  #scale(
    deployment: Deployment,
    replicaSet: ReplicaSet,
    replicas: number,
  ): void {
    const before = replicaSet.spec.replicas;
    if (before === replicas) {
      return;
    }
    const { namespace, name } = replicaSet.metadata;
    this.#store.modify(REPLICA_SETS, namespace, name, draft => {
      draft.spec.replicas = replicas;
    });
    this.#events.record({
      object: deployment,
      type: 'Normal',
      reason: 'ScalingReplicaSet',
      message: `Scaled ${replicas > before ? 'up' : 'down'} replica set ${name} from ${before} to ${replicas}`,
      component: COMPONENT,
    });
  }

  #trim(deployment: Deployment, current: ReplicaSet): void {
    const stale = this.#replicaSets(deployment)
      .filter(
        ({ metadata, spec, status }) =>
          metadata.uid !== current.metadata.uid &&
          spec.replicas === 0 &&
          !status?.replicas,
      )
      .sort((a, b) => revisionOf(b) - revisionOf(a))
      .slice(deployment.spec.revisionHistoryLimit);
    for (const { metadata } of stale) {
      this.#store.delete(REPLICA_SETS, metadata.namespace, metadata.name);
    }
  }

  #report(
    deployment: Deployment,
    current: ReplicaSet | undefined,
  ): number | undefined {
    const replicaSet = current
      ? (this.#store.getByKey(REPLICA_SETS, objectKey(current)) ?? current)
      : undefined;
    const { status, recheckMs } = deploymentStatus({
      deployment,
      replicaSets: this.#replicaSets(deployment),
      current: replicaSet,
      now: this.#clock.now(),
    });
    const { namespace, name } = deployment.metadata;
    this.#store.modify(DEPLOYMENTS, namespace, name, draft => {
      if (replicaSet) {
        draft.metadata.annotations = {
          ...draft.metadata.annotations,
          [REVISION_ANNOTATION]: String(revisionOf(replicaSet)),
        };
      }
      draft.status = status;
    });
    return recheckMs;
  }

  #replicaSets(deployment: Deployment): ReplicaSet[] {
    return this.#store
      .ownedBy(REPLICA_SETS, deployment.metadata.uid)
      .filter(({ metadata }) => !metadata.deletionTimestamp);
  }
}

function revisionOf(replicaSet: ReplicaSet): number {
  return Number(replicaSet.metadata.annotations?.[REVISION_ANNOTATION] ?? 0);
}

function withoutHash(template: PodTemplate): unknown {
  const { [HASH_LABEL]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** The hash that Kubernetes names replica sets by: 32-bit FNV-1a. */
function fnv1a(value: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(value)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}
