import type { StoreEvent } from '../../store/History';
import { controllerOf, type Node, type Pod } from '../../store/objects';
import { NODES, PODS } from '../../store/resources';
import { hasEnded } from '../podPhase';
import {
  addAmounts,
  podRequests,
  readAmounts,
  type ResourceAmounts,
  subtractAmounts,
} from './resourceAmounts';

/** A node, and what the pods on it ask for. */
export interface NodeAccount {
  node: Node;
  allocatable: ResourceAmounts;
  requested: ResourceAmounts;
  /** The pods that run on the node or will, by uid. */
  pods: ReadonlyMap<string, Pod>;
  /** How many of the pods belong to the same owner, by its uid. */
  byOwner: ReadonlyMap<string, number>;
}

interface Load {
  requested: ResourceAmounts;
  pods: Map<string, Pod>;
  byOwner: Map<string, number>;
}

/**
 * What is asked of each node. Kept from changes, so that a decision costs one
 * look at each node however many pods there are.
 */
export class NodeAccounts {
  readonly #nodes = new Map<
    string,
    { node: Node; allocatable: ResourceAmounts }
  >();
  readonly #loads = new Map<string, Load>();
  /** The pods that count, as they were when they were counted, by uid. */
  readonly #counted = new Map<string, Pod>();

  /** Takes in a change of a pod or node. */
  observe({ type, change, object }: StoreEvent): void {
    if (type === NODES) {
      if (change === 'DELETED') {
        this.#nodes.delete(object.metadata.name);
      } else {
        const node = object as Node;
        const allocatable = readAmounts(node.status?.allocatable);
        this.#nodes.set(node.metadata.name, { node, allocatable });
      }
    }
    if (type === PODS) {
      this.#observePod(object as Pod, change === 'DELETED');
    }
  }

  /** All nodes, in the order they came. */
  list(): NodeAccount[] {
    return [...this.#nodes].map(([name, known]) => ({
      ...known,
      ...(this.#loads.get(name) ?? emptyLoad()),
    }));
  }

  get(name: string): NodeAccount | undefined {
    const known = this.#nodes.get(name);
    return known && { ...known, ...(this.#loads.get(name) ?? emptyLoad()) };
  }

  #observePod(pod: Pod, deleted: boolean): void {
    const { uid } = pod.metadata;
    const counted = this.#counted.get(uid);
    const counts =
      !deleted && pod.spec.nodeName !== undefined && !hasEnded(pod);
    // What a pod asks for cannot change; most changes are of its status.
    if (counted && counts && counted.spec.nodeName === pod.spec.nodeName) {
      this.#load(pod).pods.set(uid, pod);
      this.#counted.set(uid, pod);
      return;
    }
    if (counted) {
      this.#count(counted, -1);
      this.#counted.delete(uid);
    }
    if (counts) {
      this.#count(pod, 1);
      this.#counted.set(uid, pod);
    }
  }

  #count(pod: Pod, change: 1 | -1): void {
    const load = this.#load(pod);
    const { uid } = pod.metadata;
    const requests = podRequests(pod);
    if (change === 1) {
      load.pods.set(uid, pod);
      load.requested = addAmounts(load.requested, requests);
    } else {
      load.pods.delete(uid);
      load.requested = subtractAmounts(load.requested, requests);
    }
    const owner = controllerOf(pod)?.uid;
    if (owner) {
      load.byOwner.set(owner, (load.byOwner.get(owner) ?? 0) + change);
      if (load.byOwner.get(owner) === 0) {
        load.byOwner.delete(owner);
      }
    }
  }

  #load(pod: Pod): Load {
    const name = pod.spec.nodeName ?? '';
    const load = this.#loads.get(name) ?? emptyLoad();
    this.#loads.set(name, load);
    return load;
  }
}

function emptyLoad(): Load {
  return { requested: {}, pods: new Map(), byOwner: new Map() };
}
