import fc from 'fast-check';
import { failureOf } from '../testing/failureOf';
import { findApplicationFolders } from './applicationTargets';
import { loadManifests, ManifestError } from './loadManifests';

const FOLDER = 'tenants/acme/services/shop/manifests';
const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

/** Loads a folder from its files. */
function load(files: Record<string, string>) {
  const names = Object.keys(files);
  const [folder] = findApplicationFolders(
    names.map((name, index) => ({
      path: `${FOLDER}/${name}`,
      blob: String(index),
    })),
  );
  const contents = new Map(
    names.map((name, index) => [String(index), files[name]]),
  );
  return loadManifests(folder, contents);
}
const names = (files: Record<string, string>) =>
  load(files).map(({ metadata }) => metadata.name);
const listing = (...resources: string[]) =>
  JSON.stringify({ kind: 'Kustomization', resources });

describe('loadManifests', () => {
  it('reads what the kustomization lists, in its order and nothing else', () => {
    expect(
      names({
        'kustomization.yaml': listing('./b.yaml', 'sub/../a.yaml'),
        'a.yaml': MAP,
        'b.yaml': `${MAP.replace('name: a', 'name: b')}---\n---\n${MAP.replace('name: a', 'name: c')}`,
        'c.yaml': 'this: is: not read',
      }),
    ).toEqual(['b', 'c', 'a']);
  });

  it('reads every YAML file when there is no kustomization', () => {
    expect(
      names({ 'a.yaml': MAP, 'b.yml': MAP, 'README.md': 'a: b: c' }),
    ).toEqual(['a', 'a']);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'YAML that cannot be read',
      { 'a.yaml': 'a: b: c\n' },
      `MalformedYAMLError: yaml: Nested mappings are not allowed in compact mappings at line 1, column 4: in File: ${FOLDER}/a.yaml`,
    ],
    [
      'a key twice',
      { 'a.yaml': 'kind: A\nkind: B\n' },
      'MalformedYAMLError: yaml: Map keys must be unique',
    ],
    [
      'aliases, which can grow without end',
      { 'a.yaml': 'a: &a [1]\nb: [*a, *a]\n' },
      'MalformedYAMLError: yaml: Alias resolution is disabled',
    ],
    [
      'a file that is not there',
      { 'kustomization.yaml': listing('a.yaml') },
      `accumulating resources: accumulation err='accumulating resources from 'a.yaml': open ${FOLDER}/a.yaml: no such file or directory'`,
    ],
    [
      'a file outside of the folder',
      { 'kustomization.yaml': listing('../service.yaml') },
      `security; file '/tenants/acme/services/shop/service.yaml' is not in or below '/${FOLDER}'`,
    ],
    [
      'a file of the machine',
      { 'kustomization.yaml': listing('/etc/passwd') },
      'is not in or below',
    ],
    [
      'an address',
      { 'kustomization.yaml': listing('https://example.test/x.yaml') },
      'no such file or directory',
    ],
    [
      'a name that objects have by nature',
      { 'kustomization.yaml': listing('constructor', '__proto__') },
      "accumulating resources from 'constructor'",
    ],
    [
      'a symbolic link, whose content is a path',
      { 'kustomization.yaml': listing('a.yaml'), 'a.yaml': '../../secret' },
      `${FOLDER}/a.yaml: `,
    ],
    [
      'resources that are no list',
      { 'kustomization.yaml': 'resources: a.yaml' },
      'invalid Kustomization: ',
    ],
    ['an empty kustomization', { 'kustomization.yaml': '' }, 'invalid Kust'],
    [
      'a field that is not understood',
      { 'kustomization.yaml': 'namePrefix: x-\nresources: []' },
      'namePrefix',
    ],
    ['a list for an object', { 'a.yaml': '[]' }, `${FOLDER}/a.yaml: `],
    ['no kind', { 'a.yaml': 'apiVersion: v1\nmetadata: {name: a}' }, 'kind'],
    [
      'no name',
      { 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}' },
      'metadata.name',
    ],
    [
      'a huge file',
      { 'a.yaml': `${MAP}# ${'x'.repeat(3 * 1024 * 1024)}` },
      'at most 3145728 are read',
    ],
    [
      'lists that nest without end',
      { 'a.yaml': '['.repeat(200_000) },
      'MalformedYAMLError',
    ],
  ])('refuses %s', (_, files, message) => {
    expect(() => load(files)).toThrow(ManifestError);
    expect(() => load(files)).toThrow(message);
  });

  it('reads or refuses any file, and never fails in another way', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'a:-{}[]&*!|>%@"\'# \n\t?,0') }),
        fc.boolean(),
        (text, isKustomization) => {
          const file = isKustomization ? 'kustomization.yaml' : 'a.yaml';
          const failure = failureOf(() => load({ [file]: text }));
          expect(failure ?? new ManifestError()).toBeInstanceOf(ManifestError);
        },
      ),
    );
  });
});
