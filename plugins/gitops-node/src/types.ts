import type {
  Observed,
  PlatformDocument,
  ServiceDocument,
  TenantDocument,
} from '@mctl/plugin-platform-common';

/** A whole file as it should be afterwards; `null` removes it. @public */
export interface FileWrite {
  /** Path in the repository, with `/`, without a leading one. */
  path: string;
  content: string | null;
}

/** Files that change together. @public */
export type ChangeSet = readonly FileWrite[];

/** A file at one commit. @public */
export interface BlobEntry {
  path: string;
  /** Git object id of the content. */
  blob: string;
}

/** A document of the repository, parsed and as written. @public */
export interface DocumentEntry<T> {
  path: string;
  document: T;
  /** The text as committed: comments and order are kept when it is edited. */
  text: string;
}

/** A document that could not be read; only its own object is out of service. */
export interface InvalidDocument {
  path: string;
  faults: string[];
}

/**
 * The parsed repository at one commit. Never changes; a new commit brings a new
 * one.
 *
 * @public
 */
export interface RepositorySnapshot {
  readonly commit: string;
  /** When the branch was last seen at this commit, ISO 8601. */
  readonly observedAt: string;
  readonly platform: DocumentEntry<PlatformDocument>;
  readonly tenants: ReadonlyMap<string, DocumentEntry<TenantDocument>>;
  /** Keys are `<tenant>/<service>`. */
  readonly services: ReadonlyMap<string, DocumentEntry<ServiceDocument>>;
  readonly invalid: readonly InvalidDocument[];
  /** Services of one tenant, in the order of their names. */
  servicesOf(tenant: string): ReadonlyArray<DocumentEntry<ServiceDocument>>;
  /**
   * Whether the tenant's folder holds anything, a valid document or not.
   * An invalid one still occupies its name.
   */
  hasTenant(tenant: string): boolean;
  hasService(tenant: string, service: string): boolean;
  /** The faults of the document at this path, when it is invalid. */
  faultsOf(path: string): readonly string[] | undefined;
  /** The blob at a path. */
  blob(path: string): string | undefined;
  /** Every file below a prefix that ends with `/`, in the order of the paths. */
  list(prefix: string): readonly BlobEntry[];
}

/** A commit that an operation asks for. @public */
export interface OperationCommitRequest {
  operationId: string;
  changes: ChangeSet;
  /** The only prefixes that may change; each ends with `/`. */
  writes: readonly string[];
  /** First line of the message, Conventional Commits. */
  title: string;
  /** Trailers besides `Operation:`, such as `Actor` and `Via`. */
  trailers: Readonly<Record<string, string>>;
}

/** A request to make one commit. @public */
export interface CommitRequest extends OperationCommitRequest {
  /** The commit that the change set was planned on; main must still be there. */
  base: string;
}

/** What became of a commit request. @public */
export type CommitResult =
  | { outcome: 'committed'; commit: string }
  /** Main moved since the base; plan again. Nothing was written. */
  | { outcome: 'lost-race'; head: string };

/**
 * A request to make several commits, one an operation, that reach main
 * together.
 *
 * @public
 */
export interface CommitGroupRequest {
  /** The commit that the first was planned on; main must still be there. */
  base: string;
  /** Each planned on the result of the one before it. At least one. */
  commits: readonly OperationCommitRequest[];
}

/** What became of a group. @public */
export type CommitGroupResult =
  /** Commit ids by operation. */
  | { outcome: 'committed'; commits: ReadonlyMap<string, string> }
  /** Main moved since the base; plan all again. Nothing was written. */
  | { outcome: 'lost-race'; head: string }
  /**
   * One commit is not acceptable: its paths are unsafe, or its operation has a
   * commit already. Nothing was written; the others may be planned without it.
   */
  | { outcome: 'refused'; operationId: string; error: Error };

/** Whether an operation's commit exists. @public */
export type OperationCommit =
  | { found: false }
  | { found: true; commit: string }
  /** The ref exists and main no longer contains it: never apply again. */
  | { found: 'history-rewritten'; commit: string };

/** A commit that touched a path, newest first in lists. @public */
export interface CommitInfo {
  commit: string;
  /** ISO 8601. */
  committedAt: string;
  title: string;
  /** Trailers by lower-case name. Empty for commits that people pushed. */
  trailers: Readonly<Record<string, string>>;
}

/**
 * The GitOps repository. The only place that reads or writes it.
 *
 * @public
 */
export interface GitOpsRepository {
  readonly branch: string;
  /**
   * The newest snapshot in memory and how old it is. Unknown only while the
   * repository could not be read at all.
   */
  current(): Observed<RepositorySnapshot>;
  /**
   * Looks at the branch and returns the snapshot of where it is now.
   *
   * @throws ServiceUnavailableError when the repository cannot be read
   */
  refresh(): Promise<RepositorySnapshot>;
  /** Contents of blobs, by id. */
  readBlobs(blobs: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * The service document as it was at a commit; undefined when there was none,
   * `unreadable` when there was one that is not valid.
   */
  readServiceAt(
    commit: string,
    tenant: string,
    service: string,
  ): Promise<ServiceDocument | 'unreadable' | undefined>;
  /**
   * Makes one commit, moves main by compare-and-swap and creates the
   * operation's ref `refs/mctl/operations/<id>`, all in one transaction.
   *
   * @throws UnsafePathError when a path lies outside `writes` or is not plain
   */
  commit(request: CommitRequest): Promise<CommitResult>;
  /**
   * Makes several commits, moves main to the last by compare-and-swap and
   * creates the reference of every operation, all in one transaction.
   */
  commitGroup(request: CommitGroupRequest): Promise<CommitGroupResult>;
  /** Whether an operation's commit stands on main. */
  findOperation(operationId: string): Promise<OperationCommit>;
  /**
   * Operations whose commit is older than a point in time and can still be
   * found by its reference, oldest first.
   */
  listOperationRefs(options: { before: Date }): Promise<readonly string[]>;
  /**
   * Removes the references of operations that will never be looked for again,
   * in one transaction. The commits stay.
   */
  deleteOperationRefs(operationIds: readonly string[]): Promise<void>;
  /** Whether `ancestor` is `descendant` or comes before it. */
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  /** Commits that changed anything under a path, newest first. */
  history(
    path: string,
    options?: { limit?: number },
  ): Promise<readonly CommitInfo[]>;
  /** Calls back after the branch moved; returns how to stop. */
  subscribe(
    listener: (
      snapshot: RepositorySnapshot,
      changed: readonly string[],
    ) => void,
  ): () => void;
}
