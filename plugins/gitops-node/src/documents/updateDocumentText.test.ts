import fc from 'fast-check';
import { parse } from 'yaml';
import { anyTenantDocument } from '../__testUtils__/arbitraries';
import { anyServiceDocument } from '../__testUtils__/serviceArbitrary';
import { sampleService, sampleTenant } from '../__testUtils__/sampleDocuments';
import { createDocumentText } from './createDocumentText';
import { InvalidDocumentError } from './InvalidDocumentError';
import { updateDocumentText } from './updateDocumentText';

const TENANT_TEXT = `# The first tenant
apiVersion: mctl.ai/v1
kind: Tenant

metadata: { name: acme } # never changes
spec:
  displayName: 'Acme'
  # Who may do what
  members:
    # founder
    - { user: octocat, role: owner }
    - user: hubot # a robot
      role: viewer
  quota: { cpu: "4", memory: 8Gi, pods: 30, storage: 50Gi }
  network:
    internetEgress: false
    allowFrom: []
`;

const TENANT = sampleTenant('acme', {
  members: [
    { user: 'octocat', role: 'owner' },
    { user: 'hubot', role: 'viewer' },
  ],
});

describe('updateDocumentText', () => {
  it('leaves a text alone that says the same already', () => {
    expect(updateDocumentText(TENANT_TEXT, TENANT)).toBe(TENANT_TEXT);
  });

  it('changes one value and nothing else', () => {
    const text = updateDocumentText(TENANT_TEXT, {
      ...TENANT,
      spec: { ...TENANT.spec, quota: { ...TENANT.spec.quota, cpu: '8' } },
    });
    expect(text).toBe(TENANT_TEXT.replace('cpu: "4"', 'cpu: "8"'));
  });

  it('removes an item with its comment and keeps those of the others', () => {
    const text = updateDocumentText(TENANT_TEXT, {
      ...TENANT,
      spec: { ...TENANT.spec, members: [TENANT.spec.members[1]] },
    });
    expect(text).not.toContain('octocat');
    expect(text).toContain('- user: hubot # a robot\n      role: viewer\n');
  });

  it('adds an item, and changes one where it stands', () => {
    const text = updateDocumentText(TENANT_TEXT, {
      ...TENANT,
      spec: {
        ...TENANT.spec,
        members: [
          { user: 'octocat', role: 'owner' },
          { user: 'hubot', role: 'developer' },
          { user: 'ada', role: 'viewer' },
        ],
      },
    });
    expect(text).toBe(
      TENANT_TEXT.replace(
        'role: viewer\n',
        'role: developer\n    - user: ada\n      role: viewer\n',
      ),
    );
  });

  it('keeps the habits of the people who wrote the text', () => {
    const text = TENANT_TEXT.replace(/([{[]) /g, '$1')
      .replace(/ ([}\]])/g, '$1')
      .replace(/^ {4}(- |#| {2}role)/gm, '  $1');
    const next = { ...TENANT, spec: { ...TENANT.spec, displayName: 'Acme 2' } };
    expect(updateDocumentText(text, next)).toBe(
      text.replace("'Acme'", 'Acme 2'),
    );
  });

  it('adds what is missing and removes what is gone', () => {
    const text = updateDocumentText(TENANT_TEXT, {
      ...TENANT,
      renderedWith: 1,
      spec: { ...TENANT.spec, contact: 'team@acme.test' },
    });
    expect(text).toContain('  contact: team@acme.test\n');
    expect(text).toMatch(/renderedWith: 1\n$/);
    expect(updateDocumentText(text, TENANT)).toBe(TENANT_TEXT);
  });

  it('refuses a text it cannot read and a state that is invalid', () => {
    expect(() => updateDocumentText('a: &b c', TENANT)).toThrow(
      InvalidDocumentError,
    );
    expect(() => updateDocumentText(TENANT_TEXT, sampleTenant('No'))).toThrow(
      InvalidDocumentError,
    );
  });

  it('ends up with the next state from any state, and keeps comments', () => {
    const anyPair = fc.oneof(
      fc.tuple(anyServiceDocument, anyServiceDocument),
      fc.tuple(anyTenantDocument, anyTenantDocument),
    );
    fc.assert(
      fc.property(anyPair, ([before, after]) => {
        const text = createDocumentText(before).replace(
          'spec:\n',
          'spec: # why\n',
        );
        const updated = updateDocumentText(text, after);
        expect(parse(updated)).toEqual(after);
        expect(updated).toContain('# why\n');
        expect(updateDocumentText(updated, after)).toBe(updated);
        expect(parse(updateDocumentText(updated, before))).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });
});

describe('createDocumentText', () => {
  it('writes the envelope first', () => {
    const { kind, metadata, spec, apiVersion } = sampleService();
    expect(
      createDocumentText({ spec, renderedWith: 1, metadata, kind, apiVersion }),
    ).toMatch(
      /^apiVersion: .*\nkind: .*\nmetadata:\n(.*\n)*spec:\n(.*\n)*renderedWith: 1\n$/,
    );
  });

  it('refuses an invalid document', () => {
    expect(() =>
      createDocumentText(sampleService('acme', 'shop', { replicas: -1 })),
    ).toThrow('spec.replicas');
  });
});
