import { z } from 'zod';
import { DOCUMENT_SCHEMAS } from './documentSchemas';

/**
 * The JSON Schemas of all documents, by file name, as they stand in the folder
 * `schemas` of the repository.
 */
export function documentJsonSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(DOCUMENT_SCHEMAS).map(([kind, schema]) => [
      `${kind.toLowerCase()}.schema.json`,
      `${JSON.stringify({ title: kind, ...z.toJSONSchema(schema, { io: 'input' }) }, null, 2)}\n`,
    ]),
  );
}
