import fc from 'fast-check';
import type { KubeObject } from '../store/objects';
import { StatusError } from '../store/StatusError';
import { failureOf } from '../testing/failureOf';
import { readSelector } from './selectors';

function labelled(labels: Record<string, string>): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'shop',
      namespace: 'acme',
      uid: '1',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels,
    },
    spec: { nodeName: 'sandbox', unschedulable: false },
  };
}

const selects = (query: Record<string, string>, object: KubeObject) =>
  readSelector(new URLSearchParams(query))(object);

const key = fc.constantFrom('app', 'tier', 'mctl.ai/service', 'a_b.c');
const value = fc.constantFrom<string>('', 'web', 'db', '1.4.0', 'x-y_z');
const values = fc.uniqueArray(value, { minLength: 1 });
const labels = fc.dictionary(key, value);

/** A requirement as text, and what it means. */
const requirement = fc.oneof(
  fc
    .tuple(key, fc.constantFrom('=', '==', '!='), value)
    .map(([name, operator, wanted]) => ({
      text: `${name}${operator}${wanted}`,
      holds: (all: Record<string, string>) =>
        (all[name] === wanted) === (operator !== '!='),
    })),
  fc
    .tuple(key, fc.constantFrom('in', 'notin'), values)
    .map(([name, operator, wanted]) => ({
      text: `${name} ${operator} (${wanted.join(', ')})`,
      holds: (all: Record<string, string>) =>
        (name in all && wanted.includes(all[name])) === (operator === 'in'),
    })),
  fc.tuple(key, fc.boolean()).map(([name, negated]) => ({
    text: `${negated ? '!' : ''}${name}`,
    holds: (all: Record<string, string>) => name in all !== negated,
  })),
);

describe('readSelector', () => {
  it('selects by labels exactly what all requirements ask for', () => {
    fc.assert(
      fc.property(
        fc.array(requirement, { maxLength: 4 }),
        labels,
        (requirements, all) => {
          const labelSelector = requirements.map(({ text }) => text).join(',');
          expect(selects({ labelSelector }, labelled({ ...all }))).toBe(
            requirements.every(({ holds }) => holds(all)),
          );
        },
      ),
    );
  });

  it.each([
    ['metadata.name=shop', true],
    ['metadata.name==shop,metadata.namespace=acme', true],
    ['metadata.name!=shop', false],
    ['spec.nodeName=sandbox', true],
    ['spec.unschedulable=false', true],
    ['status.phase=', true],
    ['spec.nodeName.length=7', false],
    ['constructor.name=Object', false],
  ])('answers whether %s is so', (fieldSelector, expected) => {
    expect(selects({ fieldSelector }, labelled({}))).toBe(expected);
  });

  it('selects everything when nothing is asked for', () => {
    expect(selects({}, labelled({}))).toBe(true);
    expect(selects({ labelSelector: ' , ' }, labelled({}))).toBe(true);
  });

  it('refuses what it cannot read, and never fails in another way', () => {
    for (const labelSelector of ['a in b', 'a=b c', 'a=(b)', '=x', '!']) {
      expect(() => selects({ labelSelector }, labelled({}))).toThrow(
        `unable to parse requirement: found '${labelSelector}'`,
      );
    }
    expect(() => selects({ fieldSelector: 'name' }, labelled({}))).toThrow(
      'invalid field selector: "name"',
    );
    fc.assert(
      fc.property(fc.string(), fc.string(), (labelSelector, fieldSelector) => {
        const failure = failureOf(() =>
          selects({ labelSelector, fieldSelector }, labelled({})),
        );
        const refusal = new StatusError('BadRequest', '');
        expect(failure ?? refusal).toMatchObject({ code: 400 });
      }),
    );
  });
});
