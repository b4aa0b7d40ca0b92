import fc from 'fast-check';
import { anyServiceDocument } from '../__testUtils__/serviceArbitrary';
import { sampleService, sampleTenant } from '../__testUtils__/sampleDocuments';
import { createDocumentText } from './createDocumentText';
import { readDocument } from './readDocument';
import { MAX_DOCUMENT_BYTES } from './readYaml';

const SERVICE = { kind: 'Service', tenant: 'acme', service: 'shop' } as const;
const TENANT = { kind: 'Tenant', tenant: 'acme' } as const;

const serviceText = (env: string) => `apiVersion: mctl.ai/v1
kind: Service
metadata: {name: shop, tenant: acme}
spec:
  type: web
  image: {repository: ghcr.io/acme/shop, tag: 1.4.0}
  replicas: 2
  env: ${env}
`;

describe('readDocument', () => {
  it('reads what was written', () => {
    fc.assert(
      fc.property(anyServiceDocument, document => {
        const { name, tenant } = document.metadata;
        fc.pre(
          !/^(?:argo|kube-|platform-|mctl-|grafana-|vault-)|-(?:system|preview)$/.test(
            tenant,
          ),
        );
        expect(
          readDocument(
            { kind: 'Service', tenant, service: name },
            createDocumentText(document),
          ),
        ).toEqual({ faults: [], document });
      }),
    );
  });

  it.each([
    ['an alias', '{A: &a x, B: *a}', 'aliases are not allowed'],
    ['an anchor', '{A: &a x}', 'anchors are not allowed'],
    ['a tag', '{A: !!str 1}', 'tags are not allowed'],
    ['a tag on a mapping', '!!map {A: x}', 'tags are not allowed'],
    ['a key twice', '{A: x, A: y}', 'the key "A" occurs twice'],
    ['a merge key', '{<<: {A: x}}', 'spec.env.<<: '],
    ['a key that is no string', '{true: x}', 'the key "true" is no string'],
    ['a prototype', '{__proto__: x}', 'the key "__proto__" is not allowed'],
    ['a value that is no string', '{A: 1}', 'spec.env.A: '],
    ['broken YAML', '{A: ', 'Flow map'],
    ['a second document', 'x\n---\na: b', 'multiple documents'],
  ])('refuses %s', (_, env, fault) => {
    const { faults } = readDocument(SERVICE, serviceText(env));
    expect(faults.join('\n')).toContain(fault);
  });

  it('refuses directives', () => {
    const { faults } = readDocument(
      SERVICE,
      `%YAML 1.1\n---\n${serviceText('{}')}`,
    );
    expect(faults).toContain('directives are not allowed');
  });

  it('refuses a bomb of aliases before it goes off', () => {
    const bomb = Array.from(
      { length: 30 },
      (_, level) =>
        `a${level}: &a${level} [${`*a${level - 1},`.repeat(level ? 9 : 0)}]`,
    ).join('\n');
    expect(readDocument(TENANT, bomb).faults).toContain(
      'aliases are not allowed',
    );
  });

  it('refuses what is too large or too deep', () => {
    expect(
      readDocument(TENANT, 'a'.repeat(MAX_DOCUMENT_BYTES + 1)).faults,
    ).toEqual([
      `the document has ${MAX_DOCUMENT_BYTES + 1} bytes, more than the ${MAX_DOCUMENT_BYTES} that are allowed`,
    ]);
    expect(readDocument(TENANT, '['.repeat(200_000)).faults).toEqual([
      'the document is nested too deeply',
    ]);
  });

  it('finds a repeated key among many at once', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: x`);
    expect(
      readDocument(TENANT, [...keys, 'k7: y'].join('\n')).faults,
    ).toContain('the key "k7" occurs twice');
  });

  it('refuses unknown keys and says where', () => {
    const text = serviceText('{}').replace('replicas: 2', 'replica: 2');
    const faults = readDocument(SERVICE, text).faults.join('\n');
    expect(faults).toContain('spec.replicas: ');
    expect(faults).toContain('"replica"');
  });

  it('refuses a document whose name is not the one of its path', () => {
    expect(
      readDocument(
        { kind: 'Service', tenant: 'billing', service: 'web' },
        createDocumentText(sampleService()),
      ).faults,
    ).toEqual([
      'metadata.name: must be web, as the path says, not shop',
      'metadata.tenant: must be billing, as the path says, not acme',
    ]);
  });

  it('refuses a tenant with a reserved name', () => {
    expect(
      readDocument(
        { kind: 'Tenant', tenant: 'kube-system' },
        createDocumentText(sampleTenant('kube-system')),
      ).faults,
    ).toEqual(['"kube-system" is reserved for the platform']);
  });
});
