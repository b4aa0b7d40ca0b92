import { sampleService, sampleTenant } from '../__testUtils__/sampleDocuments';
import { createDocumentText } from './createDocumentText';
import { InvalidDocumentError } from './InvalidDocumentError';
import { readChangedDocuments } from './readChangedDocuments';

describe('readChangedDocuments', () => {
  it('reads tenants and services, and knows which are removed', () => {
    const { tenants, services } = readChangedDocuments([
      {
        path: 'tenants/acme/tenant.yaml',
        content: createDocumentText(sampleTenant()),
      },
      {
        path: 'tenants/acme/services/shop/service.yaml',
        content: createDocumentText(sampleService()),
      },
      { path: 'tenants/acme/services/old/service.yaml', content: null },
      { path: 'tenants/gone/tenant.yaml', content: null },
      {
        path: 'tenants/acme/services/shop/manifests/deployment.yaml',
        content: 'kind: Deployment\n',
      },
    ]);
    expect(Array.from(tenants)).toEqual([
      ['acme', sampleTenant()],
      ['gone', undefined],
    ]);
    expect(Array.from(services.get('acme') ?? [])).toEqual([
      ['shop', sampleService()],
      ['old', undefined],
    ]);
  });

  it('refuses a document that would be out of service once committed', () => {
    const change = (content: string) => () =>
      readChangedDocuments([{ path: 'tenants/acme/tenant.yaml', content }]);
    expect(change('kind: Tenant\n')).toThrow(InvalidDocumentError);
    expect(change(createDocumentText(sampleTenant('other')))).toThrow(
      'tenants/acme/tenant.yaml is invalid: metadata.name: must be acme, as the path says, not other',
    );
  });
});
