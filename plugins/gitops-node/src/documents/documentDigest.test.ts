import fc from 'fast-check';
import type { ServiceDocument } from '@mctl/plugin-platform-common';
import { anyServiceDocument } from '../__testUtils__/serviceArbitrary';
import { documentDigest } from './documentDigest';

describe('the digest of a document', () => {
  it('is the same for the same data in any order', () => {
    fc.assert(
      fc.property(anyServiceDocument, document => {
        const reversed: ServiceDocument = {
          ...document,
          spec: Object.fromEntries(
            Object.entries(document.spec).reverse(),
          ) as ServiceDocument['spec'],
          renderedWith: 99,
        };
        expect(documentDigest(reversed)).toBe(documentDigest(document));
      }),
    );
  });

  it('changes with any setting', () => {
    fc.assert(
      fc.property(
        anyServiceDocument,
        fc.string({ minLength: 1 }),
        (document, value) => {
          const env = { ...document.spec.env };
          const changed: ServiceDocument = {
            ...document,
            spec: {
              ...document.spec,
              env: { ...env, CHANGED: `${env.CHANGED ?? ''}${value}` },
            },
          };
          expect(documentDigest(changed)).not.toBe(documentDigest(document));
        },
      ),
    );
  });

  it('fits into an annotation', () => {
    fc.assert(
      fc.property(anyServiceDocument, document => {
        expect(documentDigest(document)).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
  });
});
