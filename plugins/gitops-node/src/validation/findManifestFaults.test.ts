import fc from 'fast-check';
import { stringify } from 'yaml';
import {
  anyPlatformDocument,
  anyTenantDocument,
} from '../__testUtils__/arbitraries';
import {
  samplePlatform,
  sampleService,
  sampleTenant,
} from '../__testUtils__/sampleDocuments';
import { anyServiceDocument } from '../__testUtils__/serviceArbitrary';
import { ALLOWED_KINDS } from '../rendering/buildAppProject';
import type { RenderedFile } from '../rendering/RenderedFile';
import { renderService } from '../rendering/renderService';
import { renderTenant } from '../rendering/renderTenant';
import { findManifestFaults } from './findManifestFaults';
import { isKnownType } from './findUnknownKeys';
import { KINDS } from './kinds';
import { isManifest, readManifest } from './readManifest';

const FOLDER = 'tenants/acme/services/shop/manifests/';

function check(path: string, text: string) {
  return findManifestFaults(path, readManifest(text));
}

function checkAll(files: RenderedFile[]) {
  return files
    .filter(({ path }) => isManifest(path))
    .flatMap(({ path, content }) => check(path, content));
}

/** A valid deployment of acme/shop with something else at a path. */
function deployment(path: string[], value: unknown): string {
  const [file] = renderService(sampleService(), {
    tenant: sampleTenant(),
    platform: samplePlatform,
    domain: 'localhost',
  }).filter(each => each.path.endsWith('deployment.yaml'));
  const reading = readManifest(file.content);
  const data = 'objects' in reading ? reading.objects[0] : undefined;
  const parents = path.slice(0, -1);
  const parent = parents.reduce<unknown>(
    (node, key) => Reflect.get(Object(node), key),
    data,
  );
  Reflect.set(Object(parent), path[path.length - 1], value);
  return stringify(data);
}

const POD = ['spec', 'template', 'spec'];
const CONTAINER = [...POD, 'containers', '0'];

/** Data that is larger by far than its text. */
const ALIAS_BOMB = Array.from(
  { length: 9 },
  (_, index) =>
    `${'bcdefghij'[index]}: &${'bcdefghij'[index]} [${`*${'abcdefghi'[index]},`.repeat(9)}]`,
).join('\n');

describe('findManifestFaults', () => {
  it('finds nothing in what any documents are rendered to', () => {
    fc.assert(
      fc.property(
        anyServiceDocument,
        anyTenantDocument,
        anyPlatformDocument,
        (service, tenant, platform) => {
          const owner = {
            ...tenant,
            metadata: { name: service.metadata.tenant },
          };
          expect(
            checkAll([
              ...renderService(service, {
                tenant: owner,
                platform,
                domain: 'localhost',
              }),
              ...renderTenant(owner, { platform }),
            ]),
          ).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    [
      'a field that there is none of',
      [...CONTAINER, 'securityContex'],
      {},
      'spec.template.spec.containers.0.securityContex',
      'Kubernetes knows no such field',
    ],
    [
      'a field in the wrong place',
      ['spec', 'containers'],
      [],
      'spec.containers',
      'Kubernetes knows no such field',
    ],
    [
      'a number that is text',
      ['spec', 'replicas'],
      '2',
      'spec.replicas',
      'must be integer',
    ],
    [
      'text that is a number',
      [...CONTAINER, 'env'],
      [{ name: 'A', value: 1 }],
      'spec.template.spec.containers.0.env.0.value',
      'must be string',
    ],
    [
      'what is no quantity',
      [...CONTAINER, 'resources', 'requests', 'cpu'],
      '4 GB',
      'spec.template.spec.containers.0.resources.requests.cpu',
      'must match format "quantity"',
    ],
    [
      'a container without a name',
      [...CONTAINER, 'name'],
      undefined,
      'spec.template.spec.containers.0',
      'must have required property name',
    ],
    [
      'a namespace of another tenant',
      ['metadata', 'namespace'],
      'billing',
      'metadata.namespace',
      'must be acme, as its folder says, not billing',
    ],
    [
      'no namespace',
      ['metadata', 'namespace'],
      undefined,
      'metadata.namespace',
      'must be acme, as its folder says, not left out',
    ],
    [
      'a kind that is never rendered',
      ['kind'],
      'DaemonSet',
      'kind',
      'the platform renders no DaemonSet of apps/v1',
    ],
  ])('refuses %s', (_, at, value, path, message) => {
    const faults = check(`${FOLDER}deployment.yaml`, deployment(at, value));
    expect(faults).toContainEqual({
      file: `${FOLDER}deployment.yaml`,
      object: expect.stringMatching(/^(Deployment|DaemonSet) (.+\/)?shop$/),
      path,
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['a: [', 'unexpected end of the stream'],
    ['a: [ &b', 'Flow sequence'],
    ['a: 1\na: 2', 'duplicated mapping key'],
    ['a: *nothing\nb: &c 1', 'Unresolved alias'],
    [`a: &a [${'x,'.repeat(9)}]\n${ALIAS_BOMB}`, 'Excessive alias count'],
    ['', 'it is empty'],
    ['just text', 'it has no apiVersion, kind and metadata.name'],
    ['a: *nothing', 'unidentified alias "nothing"'],
    [`a: ${'['.repeat(20_000)}`, ''],
  ])('refuses %j as no object', (text, message) => {
    expect(check(`${FOLDER}deployment.yaml`, text)).toEqual([
      expect.objectContaining({
        object: 'the file',
        message: expect.stringContaining(message),
      }),
    ]);
  });

  it('looks at every object of a file', () => {
    const good = deployment(['spec', 'replicas'], 2);
    const bad = deployment(['spec', 'replicas'], 'two');
    expect(check(`${FOLDER}x.yaml`, `${good}---\n${bad}`)).toEqual([
      expect.objectContaining({ path: 'spec.replicas' }),
    ]);
  });

  it('refuses unknown fields of custom kinds', () => {
    const monitor = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name: 'shop', namespace: 'acme' },
      spec: {
        selector: { matchLabels: { a: 'b' } },
        endpoints: [{ port: 'http', path: '/metrics', bearerToken: 'x' }],
      },
    };
    expect(check(`${FOLDER}m.yaml`, stringify(monitor))).toEqual([
      expect.objectContaining({
        path: 'spec.endpoints.0',
        message: 'Unrecognized key: "bearerToken"',
      }),
    ]);
  });

  it('keeps a namespace to the two of its tenant', () => {
    const namespace = (name: string) =>
      check(
        'tenants/acme/manifests/namespace.yaml',
        stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
      ).map(({ message }) => message);
    expect(namespace('acme')).toEqual([]);
    expect(namespace('acme--preview')).toEqual([]);
    expect(namespace('kube-system')).toEqual([
      'must be acme or acme--preview, as its folder says, not kube-system',
    ]);
  });

  it('checks every kind that a project lets through', () => {
    const kinds = Array.from(KINDS.keys(), key => key.split(' ')[1]);
    expect(kinds).toEqual(
      expect.arrayContaining(ALLOWED_KINDS.map(({ kind }) => kind)),
    );
    for (const [kind, { type, schema }] of KINDS) {
      expect([kind, schema !== undefined || isKnownType(type ?? '')]).toEqual([
        kind,
        true,
      ]);
    }
  });

  it.each([
    ['tenants/acme/manifests/namespace.yaml', true],
    ['tenants/acme/project/app-project.yaml', true],
    ['tenants/acme/services/shop/manifests/deployment.yaml', true],
    ['tenants/acme/previews/pr-1/manifests/deployment.yml', true],
    ['tenants/acme/services/shop/manifests/kustomization.yaml', false],
    ['tenants/acme/services/shop/service.yaml', false],
    ['tenants/acme/tenant.yaml', false],
    ['platform/components/argocd/values.yaml', false],
    ['tenants/acme/manifests/README.md', false],
  ])('takes %s for a manifest: %s', (path, expected) => {
    expect(isManifest(path)).toBe(expected);
  });
});
