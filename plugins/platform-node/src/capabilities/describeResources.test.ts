import { describeResources } from './describeResources';

const path = 'tenants/acme/manifests/a.yaml';

function manifest(kind: string, name: string, extra = '') {
  return `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: acme\n${extra}`;
}

describe('describeResources', () => {
  it('tells objects that come, change and go', () => {
    const before = [
      manifest('ConfigMap', 'kept'),
      manifest('ConfigMap', 'changed', 'data: {a: "1"}\n'),
      manifest('ConfigMap', 'gone'),
    ].join('---\n');
    const after = [
      manifest('ConfigMap', 'kept'),
      manifest('ConfigMap', 'changed', 'data: {a: "2"}\n'),
      manifest('Secret', 'gone'),
    ].join('---\n');
    expect(describeResources([{ path, before, after }])).toEqual([
      {
        action: 'modify',
        kind: 'ConfigMap',
        namespace: 'acme',
        name: 'changed',
      },
      { action: 'add', kind: 'Secret', namespace: 'acme', name: 'gone' },
      { action: 'delete', kind: 'ConfigMap', namespace: 'acme', name: 'gone' },
    ]);
  });

  it('sees an object that only moves to another file as it is', () => {
    const text = manifest('ConfigMap', 'a');
    expect(
      describeResources([
        { path, before: text, after: undefined },
        { path: 'b.yml', before: undefined, after: text },
      ]),
    ).toEqual([]);
  });

  it('gives objects of the whole cluster no namespace', () => {
    const after = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: acme}\n';
    expect(describeResources([{ path, before: undefined, after }])).toEqual([
      { action: 'add', kind: 'Namespace', name: 'acme' },
    ]);
  });

  it.each([
    [
      'a document of ours',
      'apiVersion: mctl.ai/v1\nkind: Tenant\nmetadata: {name: acme}\n',
    ],
    [
      'a kustomization',
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: a}\n',
    ],
    ['a list of values', 'replicas: 1\n'],
    ['nothing', ''],
    ['a comment', '# later\n'],
    ['a key that occurs twice', `${manifest('ConfigMap', 'a')}kind: Secret\n`],
    ['an alias of nothing', `${manifest('ConfigMap', 'a')}data: *none\n`],
    ['no YAML', '\t{{ template }}: [\n'],
  ])('finds no object in %s', (_, text) => {
    expect(
      describeResources([{ path, before: text, after: undefined }]),
    ).toEqual([]);
  });

  it('does not look into files that are no YAML', () => {
    expect(
      describeResources([
        { path: 'a.txt', before: undefined, after: manifest('Secret', 'a') },
      ]),
    ).toEqual([]);
  });
});
