import type { Clock } from '@mctl/plugin-cluster-node';
import { type KubeEvent, kubeTime, type KubeObject } from '../store/objects';
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
  #sequence = 0;

  static create(options: { store: ObjectStore; clock: Clock }): EventRecorder {
    return new EventRecorder(options);
  }

  private constructor(options: { store: ObjectStore; clock: Clock }) {
    this.#store = options.store;
    this.#clock = options.clock;
  }

  record(note: EventNote): void {
    const { object, type, reason, message, component, fieldPath } = note;
    const now = kubeTime(this.#clock.now());
    const { namespace, name, uid } = object.metadata;
    const repeated = this.#store
      .list(EVENTS, namespace)
      .find(
        event =>
          event.involvedObject.uid === uid &&
          event.involvedObject.fieldPath === fieldPath &&
          event.source?.component === component &&
          event.type === type &&
          event.reason === reason &&
          event.message === message,
      );
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
        ...(component === 'kubelet' && { host: 'sandbox' }),
      },
      reportingComponent: component,
      reportingInstance: component === 'kubelet' ? 'sandbox' : '',
    });
  }
}
