import type { Clock } from '@mctl/plugin-cluster-node';
import { ObjectStore } from '../store/ObjectStore';
import { NAMESPACES } from '../store/resources';
import { ManualClock } from './ManualClock';

/** A store with some namespaces, by a clock that stands still. */
export function newStore(options: {
  namespaces: readonly string[];
  clock?: Clock;
  historyLimit?: number;
}): ObjectStore {
  const { namespaces, clock = new ManualClock(), historyLimit } = options;
  const store = ObjectStore.create({ clock, historyLimit });
  for (const name of namespaces) {
    store.create(NAMESPACES, { metadata: { name } });
  }
  return store;
}
