import { ServiceUnavailableError } from '@backstage/errors';
import type { PlatformDocument } from '@mctl/plugin-platform-common';
import {
  PLAIN_FILE_MODE,
  type FileTree,
  type TreeChange,
} from '../git/FileTree';
import type { GitProcess } from '../git/GitProcess';
import type { ObjectReader } from '../git/ObjectReader';
import { readTree, readTreeChanges } from '../git/readTree';
import { locateDocument, PLATFORM_DOCUMENT_PATH } from '../paths';
import type { DocumentEntry } from '../types';
import { DocumentSet } from './DocumentSet';
import { Snapshot } from './Snapshot';

/** Where snapshots are loaded from, and of which commit. */
export interface SnapshotSource {
  git: GitProcess;
  objects: ObjectReader;
  commit: string;
  observedAt: string;
}

async function applyChanges(
  documents: DocumentSet,
  objects: ObjectReader,
  changes: readonly TreeChange[],
): Promise<void> {
  const relevant = changes.filter(({ path }) => locateDocument(path));
  const files = relevant.flatMap(change =>
    change.mode === PLAIN_FILE_MODE ? [change] : [],
  );
  const contents = await objects.read(files.map(({ blob }) => blob));
  files.forEach(({ path }, index) => {
    const object = contents[index];
    if (object) {
      documents.put(path, object.content);
    } else {
      documents.refuse(path, ['the repository lacks its content']);
    }
  });
  for (const { path, mode } of relevant) {
    if (mode === null) {
      documents.remove(path);
    } else if (mode !== PLAIN_FILE_MODE) {
      documents.refuse(path, [`it is no plain file, but has mode ${mode}`]);
    }
  }
}

/**
 * Puts a snapshot together from its parts.
 *
 * @throws ServiceUnavailableError when there never was a valid Platform document
 */
export function assembleSnapshot(
  source: Pick<SnapshotSource, 'commit' | 'observedAt'>,
  tree: FileTree,
  documents: DocumentSet,
): Snapshot {
  const { platform, tenants, services, invalid } = documents;
  if (!platform) {
    const faults = invalid.get(PLATFORM_DOCUMENT_PATH) ?? [];
    throw new ServiceUnavailableError(
      `${PLATFORM_DOCUMENT_PATH} of the GitOps repository is invalid: ${faults.join('; ')}`,
    );
  }
  const { commit, observedAt } = source;
  return new Snapshot({
    commit,
    observedAt,
    tree,
    platform,
    tenants,
    services,
    invalid,
  });
}

/**
 * Loads a commit as a whole.
 *
 * @param lastPlatform - what counts while the commit's own is invalid
 * @throws ServiceUnavailableError when there is no valid Platform document
 */
export async function loadSnapshot(
  source: SnapshotSource,
  lastPlatform?: DocumentEntry<PlatformDocument>,
): Promise<Snapshot> {
  const tree = await readTree(source.git, source.commit);
  const documents = new DocumentSet(
    lastPlatform && {
      platform: lastPlatform,
      tenants: new Map(),
      services: new Map(),
      invalid: new Map(),
    },
  );
  if (!tree.get(PLATFORM_DOCUMENT_PATH)) {
    documents.remove(PLATFORM_DOCUMENT_PATH);
  }
  await applyChanges(documents, source.objects, tree.all());
  return assembleSnapshot(source, tree, documents);
}

/** Loads a commit by what differs from a snapshot. */
export async function updateSnapshot(
  source: SnapshotSource,
  previous: Snapshot,
): Promise<{ snapshot: Snapshot; changed: string[] }> {
  const changes = await readTreeChanges(
    source.git,
    previous.commit,
    source.commit,
  );
  const documents = new DocumentSet(previous.content);
  await applyChanges(documents, source.objects, changes);
  return {
    snapshot: assembleSnapshot(
      source,
      previous.content.tree.update(changes),
      documents,
    ),
    changed: changes.map(({ path }) => path),
  };
}
