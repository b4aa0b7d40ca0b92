import type { Clock } from '@mctl/plugin-cluster-node';
import {
  type KubeEvent,
  kubeTime,
  type KubeObject,
  objectKey,
} from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { EVENTS } from '../store/resources';

/** What a component of the cluster tells about an object. */
export interface EventNote {
  object: KubeObject;
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  /** The component that tells it, such as `kubelet`. */
  component: string;
  /** The part of the object, such as `spec.containers{shop}`. */
  fieldPath?: string;
}

/** Writes Kubernetes events, counting repetitions in one. */
export class EventRecorder {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  /** Key of the event that tells the same, by what it tells. */
  readonly #told = new Map<string, string>();
  #sequence = 0;

  static create(options: { store: ObjectStore; clock: Clock }): EventRecorder {
    return new EventRecorder(options);
  }

  private constructor(options: { store: ObjectStore; clock: Clock }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#store.list(EVENTS).forEach(event => this.#remember(event));
    this.#store.subscribe(({ type, change, object }) => {
      if (type === EVENTS) {
        this.#remember(object as KubeEvent, change === 'DELETED');
      }
    });
  }

  record(note: EventNote): void {
    const { object, type, reason, message, component, fieldPath } = note;
    const now = kubeTime(this.#clock.now());
    const { namespace, name, uid } = object.metadata;
    const known = this.#told.get(
      identityOf({
        involvedObject: { uid, fieldPath },
        source: { component },
        type,
        reason,
        message,
      }),
    );
    const repeated = known ? this.#store.getByKey(EVENTS, known) : undefined;
    if (repeated) {
      this.#store.modify(
        EVENTS,
        repeated.metadata.namespace,
        repeated.metadata.name,
        (event: KubeEvent) => {
          event.count = (event.count ?? 1) + 1;
          event.lastTimestamp = now;
        },
      );
      return;
    }
    this.#sequence += 1;
    const host = nodeOf(object);
    // Nanoseconds name events; the last digits count those of one moment.
    const nanoseconds =
      BigInt(this.#clock.now().getTime()) * 1_000_000n +
      BigInt(this.#sequence % 1_000_000);
    this.#store.create(EVENTS, {
      metadata: {
        namespace: namespace ?? 'default',
        name: `${name}.${nanoseconds.toString(16)}`,
      },
      involvedObject: {
        apiVersion: object.apiVersion,
        kind: object.kind,
        name,
        ...(namespace && { namespace }),
        uid,
        resourceVersion: object.metadata.resourceVersion,
        ...(fieldPath && { fieldPath }),
      },
      type,
      reason,
      message,
      count: 1,
      firstTimestamp: now,
      lastTimestamp: now,
      source: {
        component,
        ...(component === 'kubelet' && host && { host }),
      },
      reportingComponent: component,
      reportingInstance: (component === 'kubelet' && host) || '',
    });
  }

  #remember(event: KubeEvent, deleted = false): void {
    const identity = identityOf(event);
    const key = objectKey(event);
    if (!deleted) {
      this.#told.set(identity, key);
    } else if (this.#told.get(identity) === key) {
      this.#told.delete(identity);
    }
  }
}

/** What two events have in common that are one, seen twice. */
function identityOf(event: {
  /** Missing in events that others wrote without it. */
  involvedObject?: { uid: string; fieldPath?: string };
  source?: { component?: string };
  type: string;
  reason: string;
  message: string;
}): string {
  const { involvedObject, source, type, reason, message } = event;
  return JSON.stringify([
    involvedObject?.uid,
    involvedObject?.fieldPath,
    source?.component,
    type,
    reason,
    message,
  ]);
}

/** The node of a pod, whose kubelet speaks. */
function nodeOf({ spec }: KubeObject): string | undefined {
  return (spec as { nodeName?: string } | undefined)?.nodeName;
}
