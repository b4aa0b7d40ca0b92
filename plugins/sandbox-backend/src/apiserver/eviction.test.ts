import {
  createPod,
  reportPod,
} from '../controllers/__testUtils__/startControllers';
import { controllerReference } from '../controllers/createOwnedPod';
import { failureOf } from '../testing/failureOf';
import { newStore } from '../testing/newStore';
import { DISRUPTION_BUDGETS, PODS, REPLICA_SETS } from '../store/resources';
import { checkEviction } from './eviction';

const LABELS = { app: 'shop' };

/** A replica set of some pods, of which some are there and some are ready. */
function start(options: { replicas: number; present: number; ready: number }) {
  const store = newStore({ namespaces: ['acme', 'other'] });
  const owner = store.create(REPLICA_SETS, {
    metadata: { name: 'shop', namespace: 'acme' },
    spec: {
      replicas: options.replicas,
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: { containers: [{ name: 'a', image: 'a' }] },
      },
    },
  });
  for (let index = 0; index < options.present; index += 1) {
    createPod(store, `p${index}`, {
      metadata: {
        labels: LABELS,
        ownerReferences: [controllerReference(REPLICA_SETS, owner)],
      },
      spec: { nodeName: 'n' },
    });
    reportPod(store, `p${index}`, 'Running', { ready: index < options.ready });
  }
  const protect = (spec: object, name = 'budget', namespace = 'acme') =>
    store.create(DISRUPTION_BUDGETS, { metadata: { name, namespace }, spec });
  /** The code of the refusal, if there is one. */
  const evict = (name = 'p0') => {
    const [pod] = store.list(PODS).filter(each => each.metadata.name === name);
    const failure = failureOf(() => checkEviction(store, pod));
    return (failure as { code?: number } | undefined)?.code;
  };
  return { store, protect, evict };
}

const selector = { matchLabels: LABELS };

describe('checkEviction', () => {
  it.each<
    [string, object, { present: number; ready: number }, number | undefined]
  >([
    [
      'one of three',
      { maxUnavailable: 1 },
      { present: 3, ready: 3 },
      undefined,
    ],
    ['no second one', { maxUnavailable: 1 }, { present: 3, ready: 2 }, 429],
    [
      'none while one is already gone',
      { maxUnavailable: 1 },
      { present: 2, ready: 2 },
      429,
    ],
    [
      'half of them, up',
      { maxUnavailable: '50%' },
      { present: 3, ready: 2 },
      undefined,
    ],
    [
      'what is above the least',
      { minAvailable: 2 },
      { present: 3, ready: 3 },
      undefined,
    ],
    ['not the least', { minAvailable: 2 }, { present: 3, ready: 2 }, 429],
    [
      'not the least share of what there should be',
      { minAvailable: '60%' },
      { present: 2, ready: 2 },
      429,
    ],
  ])('lets go %s', (_, spec, pods, code) => {
    const { protect, evict } = start({ replicas: 3, ...pods });
    protect({ selector, ...spec });
    expect(evict()).toBe(code);
  });

  it('counts what is going as gone', () => {
    const { store, protect, evict } = start({
      replicas: 3,
      present: 3,
      ready: 3,
    });
    protect({ selector, maxUnavailable: 1 });
    store.delete(PODS, 'acme', 'p1');
    expect(evict('p0')).toBe(429);
    // It goes anyway; to say so again hurts nobody.
    expect(evict('p1')).toBeUndefined();
  });

  it('asks only budgets that are about the pod', () => {
    const { protect, evict } = start({ replicas: 1, present: 1, ready: 1 });
    protect({ minAvailable: 1 }, 'of-nothing');
    protect({ minAvailable: 1, selector }, 'elsewhere', 'other');
    protect(
      { minAvailable: 1, selector: { matchLabels: { app: 'x' } } },
      'of-others',
    );
    const { matchLabels } = selector;
    const matchExpressions = [
      { key: 'app', operator: 'NotIn', values: ['shop'] },
    ];
    protect(
      { minAvailable: 1, selector: { matchLabels, matchExpressions } },
      'of-none',
    );
    expect(evict()).toBeUndefined();
    protect({ minAvailable: 1, selector: {} }, 'of-all');
    expect(evict()).toBe(429);
  });

  it('does not know which of two budgets to follow', () => {
    const { protect, evict } = start({ replicas: 3, present: 3, ready: 3 });
    protect({ selector, maxUnavailable: 3 }, 'one');
    protect({ selector, maxUnavailable: 3 }, 'two');
    expect(evict()).toBe(500);
  });

  it('lets go what has ended or serves nobody', () => {
    const { store, protect, evict } = start({
      replicas: 2,
      present: 2,
      ready: 1,
    });
    protect({ selector, minAvailable: 2 });
    expect(evict('p1')).toBeUndefined();
    expect(evict('p0')).toBe(429);
    reportPod(store, 'p0', 'Succeeded');
    expect(evict('p0')).toBeUndefined();
  });
});
