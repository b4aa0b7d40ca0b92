import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  type GitOpsRepository,
  type RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import { isKnown } from '@mctl/plugin-platform-common';
import {
  type ApplicationFolder,
  findApplicationFolders,
} from './applicationTargets';
import { loadManifests, type Manifest, ManifestError } from './loadManifests';

const RETRY_MS = 2000;

/** An application as the repository wants it. */
export interface ApplicationTarget extends Pick<
  ApplicationFolder,
  'name' | 'project' | 'path' | 'namespace' | 'wave' | 'fingerprint'
> {
  content: { manifests: readonly Manifest[] } | { fault: string };
}

/** What the repository asks for at one commit. */
export interface Targets {
  commit: string;
  applications: ReadonlyMap<string, ApplicationTarget>;
}

/** Reads from the repository what the cluster should be. */
export class TargetSource {
  readonly #repository: GitOpsRepository;
  readonly #logger: LoggerService;
  readonly #schedule: (delayMs: number, callback: () => void) => () => void;
  readonly #onTargets: (targets: Targets) => void;
  #applications: ReadonlyMap<string, ApplicationTarget> = new Map();
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
    this.#cancelRetry?.();
    this.#newest = undefined;
    await this.#loading;
  }

  #follow(snapshot: RepositorySnapshot): void {
    this.#newest = snapshot;
    this.#cancelRetry?.();
    // One at a time: whoever loads goes on until the newest is loaded.
    this.#loading ??= this.#catchUp().finally(() => {
      this.#loading = undefined;
    });
  }

  async #catchUp(): Promise<void> {
    for (
      let snapshot = this.#newest;
      snapshot;
      snapshot = this.#newest === snapshot ? undefined : this.#newest
    ) {
      try {
        this.#applications = await this.#load(snapshot);
        this.#onTargets({
          commit: snapshot.commit,
          applications: this.#applications,
        });
      } catch (error) {
        this.#logger.warn(
          `The manifests at ${snapshot.commit} cannot be read, trying again: ${stringifyError(error)}`,
        );
        const failed = snapshot;
        this.#cancelRetry = this.#schedule(RETRY_MS, () =>
          this.#follow(this.#newest ?? failed),
        );
        return;
      }
    }
  }

  async #load(
    snapshot: RepositorySnapshot,
  ): Promise<ReadonlyMap<string, ApplicationTarget>> {
    const folders = findApplicationFolders(snapshot.list('tenants/'));
    const changed = folders.filter(
      folder =>
        this.#applications.get(folder.name)?.fingerprint !== folder.fingerprint,
    );
    const contents = await this.#repository.readBlobs([
      ...new Set(changed.flatMap(folder => [...folder.files.values()])),
    ]);
    return new Map(
      folders.map(folder => {
        const known = this.#applications.get(folder.name);
        return [
          folder.name,
          known?.fingerprint === folder.fingerprint
            ? known
            : toTarget(folder, contents),
        ];
      }),
    );
  }
}

export interface TargetSourceOptions {
  repository: GitOpsRepository;
  logger: LoggerService;
  schedule: (delayMs: number, callback: () => void) => () => void;
  onTargets: (targets: Targets) => void;
}

function toTarget(
  folder: ApplicationFolder,
  contents: ReadonlyMap<string, string>,
): ApplicationTarget {
  const { name, project, path, namespace, wave, fingerprint } = folder;
  const target = { name, project, path, namespace, wave, fingerprint };
  try {
    return {
      ...target,
      content: { manifests: loadManifests(folder, contents) },
    };
  } catch (error) {
    if (!(error instanceof ManifestError)) {
      throw error;
    }
    return { ...target, content: { fault: error.message } };
  }
}
