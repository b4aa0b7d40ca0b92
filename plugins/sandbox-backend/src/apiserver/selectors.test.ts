import fc from 'fast-check';
import type { KubeObject } from '../store/objects';
import {
  APPLICATIONS,
  DEPLOYMENTS,
  EVENTS,
  JOBS,
  NODES,
  PODS,
  type ResourceType,
} from '../store/resources';
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

const selects = (
  query: Record<string, string>,
  object: KubeObject,
  type: ResourceType = PODS,
) => readSelector(type, new URLSearchParams(query))(object);

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
    ['status.phase=', true],
  ])('answers whether %s is so', (fieldSelector, expected) => {
    expect(selects({ fieldSelector }, labelled({}))).toBe(expected);
  });

  it.each<[ResourceType, string, string]>([
    [
      PODS,
      'spec.nodeName.length=7',
      'field label not supported: spec.nodeName.length',
    ],
    [
      PODS,
      'constructor.name=Object',
      'field label not supported: constructor.name',
    ],
    [APPLICATIONS, 'spec.project=a', 'field label not supported: spec.project'],
    [
      DEPLOYMENTS,
      'spec.replicas=1',
      '"spec.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
  ])('refuses to select $plural by %s', (type, fieldSelector, message) => {
    expect(() => selects({ fieldSelector }, labelled({}), type)).toThrow(
      message,
    );
  });

  it('finds by their label values that are elsewhere', () => {
    const event = { ...labelled({}), source: { component: 'kubelet' } };
    expect(selects({ fieldSelector: 'source=kubelet' }, event, EVENTS)).toBe(
      true,
    );
    const job = { ...labelled({}), status: { succeeded: 1 } };
    expect(selects({ fieldSelector: 'status.successful=1' }, job, JOBS)).toBe(
      true,
    );
    const node = { ...labelled({}), spec: { unschedulable: true } };
    const fieldSelector = 'spec.unschedulable!=true';
    expect(selects({ fieldSelector }, node, NODES)).toBe(false);
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
