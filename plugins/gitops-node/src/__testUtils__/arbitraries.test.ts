import {
  platformDocumentSchema,
  serviceDocumentSchema,
  tenantDocumentSchema,
} from '@mctl/plugin-platform-common';
import fc from 'fast-check';
import { anyPlatformDocument, anyTenantDocument } from './arbitraries';
import { anyServiceDocument } from './serviceArbitrary';

describe.each([
  ['Service', anyServiceDocument, serviceDocumentSchema],
  ['Tenant', anyTenantDocument, tenantDocumentSchema],
  ['Platform', anyPlatformDocument, platformDocumentSchema],
])('what tests take for any %s document', (_, arbitrary, schema) => {
  it('is valid', () => {
    fc.assert(
      fc.property<[unknown]>(arbitrary, document => {
        expect(schema.safeParse(document).error?.issues).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});

describe('what tests take for any Service document', () => {
  it('has every part somewhere', () => {
    const parts = new Set(
      fc
        .sample(anyServiceDocument, { numRuns: 200, seed: 1 })
        .flatMap(({ spec }) => Object.keys(spec)),
    );
    expect(Array.from(parts).sort()).toEqual(
      Object.keys(serviceDocumentSchema.shape.spec.shape).sort(),
    );
  });
});
