import { mockServices } from '@backstage/backend-test-utils';
import type { KubeEvent, Pod, PodSpec } from '../../store/objects';
import type { ObjectStore } from '../../store/ObjectStore';
import { EVENTS, PODS } from '../../store/resources';
import { ManualClock } from '../../testing/ManualClock';
import { newStore } from '../../testing/newStore';
import { type Controller, ControlLoop } from '../ControlLoop';
import { EventRecorder } from '../EventRecorder';

export interface ControllerContext {
  clock: ManualClock;
  store: ObjectStore;
  events: EventRecorder;
}

/**
 * Runs controllers alone, on a store with the namespace `acme` and a clock that
 * stands still.
 */
export function startControllers(
  create: (context: ControllerContext) => readonly Controller[],
  before: (context: ControllerContext) => void = () => {},
) {
  const clock = new ManualClock();
  const store = newStore({ clock, namespaces: ['acme', 'other'] });
  const events = EventRecorder.create({ store, clock });
  const context = { clock, store, events };
  before(context);
  const logger = mockServices.logger.mock();
  const controllers = create(context);
  const loop = ControlLoop.create({ store, clock, logger, controllers });
  loop.start();
  return {
    ...context,
    logger,
    loop,
    /** Lets the controllers do what they do at once. */
    settle: () => clock.advance(1),
    /** Reason and message of events, in the order they came. */
    told: (about?: string) =>
      store
        .list(EVENTS)
        .filter(({ involvedObject }) => !about || involvedObject.name === about)
        .map(({ reason, message }: KubeEvent) => `${reason}: ${message}`),
  };
}

/** Creates a pod of one container in `acme`. */
export function createPod(
  store: ObjectStore,
  name: string,
  options: {
    requests?: Record<string, string>;
    limits?: Record<string, string>;
    spec?: Partial<PodSpec>;
    metadata?: Partial<Pod['metadata']>;
  } = {},
): Pod {
  const { requests, limits, spec, metadata } = options;
  return store.create(PODS, {
    metadata: { name, namespace: 'acme', ...metadata },
    spec: {
      containers: [
        {
          name: 'main',
          image: `acme/${name}:1`,
          resources: {
            ...(requests && { requests }),
            ...(limits && { limits }),
          },
        },
      ],
      ...spec,
    },
  });
}

/** Reports a pod's phase, and readiness, as a kubelet would. */
export function reportPod(
  store: ObjectStore,
  name: string,
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed',
  options: { ready?: boolean; namespace?: string } = {},
): void {
  const { ready = phase === 'Running', namespace = 'acme' } = options;
  store.modify(PODS, namespace, name, draft => {
    draft.status = {
      ...draft.status,
      phase,
      conditions: [
        ...(draft.status?.conditions ?? []).filter(
          ({ type }) => type !== 'Ready',
        ),
        { type: 'Ready', status: ready ? 'True' : 'False' },
      ],
    };
  });
}
