import { PRIORITY_CLASSES } from '../../store/resources';
import { failureOf } from '../../testing/failureOf';
import { newStore } from '../../testing/newStore';
import { createPod } from '../__testUtils__/startControllers';
import { PriorityAdmission } from './PriorityAdmission';

function start() {
  const store = newStore({ namespaces: ['acme'] });
  store.addAdmission(new PriorityAdmission({ store }));
  store.create(PRIORITY_CLASSES, {
    metadata: { name: 'high' },
    value: 1000,
    preemptionPolicy: 'Never',
  });
  return store;
}

describe('PriorityAdmission', () => {
  it('takes priority and preemption from the class', () => {
    const pod = createPod(start(), 'a', {
      spec: { priorityClassName: 'high' },
    });
    expect(pod.spec).toMatchObject({
      priorityClassName: 'high',
      priority: 1000,
      preemptionPolicy: 'Never',
    });
  });

  it('gives pods without a class none', () => {
    expect(createPod(start(), 'a').spec).toMatchObject({
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
    });
  });

  it('gives them the class that is the default, when one is', () => {
    const store = start();
    store.create(PRIORITY_CLASSES, {
      metadata: { name: 'normal' },
      value: 10,
      globalDefault: true,
    });
    expect(createPod(store, 'a').spec).toMatchObject({
      priorityClassName: 'normal',
      priority: 10,
    });
  });

  // The messages of kubernetes/plugin/pkg/admission/priority.
  it.each([
    [
      'a class that does not exist',
      { priorityClassName: 'huge' },
      'no PriorityClass with name huge was found',
    ],
    [
      'a number of its own',
      { priority: 5 },
      'the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    ],
  ])('refuses %s', (_, spec, fault) => {
    const store = start();
    expect(failureOf(() => createPod(store, 'a', { spec }))).toMatchObject({
      code: 403,
      message: `pods "a" is forbidden: ${fault}`,
    });
  });
});
