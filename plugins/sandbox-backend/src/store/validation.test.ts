import { failureOf } from '../testing/failureOf';
import { newStore } from '../testing/newStore';
import {
  AUTOSCALERS,
  CONFIG_MAPS,
  CRON_JOBS,
  INGRESSES,
  JOBS,
  LIMIT_RANGES,
  PODS,
  PRIORITY_CLASSES,
  type ResourceType,
  SERVICES,
} from './resources';
import { StatusError } from './StatusError';

const metadata = { name: 'a', namespace: 'acme' };
const refusalOf = (type: ResourceType, fields: object): StatusError => {
  const store = newStore({ namespaces: ['acme'] });
  const failure = failureOf(() => store.create(type, { metadata, ...fields }));
  expect(failure).toBeInstanceOf(StatusError);
  return failure as StatusError;
};

describe('checkFields', () => {
  it.each<[ResourceType, object, string]>([
    [CONFIG_MAPS, { data: { a: 1 } }, 'data.a: Invalid value: 1'],
    [PRIORITY_CLASSES, {}, 'value: Required value'],
    [PODS, { spec: {} }, 'spec.containers: Invalid value: []'],
    [
      PODS,
      { spec: { containers: [{ name: 'a', image: 'a', ports: [{}] }] } },
      'spec.containers[0].ports[0].containerPort: Required value',
    ],
    [JOBS, {}, 'spec.template.spec.containers: Invalid value: []'],
    [CRON_JOBS, { spec: {} }, 'spec.schedule: Required value'],
    [AUTOSCALERS, {}, 'spec.scaleTargetRef: Required value'],
    [
      AUTOSCALERS,
      {
        spec: {
          scaleTargetRef: { kind: 'Deployment', name: 'a' },
          maxReplicas: 0,
        },
      },
      'spec.maxReplicas: Invalid value: 0',
    ],
    [
      SERVICES,
      { spec: { ports: [{ port: 70_000 }] } },
      'spec.ports[0].port: Invalid value: 70000',
    ],
    [INGRESSES, { spec: { rules: [1] } }, 'spec.rules[0]: Invalid value: 1'],
    [
      LIMIT_RANGES,
      { spec: { limits: [{ max: {} }] } },
      'spec.limits[0].type: Required value',
    ],
  ])('refuses $kind %#', (type, fields, fault) => {
    const { code, message } = refusalOf(type, fields);
    expect(code).toBe(422);
    expect(message).toContain(fault);
  });

  it('names each fault for kubectl, which prints no message', () => {
    expect(
      refusalOf(SERVICES, { spec: { type: '', ports: [{ port: 0 }] } }),
    ).toMatchObject({
      details: {
        name: 'a',
        kind: 'Service',
        causes: [
          {
            reason: 'FieldValueInvalid',
            field: 'spec.ports[0].port',
            message: expect.stringContaining('Invalid value: 0'),
          },
        ],
      },
    });
    expect(refusalOf(AUTOSCALERS, {}).details?.causes).toMatchObject([
      {
        reason: 'FieldValueRequired',
        field: 'spec.scaleTargetRef',
        message: 'Required value',
      },
      { field: 'spec.maxReplicas' },
    ]);
  });

  it.each(['Upper', '-a', 'a-', 'a b', 'a/b', '', 'x'.repeat(254)])(
    'refuses the name %j',
    name => {
      const store = newStore({ namespaces: ['acme'] });
      expect(() =>
        store.create(CONFIG_MAPS, { metadata: { ...metadata, name } }),
      ).toThrow(`metadata.name: Invalid value: "${name}"`);
    },
  );
});
