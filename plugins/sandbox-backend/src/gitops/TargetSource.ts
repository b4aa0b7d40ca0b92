import type { LoggerService } from '@backstage/backend-plugin-api';
import { isError, stringifyError } from '@backstage/errors';
import type {
  BlobEntry,
  GitOpsRepository,
  RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import { isKnown } from '@mctl/plugin-platform-common';
import {
  type ApplicationFolder,
  digestTenants,
  findApplicationFolders,
} from './applicationTargets';
import { loadManifests, type Manifest } from './loadManifests';

const RETRY_MS = 2000;
/** Errors of a folder's content, which trying again does not heal. */
const UNREADABLE = new Set(['ManifestError', 'NotFoundError']);

/** An application as the repository wants it. */
export interface ApplicationTarget extends Pick<
  ApplicationFolder,
  'name' | 'tenant' | 'project' | 'path' | 'namespace' | 'wave' | 'fingerprint'
> {
  content: { manifests: readonly Manifest[] } | { fault: string };
}

/** What the repository asks for at one commit. */
export interface Targets {
  commit: string;
  applications: ReadonlyMap<string, ApplicationTarget>;
  /**
   * Tenants in which nothing has changed since the targets before, documents
   * included; none when left out.
   */
  unchangedTenants?: ReadonlySet<string>;
}

/** Reads from the repository what the cluster should be. */
export class TargetSource {
  readonly #repository: GitOpsRepository;
  readonly #logger: LoggerService;
  readonly #schedule: (delayMs: number, callback: () => void) => () => void;
  readonly #onTargets: (targets: Targets) => void;
  #applications: ReadonlyMap<string, ApplicationTarget> = new Map();
  #tenants: ReadonlyMap<string, string> = new Map();
  #newest: RepositorySnapshot | undefined;
  #loading: Promise<void> | undefined;
  #unsubscribe: (() => void) | undefined;
  #cancelRetry: (() => void) | undefined;

  static create(options: TargetSourceOptions): TargetSource {
    return new TargetSource(options);
  }

  private constructor(options: TargetSourceOptions) {
    this.#repository = options.repository;
    this.#logger = options.logger;
    this.#schedule = options.schedule;
    this.#onTargets = options.onTargets;
  }

  start(): void {
    this.#unsubscribe = this.#repository.subscribe(snapshot =>
      this.#follow(snapshot),
    );
    const current = this.#repository.current();
    if (isKnown(current)) {
      this.#follow(current.value);
    }
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#newest = undefined;
    await this.#loading;
    this.#cancelRetry?.();
  }

  #follow(snapshot: RepositorySnapshot): void {
    this.#newest = snapshot;
    this.#cancelRetry?.();
    // One at a time: whoever loads goes on until the newest is loaded.
    this.#loading ??= this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    let loading = this.#newest;
    try {
      while (loading) {
        const entries = loading.list('tenants/');
        this.#applications = await this.#load(entries);
        const before = this.#tenants;
        this.#tenants = digestTenants(entries);
        this.#onTargets({
          commit: loading.commit,
          applications: this.#applications,
          unchangedTenants: new Set(
            [...this.#tenants]
              .filter(([tenant, digest]) => before.get(tenant) === digest)
              .map(([tenant]) => tenant),
          ),
        });
        loading = this.#newest === loading ? undefined : this.#newest;
      }
    } catch (error) {
      this.#logger.warn(
        `The manifests at ${loading?.commit} cannot be read, trying again: ${stringifyError(error)}`,
      );
      this.#cancelRetry = this.#schedule(RETRY_MS, () => {
        if (this.#newest) {
          this.#follow(this.#newest);
        }
      });
    } finally {
      // At once, so that no snapshot comes in between and is forgotten.
      this.#loading = undefined;
    }
  }

  async #load(
    entries: readonly BlobEntry[],
  ): Promise<ReadonlyMap<string, ApplicationTarget>> {
    const folders = findApplicationFolders(entries);
    const targets = await Promise.all(
      folders.map(async folder => {
        const known = this.#applications.get(folder.name);
        return known?.fingerprint === folder.fingerprint
          ? known
          : this.#read(folder);
      }),
    );
    return new Map(targets.map(target => [target.name, target]));
  }

  /** One folder that cannot be read keeps no other application from syncing. */
  async #read(folder: ApplicationFolder): Promise<ApplicationTarget> {
    const { files, ...target } = folder;
    try {
      const contents = await this.#repository.readBlobs([
        ...new Set(files.values()),
      ]);
      return {
        ...target,
        content: { manifests: loadManifests(folder, contents) },
      };
    } catch (error) {
      // What the repository does not have is a submodule: a commit elsewhere.
      if (isError(error) && UNREADABLE.has(error.name)) {
        return { ...target, content: { fault: error.message } };
      }
      throw error;
    }
  }
}

export interface TargetSourceOptions {
  repository: GitOpsRepository;
  logger: LoggerService;
  schedule: (delayMs: number, callback: () => void) => () => void;
  onTargets: (targets: Targets) => void;
}
