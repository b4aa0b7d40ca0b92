import { isDeepStrictEqual } from 'node:util';
import type { ToStringOptions } from 'yaml';
import { YAML_OPTIONS } from '../yaml/yamlOptions';
import type { AnyDocument } from './documentSchemas';
import { InvalidDocumentError } from './InvalidDocumentError';
import { readYaml } from './readYaml';
import { updateNode } from './updateNode';
import { validateDocument } from './validateDocument';

/** The habits of the people who wrote a text. */
function styleOf(text: string): ToStringOptions {
  return {
    flowCollectionPadding: /[{[] /.test(text),
    indentSeq: !/^( *)[^ \n].*:\n(?: *#.*\n)*\1- /m.test(text),
  };
}

/**
 * Writes the next state of a document into its text. Only what differs is set;
 * comments and the order of keys stay.
 *
 * @param text - the document as committed
 * @param next - the whole document as it should be
 * @throws InvalidDocumentError when the text cannot be read, or the next state
 * does not match its schema
 * @public
 */
export function updateDocumentText(text: string, next: AnyDocument): string {
  validateDocument(next);
  const reading = readYaml(text);
  if (!('yaml' in reading)) {
    throw new InvalidDocumentError({
      path: `the ${next.kind} ${next.metadata.name}`,
      faults: reading.faults,
    });
  }
  const { yaml } = reading;
  // Properties that are undefined are absent in YAML.
  const data = JSON.parse(JSON.stringify(next));
  if (isDeepStrictEqual(yaml.toJS(), data)) {
    return text;
  }
  updateNode(yaml, yaml.contents, data);
  return yaml.toString({ ...YAML_OPTIONS, ...styleOf(text) });
}
