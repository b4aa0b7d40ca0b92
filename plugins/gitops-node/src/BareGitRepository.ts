import { resolve } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  InputError,
  NotFoundError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import type { Observed, ServiceDocument } from '@mctl/plugin-platform-common';
import { readDocument } from './documents/readDocument';
import { BranchWatcher } from './git/BranchWatcher';
import { CommitLine } from './git/CommitLine';
import type { CommitOrderResult, CommitWriter } from './git/CommitWriter';
import { GitProcess } from './git/GitProcess';
import { isAncestor } from './git/isAncestor';
import { ObjectReader } from './git/ObjectReader';
import { openBareRepository } from './git/openBareRepository';
import {
  deleteOperationRefs,
  listOperationRefs,
  operationRef,
} from './git/operationRefs';
import { PipelineWriter } from './git/PipelineWriter';
import { readHistory } from './git/readHistory';
import { serviceDocumentPath } from './paths';
import { prepareGroup, RefusedCommitError } from './snapshot/prepareGroup';
import type { Snapshot } from './snapshot/Snapshot';
import { SnapshotStore, type SnapshotListener } from './SnapshotStore';
import type {
  CommitGroupRequest,
  CommitGroupResult,
  CommitInfo,
  CommitRequest,
  CommitResult,
  GitOpsRepository,
  OperationCommit,
  OperationCommitRequest,
  RepositorySnapshot,
} from './types';

const COMMIT_ID = /^[0-9a-f]{40}$/;
const BRANCH = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$/;
const DEFAULT_HISTORY_LIMIT = 50;

/** How to open a {@link BareGitRepository}. @public */
export interface BareGitRepositoryOptions {
  /** Folder of the bare repository; created when it is not there. */
  directory: string;
  /** Letters, digits, `_` and `-`. */
  branch: string;
  /** Folder whose files an empty repository starts with. */
  seedFrom?: string;
  logger: LoggerService;
  now?: () => Date;
  /** How often to look for pushes that the file system does not report. */
  pollIntervalMs?: number;
}

function requireCommitId(commit: string): void {
  if (!COMMIT_ID.test(commit)) {
    throw new InputError(`${JSON.stringify(commit)} is no commit id`);
  }
}

/**
 * A bare repository on disk, which is the origin: others push to it and fetch
 * from it.
 *
 * @public
 */
export class BareGitRepository implements GitOpsRepository {
  readonly branch: string;
  readonly #git: GitProcess;
  readonly #objects: ObjectReader;
  readonly #writer: CommitWriter;
  readonly #snapshots: SnapshotStore;
  readonly #watcher: BranchWatcher;
  readonly #line = new CommitLine();
  /** Ends when the commit before has; one process writes one by one. */
  #lastCommit: Promise<unknown> = Promise.resolve();

  private constructor(options: {
    branch: string;
    git: GitProcess;
    objects: ObjectReader;
    writer: CommitWriter;
    snapshots: SnapshotStore;
    watcher: BranchWatcher;
  }) {
    this.branch = options.branch;
    this.#git = options.git;
    this.#objects = options.objects;
    this.#writer = options.writer;
    this.#snapshots = options.snapshots;
    this.#watcher = options.watcher;
  }

  /**
   * Opens a repository, creates and seeds it where needed, and loads it.
   *
   * @throws when the repository is damaged or its Platform document is invalid
   */
  static async create(
    options: BareGitRepositoryOptions,
  ): Promise<BareGitRepository> {
    const { branch, seedFrom, logger } = options;
    const directory = resolve(options.directory);
    if (!BRANCH.test(branch)) {
      throw new InputError(
        `${JSON.stringify(branch)} cannot be the branch: letters, digits, "_" and "-"`,
      );
    }
    const now = options.now ?? (() => new Date());
    const git = new GitProcess(directory);
    const writer = new PipelineWriter({ git, logger, now });
    const objects = new ObjectReader(git);
    const branchRef = `refs/heads/${branch}`;
    const snapshots = new SnapshotStore({
      git,
      objects,
      branchRef,
      logger,
      now,
    });
    try {
      await openBareRepository({
        git,
        writer,
        directory,
        branch,
        seedFrom,
        now: now(),
      });
      await snapshots.refresh();
    } catch (error) {
      objects.stop();
      await writer.stop();
      throw error;
    }
    const watcher = BranchWatcher.create({
      directory,
      branch,
      pollIntervalMs: options.pollIntervalMs,
      onHint: () => {
        snapshots.refresh().catch(error => {
          logger.debug('A look at the repository failed', {
            reason: toError(error).message,
          });
        });
      },
    });
    return new BareGitRepository({
      branch,
      git,
      objects,
      writer,
      snapshots,
      watcher,
    });
  }

  /** Ends everything that runs beside. The repository is not usable after. */
  async stop(): Promise<void> {
    this.#watcher.stop();
    await this.#lastCommit;
    await this.#writer.stop();
    this.#objects.stop();
  }

  current(): Observed<RepositorySnapshot> {
    return this.#snapshots.current();
  }

  refresh(): Promise<RepositorySnapshot> {
    return this.#snapshots.refresh();
  }

  subscribe(listener: SnapshotListener): () => void {
    return this.#snapshots.subscribe(listener);
  }

  async readBlobs(
    blobs: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    blobs.forEach(requireCommitId);
    const objects = await this.#objects.read(blobs);
    return new Map(
      objects.map((object, index) => {
        if (!object) {
          throw new NotFoundError(`the repository has no ${blobs[index]}`);
        }
        return [object.id, object.content.toString()];
      }),
    );
  }

  async readServiceAt(
    commit: string,
    tenant: string,
    service: string,
  ): Promise<ServiceDocument | 'unreadable' | undefined> {
    requireCommitId(commit);
    const path = serviceDocumentPath(tenant, service);
    const [object] = await this.#objects.read([`${commit}:${path}`]);
    if (object?.type !== 'blob') {
      return undefined;
    }
    const reading = readDocument(
      { kind: 'Service', tenant, service },
      object.content.toString(),
    );
    return 'document' in reading ? reading.document : 'unreadable';
  }

  async commit({ base, ...request }: CommitRequest): Promise<CommitResult> {
    const result = await this.commitGroup({ base, commits: [request] });
    switch (result.outcome) {
      case 'committed':
        return {
          outcome: 'committed',
          commit: String(result.commits.get(request.operationId)),
        };
      case 'refused':
        throw result.error;
      default:
        return result;
    }
  }

  async commitGroup(request: CommitGroupRequest): Promise<CommitGroupResult> {
    requireCommitId(request.base);
    const turn = this.#lastCommit.then(() => this.#commitInTurn(request));
    this.#lastCommit = turn.catch(() => undefined);
    return turn;
  }

  listOperationRefs(options: { before: Date }): Promise<readonly string[]> {
    return listOperationRefs(this.#git, options);
  }

  deleteOperationRefs(operationIds: readonly string[]): Promise<void> {
    return deleteOperationRefs(this.#git, operationIds);
  }

  async findOperation(operationId: string): Promise<OperationCommit> {
    const object = await this.#objects.look(operationRef(operationId));
    if (!object) {
      return { found: false };
    }
    const { commit: head } = await this.refresh();
    const commit = object.id;
    return (await this.isAncestor(commit, head))
      ? { found: true, commit }
      : { found: 'history-rewritten', commit };
  }

  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    requireCommitId(ancestor);
    requireCommitId(descendant);
    return (
      this.#line.isAncestor(ancestor, descendant) ??
      isAncestor(
        { git: this.#git, objects: this.#objects },
        ancestor,
        descendant,
      )
    );
  }

  async history(
    path: string,
    options: { limit?: number } = {},
  ): Promise<readonly CommitInfo[]> {
    const { commit } = await this.refresh();
    return readHistory(this.#git, {
      ref: commit,
      path,
      limit: options.limit ?? DEFAULT_HISTORY_LIMIT,
    });
  }

  async #commitInTurn({
    base,
    commits: requests,
  }: CommitGroupRequest): Promise<CommitGroupResult> {
    const before = await this.#snapshots.refresh();
    if (before.commit !== base) {
      return { outcome: 'lost-race', head: before.commit };
    }
    let result: CommitOrderResult;
    try {
      result = await this.#write(before, requests);
    } catch (error) {
      if (error instanceof RefusedCommitError) {
        const { operationId, reason } = error;
        return { outcome: 'refused', operationId, error: reason };
      }
      throw error;
    }
    const { commit: head } = await this.#snapshots.refresh();
    if (result.outcome === 'committed') {
      this.#line.extend(base, result.commits);
      return {
        outcome: 'committed',
        commits: new Map(
          requests.map(({ operationId }, index) => [
            operationId,
            result.commits[index],
          ]),
        ),
      };
    }
    if (head !== base) {
      return { outcome: 'lost-race', head };
    }
    return this.#explainRejection(requests, result.reason);
  }

  /**
   * Writes the commits of a group, and parses what they hold while Git works.
   *
   * @throws RefusedCommitError when one of them must not be made
   */
  async #write(
    before: Snapshot,
    requests: readonly OperationCommitRequest[],
  ): Promise<CommitOrderResult> {
    const { commits, readSnapshot } = prepareGroup(before, requests);
    let after: Snapshot | undefined;
    return this.#writer.write({
      parent: before.commit,
      branchRef: `refs/heads/${this.branch}`,
      commits,
      whileStaging: () => {
        after = readSnapshot();
      },
      // The branch is seen to move the moment it does; then it is known where.
      onStaged: ids => {
        if (after) {
          this.#snapshots.expect({
            base: before.commit,
            commit: ids[ids.length - 1],
            snapshot: after,
            paths: commits.flatMap(({ changes }) =>
              changes.map(({ path }) => path),
            ),
          });
        }
      },
    });
  }

  async #explainRejection(
    requests: readonly OperationCommitRequest[],
    reason: string,
  ): Promise<CommitGroupResult> {
    for (const { operationId } of requests) {
      if (await this.#objects.look(operationRef(operationId))) {
        return {
          outcome: 'refused',
          operationId,
          error: new ConflictError(
            `the operation ${operationId} has a commit already`,
          ),
        };
      }
    }
    throw new ServiceUnavailableError(
      `the GitOps repository refused the commit: ${reason}`,
    );
  }
}
