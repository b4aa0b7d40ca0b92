import fc from 'fast-check';
import {
  type Condition,
  controllerOf,
  kubeTime,
  type KubeEvent,
  lastSeen,
  objectKey,
  withCondition,
} from './objects';
import { randomSuffix, safeEncode } from './randomSuffix';

const metadata = {
  name: 'a',
  uid: '1',
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
};

describe('kubeTime', () => {
  it('has whole seconds, cut off', () => {
    expect(kubeTime(new Date('2026-01-01T00:00:00.999Z'))).toBe(
      '2026-01-01T00:00:00Z',
    );
  });
});

describe('objectKey', () => {
  it('tells objects of a namespace from those of none', () => {
    expect(objectKey({ metadata: { namespace: 'acme', name: 'a' } })).toBe(
      'acme/a',
    );
    expect(objectKey({ metadata: { name: 'a' } })).toBe('/a');
  });
});

describe('controllerOf', () => {
  it('is the owner that manages an object, and no other', () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'x', uid: 'x' };
    const ownerReferences = [owner, { ...owner, uid: 'y', controller: true }];
    const object = { apiVersion: 'v1', kind: 'Pod', metadata };
    expect(controllerOf(object)).toBeUndefined();
    expect(
      controllerOf({ ...object, metadata: { ...metadata, ownerReferences } }),
    ).toBe(ownerReferences[1]);
  });
});

describe('lastSeen', () => {
  const event: KubeEvent = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata,
    involvedObject: { apiVersion: 'v1', kind: 'Pod', name: 'a', uid: '1' },
    type: 'Normal',
    reason: 'Test',
    message: '',
  };

  it.each<[string, Partial<KubeEvent>, string]>([
    ['its creation', {}, metadata.creationTimestamp],
    ['its time', { eventTime: 'b' }, 'b'],
    ['its last timestamp', { eventTime: 'b', lastTimestamp: 'c' }, 'c'],
    [
      'its series',
      { lastTimestamp: 'c', series: { count: 2, lastObservedTime: 'd' } },
      'd',
    ],
  ])('is taken from %s', (_, fields, expected) => {
    expect(lastSeen({ ...event, ...fields })).toBe(expected);
  });
});

describe('withCondition', () => {
  const ready = (status: Condition['status'], more: object = {}) => ({
    type: 'Ready',
    status,
    ...more,
  });

  it('adds one, with the time', () => {
    expect(withCondition(undefined, ready('True'), 'now')).toEqual([
      { type: 'Ready', status: 'True', lastTransitionTime: 'now' },
    ]);
  });

  it('keeps the time while the status stays, and takes the rest', () => {
    const known = withCondition([], ready('True', { reason: 'A' }), 'before');
    expect(withCondition(known, ready('True', { reason: 'B' }), 'now')).toEqual(
      [ready('True', { reason: 'B', lastTransitionTime: 'before' })],
    );
    expect(withCondition(known, ready('False'), 'now')).toEqual([
      ready('False', { lastTransitionTime: 'now' }),
    ]);
  });

  it('has each type once, in the place that it had', () => {
    const step = fc.record({
      type: fc.constantFrom('A', 'B', 'C'),
      status: fc.constantFrom('True' as const, 'False' as const),
    });
    fc.assert(
      fc.property(fc.array(step), steps => {
        let conditions: Condition[] = [];
        let order: string[] = [];
        steps.forEach((each, index) => {
          const before = structuredClone(conditions);
          const next = withCondition(conditions, each, `t${index}`);
          expect(conditions).toEqual(before);
          conditions = next;
          order = [...new Set([...order, each.type])];
          expect(next.map(({ type }) => type)).toEqual(order);
          expect(next.find(({ type }) => type === each.type)).toMatchObject(
            each,
          );
        });
      }),
    );
  });
});

describe('generated names', () => {
  it('end in five letters that make no words', () => {
    const made = Array.from({ length: 200 }, randomSuffix);
    expect(
      made.every(name => /^[bcdfghjklmnpqrstvwxz2456789]{5}$/.test(name)),
    ).toBe(true);
    expect(new Set(made).size).toBeGreaterThan(190);
  });

  it('are the same for the same number', () => {
    expect(safeEncode(1234)).toBe(safeEncode(1234));
    const numbers = Array.from({ length: 1000 }, (_, index) => index);
    expect(new Set(numbers.map(safeEncode)).size).toBe(1000);
    expect(safeEncode(4_294_967_295)).toMatch(/^[a-z0-9]{10}$/);
  });
});
