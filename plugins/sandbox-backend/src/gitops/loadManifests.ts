import { isAbsolute, join, normalize } from 'node:path/posix';
import { CustomErrorBase, isError } from '@backstage/errors';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { ObjectDraft } from '../store/objects';
import type { ApplicationFolder } from './applicationTargets';

const KUSTOMIZATION = 'kustomization.yaml';

/** What an API server takes at most. */
const MAX_FILE_LENGTH = 3 * 1024 * 1024;

/** The fields that are understood; to ignore another would be worse. */
const kustomizationSchema = z.strictObject({
  apiVersion: z.string().optional(),
  kind: z.literal('Kustomization').optional(),
  metadata: z.unknown().optional(),
  resources: z.array(z.string()).default([]),
});
const manifestSchema = z.looseObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  metadata: z.looseObject({ name: z.string().min(1) }),
});

/** An object as the repository describes it. */
export type Manifest = ObjectDraft & {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
};

/** A folder whose manifests cannot be read. */
export class ManifestError extends CustomErrorBase {}

/**
 * Reads the objects of a folder, those that its kustomization lists or, without
 * one, all of its YAML files.
 *
 * @param contents - texts by blob
 * @throws ManifestError when a file is missing or cannot be read
 */
export function loadManifests(
  folder: ApplicationFolder,
  contents: ReadonlyMap<string, string>,
): Manifest[] {
  const read = (name: string) => {
    const file = normalize(name);
    if (isAbsolute(file) || file.startsWith('../')) {
      throw new ManifestError(
        `accumulating resources: accumulation err='accumulating resources from '${name}': security; file '${join('/', folder.path, file)}' is not in or below '/${folder.path}''`,
      );
    }
    const blob = folder.files.get(file);
    const content = blob === undefined ? undefined : contents.get(blob);
    if (content === undefined) {
      throw new ManifestError(
        `accumulating resources: accumulation err='accumulating resources from '${file}': open ${folder.path}/${file}: no such file or directory'`,
      );
    }
    if (content.length > MAX_FILE_LENGTH) {
      throw new ManifestError(
        `${folder.path}/${file} has ${content.length} characters; at most ${MAX_FILE_LENGTH} are read`,
      );
    }
    return parse(`${folder.path}/${file}`, content);
  };
  if (!folder.files.has(KUSTOMIZATION)) {
    return [...folder.files.keys()]
      .filter(file => /\.ya?ml$/.test(file))
      .flatMap(file => read(file).map(toManifest(`${folder.path}/${file}`)));
  }
  const kustomization = kustomizationSchema.safeParse(read(KUSTOMIZATION)[0]);
  if (!kustomization.success) {
    throw new ManifestError(
      `invalid Kustomization: ${z.prettifyError(kustomization.error)}`,
    );
  }
  return kustomization.data.resources.flatMap(file =>
    read(file).map(toManifest(`${folder.path}/${file}`)),
  );
}

function parse(path: string, content: string): unknown[] {
  try {
    return parseAllDocuments(content, { uniqueKeys: true })
      .map(document => {
        if (document.errors.length > 0) {
          throw document.errors[0];
        }
        return document.toJS({ maxAliasCount: 0 });
      })
      .filter(value => value !== null && value !== undefined);
  } catch (error) {
    throw new ManifestError(
      `MalformedYAMLError: yaml: ${isError(error) ? error.message.split('\n')[0] : error} in File: ${path}`,
    );
  }
}

function toManifest(path: string): (value: unknown) => Manifest {
  return value => {
    const manifest = manifestSchema.safeParse(value);
    if (!manifest.success) {
      throw new ManifestError(`${path}: ${z.prettifyError(manifest.error)}`);
    }
    return manifest.data;
  };
}
