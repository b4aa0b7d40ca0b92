import { DOCUMENT_SCHEMAS, type AnyDocument } from './documentSchemas';
import { InvalidDocumentError } from './InvalidDocumentError';

/**
 * Checks a document against its schema before it is written.
 *
 * @throws InvalidDocumentError with every fault
 */
export function validateDocument(document: AnyDocument): void {
  const parsed = DOCUMENT_SCHEMAS[document.kind].safeParse(document);
  if (!parsed.success) {
    throw new InvalidDocumentError({
      path: `the ${document.kind} ${document.metadata.name}`,
      faults: parsed.error.issues.map(
        issue => `${issue.path.map(String).join('.')}: ${issue.message}`,
      ),
    });
  }
}
