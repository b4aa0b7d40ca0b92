import { mockServices } from '@backstage/backend-test-utils';
import { ControlLoop, type Controller } from '../../controllers/ControlLoop';
import { DeploymentController } from '../../controllers/DeploymentController';
import { EventRecorder } from '../../controllers/EventRecorder';
import { GarbageCollector } from '../../controllers/GarbageCollector';
import { PodController } from '../../controllers/PodController';
import { ReplicaSetController } from '../../controllers/ReplicaSetController';
import { SchedulerController } from '../../controllers/scheduling/SchedulerController';
import { schedulingHold } from '../clusterFaults';
import { FaultBook } from '../FaultBook';
import { createTagCheck } from '../image';
import type { FaultKind } from '../kinds';
import { DEFAULT_NODE_POOL, seedNodes } from '../../seedNodes';
import {
  type Container,
  type ContainerStatus,
  type KubeEvent,
  objectKey,
  type Pod,
  type PodSpec,
} from '../../store/objects';
import type { ObjectStore } from '../../store/ObjectStore';
import { DEPLOYMENTS, EVENTS, PODS } from '../../store/resources';
import { ManualClock } from '../../testing/ManualClock';
import { newStore } from '../../testing/newStore';

/** The service `acme/shop` in a cluster of the controllers it needs. */
export class FaultCluster {
  readonly clock = new ManualClock();
  readonly store: ObjectStore;
  readonly faults: FaultBook;
  readonly events: EventRecorder;
  readonly loop: ControlLoop;

  constructor(more: (cluster: FaultCluster) => Controller[] = () => []) {
    const { clock } = this;
    const store = newStore({ namespaces: ['acme'], clock });
    const faults = FaultBook.create({ store, clock });
    const events = EventRecorder.create({ store, clock });
    this.store = store;
    this.faults = faults;
    this.events = events;
    const pods = new PodController({
      store,
      clock,
      events,
      faults,
      tagExists: createTagCheck(undefined),
    });
    const scheduler = new SchedulerController({
      store,
      clock,
      events,
      holds: [schedulingHold(faults)],
    });
    this.loop = ControlLoop.create({
      store,
      clock,
      logger: mockServices.logger.mock(),
      controllers: [
        new DeploymentController({ store, clock, events }),
        new ReplicaSetController({ store, clock, events }),
        scheduler,
        pods,
        new GarbageCollector({ store }),
        ...more(this),
      ],
    });
    faults.subscribe(tenant => {
      for (const pod of store.list(PODS, tenant)) {
        this.loop.enqueue(pods, objectKey(pod));
        this.loop.enqueue(scheduler, objectKey(pod));
      }
    });
    seedNodes(store, DEFAULT_NODE_POOL);
    this.loop.start();
  }

  /** Deploys a release, and gives it a second to come up. */
  release(
    tag: string,
    options: {
      container?: Partial<Container>;
      pod?: Partial<PodSpec>;
      spec?: object;
    } = {},
  ): void {
    const draft = {
      metadata: { name: 'shop', namespace: 'acme' },
      spec: {
        selector: { matchLabels: { app: 'shop' } },
        ...options.spec,
        template: {
          metadata: { labels: { app: 'shop' } },
          spec: {
            ...options.pod,
            containers: [
              {
                name: 'shop',
                image: `ghcr.io/acme/shop:${tag}`,
                ports: [{ name: 'http', containerPort: 8080 }],
                ...options.container,
              },
            ],
          },
        },
      },
    };
    if (this.store.get(DEPLOYMENTS, 'acme', 'shop')) {
      this.store.replace(DEPLOYMENTS, draft, {
        namespace: 'acme',
        name: 'shop',
      });
    } else {
      this.store.create(DEPLOYMENTS, draft);
    }
    this.clock.advance(1000);
  }

  inject(
    fault: FaultKind,
    options: { release?: string; target?: string; afterMs?: number } = {},
  ): void {
    this.faults.inject({ tenant: 'acme', service: 'shop', fault, ...options });
  }

  /** The newest pod. */
  get pod(): Pod {
    const pod = this.store.list(PODS, 'acme').at(-1);
    if (!pod) {
      throw new Error('there is no pod');
    }
    return pod;
  }

  get container(): ContainerStatus {
    const status = this.pod.status?.containerStatuses?.[0];
    if (!status) {
      throw new Error('the pod was not accepted by a node yet');
    }
    return status;
  }

  /** Events of a reason, oldest first. */
  told(reason: string): KubeEvent[] {
    return this.store
      .list(EVENTS, 'acme')
      .filter(event => event.reason === reason);
  }

  messages(reason: string): string[] {
    return this.told(reason).map(({ message }) => message);
  }
}
