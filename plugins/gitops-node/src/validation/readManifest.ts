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

/** Reads the objects in the text of a manifest. @public */
export function readManifest(text: string): ManifestReading {
  const objects: RenderedObject[] = [];
  for (const document of parseAllDocuments(text, YAML_OPTIONS)) {
    const [error] = document.errors;
    if (error) {
      // The rest of the message quotes the text.
      return { fault: error.message.split('\n')[0] };
    }
    let data: unknown;
    try {
      data = document.toJS();
    } catch (thrown) {
      // An alias of nothing, or of too much, shows only now.
      if (thrown instanceof ReferenceError) {
        return { fault: thrown.message };
      }
      throw thrown;
    }
    const object = asRenderedObject(data);
    if (!object) {
      return { fault: 'it has no apiVersion, kind and metadata.name' };
    }
    objects.push(object);
  }
  return objects.length > 0 ? { objects } : { fault: 'it is empty' };
}
