import type { Clock } from '@mctl/plugin-cluster-node';
import type { StoreEvent } from '../../store/History';
import {
  type Condition,
  kubeTime,
  objectKey,
  type Pod,
  withCondition,
} from '../../store/objects';
import type { ObjectStore } from '../../store/ObjectStore';
import { CLAIMS, NODES, PODS } from '../../store/resources';
import type { Controller } from '../ControlLoop';
import type { EventRecorder } from '../EventRecorder';
import { hasEnded } from '../podPhase';
import { NodeAccounts } from './NodeAccounts';
import { pickNode } from './pickNode';
import { findPreemption, type Preemption, priorityOf } from './preemption';
import {
  commonFailure,
  mayPreempt,
  schedulingFailure,
} from './schedulingFailure';

const COMPONENT = 'default-scheduler';
/** The key of all pods that no node has taken yet. */
const PENDING = 'pending';

export interface SchedulerOptions {
  store: ObjectStore;
  clock: Clock;
  events: EventRecorder;
  /**
   * Why no node takes a pod, apart from what nodes have, such as `3
   * Insufficient memory` or `persistentvolumeclaim "data" not found`.
   */
  holds?: ReadonlyArray<(pod: Pod, nodes: number) => string | undefined>;
  /** Told of each pod on its way to a node, such as to bind its volumes. */
  onAssign?: (pod: Pod, node: string) => void;
}

/**
 * Finds a node for each pod.
 *
 * @remarks
 * A pod that no node takes is tried again when something it may wait for has
 * changed, the most important pods first.
 */
export class SchedulerController implements Controller {
  readonly name = 'scheduler';
  readonly #options: SchedulerOptions;
  readonly #accounts = new NodeAccounts();
  readonly #pending = new Set<string>();

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  keysFor(event: StoreEvent): readonly string[] {
    this.#accounts.observe(event);
    const { type, change, object, previous } = event;
    if (type === NODES || (type === CLAIMS && this.#pending.size > 0)) {
      return [PENDING];
    }
    if (type !== PODS) {
      return [];
    }
    const pod = object as Pod;
    const key = objectKey(pod);
    if (change !== 'DELETED' && isUnscheduled(pod)) {
      this.#pending.add(key);
      // Its own condition changes nothing about where a pod fits.
      return change === 'ADDED' ? [key] : [];
    }
    this.#pending.delete(key);
    const left = change === 'DELETED' || hasEnded(pod);
    const counted = previous !== undefined && !hasEnded(previous as Pod);
    return left && counted && pod.spec.nodeName ? [PENDING] : [];
  }

  reconcile(key: string): undefined {
    if (key === PENDING) {
      this.#retry();
      return;
    }
    const pod = this.#options.store.getByKey(PODS, key);
    if (pod && isUnscheduled(pod)) {
      this.#schedule(pod);
    }
  }

  #retry(): void {
    const { store } = this.#options;
    [...this.#pending]
      .map(key => store.getByKey(PODS, key))
      .filter(pod => pod !== undefined)
      .filter(isUnscheduled)
      .sort(
        (a, b) =>
          priorityOf(b) - priorityOf(a) ||
          a.metadata.creationTimestamp.localeCompare(
            b.metadata.creationTimestamp,
          ),
      )
      .forEach(pod => this.#schedule(pod));
  }

  #schedule(pod: Pod): void {
    const accounts = this.#accounts.list();
    const held = this.#heldBy(pod, accounts.length);
    if (held) {
      this.#fail(pod, commonFailure(pod, accounts.length, held));
      return;
    }
    const node = pickNode(pod, accounts);
    if (node) {
      this.#assign(pod, node);
      return;
    }
    const preemption =
      mayPreempt(pod) && !this.#isRoomBeingMade(pod)
        ? findPreemption(pod, accounts)
        : undefined;
    if (preemption) {
      this.#preempt(pod, preemption);
    }
    const failure = schedulingFailure(pod, accounts, Boolean(preemption));
    this.#fail(pod, failure);
  }

  #heldBy(pod: Pod, nodes: number): string | undefined {
    // Without any node, kube-scheduler looks at nothing else.
    return nodes === 0
      ? undefined
      : this.#options.holds?.reduce<string | undefined>(
          (reason, hold) => reason ?? hold(pod, nodes),
          undefined,
        );
  }

  /** Whether pods are still going away for this one's sake. */
  #isRoomBeingMade(pod: Pod): boolean {
    const node = pod.status?.nominatedNodeName;
    const account = node ? this.#accounts.get(node) : undefined;
    return [...(account?.pods.values() ?? [])].some(
      other =>
        other.metadata.deletionTimestamp !== undefined &&
        priorityOf(other) < priorityOf(pod),
    );
  }

  #assign(pod: Pod, node: string): void {
    const { store, clock, events, onAssign } = this.#options;
    const { namespace, name } = pod.metadata;
    onAssign?.(pod, node);
    store.modify(PODS, namespace, name, draft => {
      draft.spec.nodeName = node;
      const { nominatedNodeName: _, ...status } = draft.status ?? {
        phase: 'Pending',
      };
      draft.status = {
        ...status,
        conditions: withCondition(
          status.conditions,
          { type: 'PodScheduled', status: 'True' },
          kubeTime(clock.now()),
        ),
      };
    });
    events.record({
      object: pod,
      type: 'Normal',
      reason: 'Scheduled',
      message: `Successfully assigned ${namespace}/${name} to ${node}`,
      component: COMPONENT,
    });
  }

  #fail(pod: Pod, message: string): void {
    this.#options.events.record({
      object: pod,
      type: 'Warning',
      reason: 'FailedScheduling',
      message,
      component: COMPONENT,
    });
    this.#setCondition(pod, {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message,
    });
  }

  #preempt(pod: Pod, { node, victims }: Preemption): void {
    const { store, events } = this.#options;
    for (const victim of victims) {
      const { namespace, name, deletionTimestamp } = victim.metadata;
      if (deletionTimestamp) {
        continue;
      }
      this.#setCondition(victim, {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: `${COMPONENT}: preempting to accommodate a higher priority pod`,
      });
      events.record({
        object: victim,
        type: 'Normal',
        reason: 'Preempted',
        message: `Preempted by pod ${pod.metadata.uid} on node ${node}`,
        component: COMPONENT,
      });
      store.delete(PODS, namespace, name);
    }
    const { namespace, name } = pod.metadata;
    store.modify(PODS, namespace, name, draft => {
      draft.status = {
        phase: 'Pending',
        ...draft.status,
        nominatedNodeName: node,
      };
    });
  }

  #setCondition(pod: Pod, condition: Condition): void {
    const { store, clock } = this.#options;
    const { namespace, name } = pod.metadata;
    store.modify(PODS, namespace, name, draft => {
      draft.status = {
        phase: 'Pending',
        ...draft.status,
        conditions: withCondition(
          draft.status?.conditions,
          condition,
          kubeTime(clock.now()),
        ),
      };
    });
  }
}

function isUnscheduled(pod: Pod): boolean {
  return (
    !pod.spec.nodeName && !pod.metadata.deletionTimestamp && !hasEnded(pod)
  );
}
