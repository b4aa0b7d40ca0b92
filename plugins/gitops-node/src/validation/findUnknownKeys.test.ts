import { findUnknownKeys, isKnownType } from './findUnknownKeys';

function pathsIn(value: unknown, type = 'V1Deployment') {
  return findUnknownKeys(value, type).map(({ path }) => path);
}

describe('findUnknownKeys', () => {
  it('knows the types of the Kubernetes API and no others', () => {
    expect(isKnownType('V1Deployment')).toBe(true);
    expect(isKnownType('V1Nonsense')).toBe(false);
    expect(isKnownType('toString')).toBe(false);
  });

  it('follows fields, lists and maps to what each holds', () => {
    expect(
      pathsIn({
        metadata: { labels: { anything: 'goes' }, label: {} },
        spec: {
          replica: 1,
          template: {
            spec: {
              containers: [{ name: 'a' }, { nam: 'b', env: [{ x: 1 }] }],
            },
          },
        },
      }),
    ).toEqual([
      'metadata.label',
      'spec.replica',
      'spec.template.spec.containers.1.nam',
      'spec.template.spec.containers.1.env.0.x',
    ]);
  });

  it('leaves it to the schema to say that a type is wrong', () => {
    expect(pathsIn({ spec: 'text' })).toEqual([]);
    expect(
      pathsIn({ spec: { template: { spec: { containers: {} } } } }),
    ).toEqual([]);
    expect(pathsIn(null)).toEqual([]);
  });

  it('takes no inherited name for a field', () => {
    expect(pathsIn({ constructor: 1, toString: 2 })).toEqual([
      'constructor',
      'toString',
    ]);
  });
});
