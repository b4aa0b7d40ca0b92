import { parseAllDocuments, type Document } from 'yaml';
import { z } from 'zod';
import type { ResourceChange } from '@mctl/plugin-platform-common';
import { readManifest, type RenderedObject } from '@mctl/plugin-gitops-node';

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
  }),
});

/** Kustomizations and our documents are no objects of the cluster. */
const NOT_IN_CLUSTER = /^(?:kustomize\.config\.k8s\.io|mctl\.ai)\//;

/**
 * Says which Kubernetes objects files would add, modify or delete.
 */
export function describeResources(
  files: ReadonlyArray<{
    path: string;
    before: string | undefined;
    after: string | undefined;
  }>,
): ResourceChange[] {
  const before = new Map<string, { text: string; object: ResourceName }>();
  const after = new Map<string, { text: string; object: ResourceName }>();
  for (const file of files.filter(({ path }) => /\.ya?ml$/.test(path))) {
    collect(before, file.before);
    collect(after, file.after);
  }

  const changes: ResourceChange[] = [];
  for (const [key, { text, object }] of after) {
    const earlier = before.get(key);
    if (!earlier) {
      changes.push({ action: 'add', ...object });
    } else if (earlier.text !== text) {
      changes.push({ action: 'modify', ...object });
    }
  }
  for (const [key, { object }] of before) {
    if (!after.has(key)) {
      changes.push({ action: 'delete', ...object });
    }
  }
  return changes;
}

type ResourceName = Omit<ResourceChange, 'action'>;

function collect(
  into: Map<string, { text: string; object: ResourceName }>,
  text: string | undefined,
) {
  if (text === undefined) {
    return;
  }
  for (const data of objectsIn(text)) {
    if (!NOT_IN_CLUSTER.test(data.apiVersion)) {
      const { kind, metadata } = data;
      const object = {
        kind,
        ...(metadata.namespace && { namespace: metadata.namespace }),
        name: metadata.name,
      };
      into.set(JSON.stringify(object), { text: JSON.stringify(data), object });
    }
  }
}

/** What cannot be read is no object: people push files of their own. */
function objectsIn(text: string): RenderedObject[] {
  const reading = readManifest(text);
  return 'objects' in reading
    ? reading.objects
    : parseAllDocuments(text).flatMap(
        document => objectSchema.safeParse(readData(document)).data ?? [],
      );
}

/** The data of a YAML document, or nothing when it cannot be read. */
function readData(document: Document): unknown {
  if (document.errors.length > 0) {
    return undefined;
  }
  try {
    return document.toJS();
  } catch (error) {
    // An alias of nothing, or of too much, shows only now.
    if (error instanceof ReferenceError) {
      return undefined;
    }
    throw error;
  }
}
