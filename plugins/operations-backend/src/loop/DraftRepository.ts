import {
  gitBlobId,
  previewSnapshot,
  type ChangeSet,
  type GitOpsRepository,
  type RepositorySnapshot,
} from '@mctl/plugin-gitops-node';

/** The repository as it will be once everything drafted so far is committed. */
export class DraftRepository implements Pick<GitOpsRepository, 'readBlobs'> {
  readonly #repository: Pick<GitOpsRepository, 'readBlobs'>;
  readonly #drafted = new Map<string, string>();
  #snapshot: RepositorySnapshot;

  static create(
    repository: Pick<GitOpsRepository, 'readBlobs'>,
    snapshot: RepositorySnapshot,
  ): DraftRepository {
    return new DraftRepository(repository, snapshot);
  }

  private constructor(
    repository: Pick<GitOpsRepository, 'readBlobs'>,
    snapshot: RepositorySnapshot,
  ) {
    this.#repository = repository;
    this.#snapshot = snapshot;
  }

  get snapshot(): RepositorySnapshot {
    return this.#snapshot;
  }

  /** Takes a change set as if it were committed. */
  apply(changes: ChangeSet): void {
    this.#snapshot = previewSnapshot(this.#snapshot, changes);
    for (const { content } of changes) {
      if (content !== null) {
        this.#drafted.set(gitBlobId(content), content);
      }
    }
  }

  async readBlobs(
    blobs: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const contents = new Map<string, string>();
    const stored: string[] = [];
    for (const blob of blobs) {
      const drafted = this.#drafted.get(blob);
      if (drafted === undefined) {
        stored.push(blob);
      } else {
        contents.set(blob, drafted);
      }
    }
    const read = await this.#repository.readBlobs(stored);
    return new Map([...contents, ...read]);
  }
}
