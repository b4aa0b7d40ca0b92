import { CORE_SCHEMA, loadAll, YAMLException } from 'js-yaml';
import { parseAllDocuments } from 'yaml';
import { YAML_OPTIONS } from '../yaml/yamlOptions';
import { asRenderedObject, type RenderedObject } from './RenderedObject';

const MANIFEST =
  /^tenants\/[^/]+\/(?:(?:project|manifests)|(?:services|databases|domains|previews)\/[^/]+\/manifests)\/[^/]+\.ya?ml$/;

/** Whether a file holds an object that was rendered. @public */
export function isManifest(path: string): boolean {
  return MANIFEST.test(path) && !/\/kustomization\.ya?ml$/.test(path);
}

/** The objects of a manifest, or what is wrong with its text. @public */
export type ManifestReading = { objects: RenderedObject[] } | { fault: string };

/**
 * Every document of a text as data.
 *
 * @remarks
 * What the platform renders has no anchors; without them, a parser that builds
 * no syntax tree does, and takes a tenth of the time. With them, the one that
 * limits aliases does.
 *
 * @throws YAMLException or ReferenceError when it cannot be read
 */
function readAll(text: string): unknown[] | { fault: string } {
  if (!text.includes('&')) {
    return loadAll(text, null, { schema: CORE_SCHEMA });
  }
  const documents = parseAllDocuments(text, YAML_OPTIONS);
  const [error] = documents.flatMap(({ errors }) => errors);
  return error
    ? { fault: firstLine(error) }
    : documents.map(document => document.toJS());
}

/** The rest of a parser's message quotes the text. */
function firstLine({ message }: Error): string {
  return message.split('\n')[0];
}

/** Reads the objects in the text of a manifest. @public */
export function readManifest(text: string): ManifestReading {
  let documents: unknown[] | { fault: string };
  try {
    documents = readAll(text);
  } catch (error) {
    // An alias of nothing, or of too much, shows only when it is followed.
    if (error instanceof YAMLException || error instanceof ReferenceError) {
      return { fault: firstLine(error) };
    }
    throw error;
  }
  if ('fault' in documents) {
    return documents;
  }
  const objects: RenderedObject[] = [];
  for (const data of documents) {
    const object = asRenderedObject(data);
    if (!object) {
      return { fault: 'it has no apiVersion, kind and metadata.name' };
    }
    objects.push(object);
  }
  return objects.length > 0 ? { objects } : { fault: 'it is empty' };
}
