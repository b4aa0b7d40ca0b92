import { stringifyYaml } from '../yaml/stringifyYaml';
import type { AnyDocument } from './documentSchemas';
import { validateDocument } from './validateDocument';

/**
 * Writes a new document as text.
 *
 * @throws InvalidDocumentError when it does not match its schema
 * @public
 */
export function createDocumentText(document: AnyDocument): string {
  validateDocument(document);
  const { apiVersion, kind, metadata, spec, renderedWith } = document;
  return stringifyYaml({ apiVersion, kind, metadata, spec, renderedWith });
}
