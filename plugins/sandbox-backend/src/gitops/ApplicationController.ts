import type { Clock } from '@mctl/plugin-cluster-node';
import type { Controller } from '../controllers/ControlLoop';
import type { StoreEvent } from '../store/History';
import {
  type ApplicationStatus,
  kubeTime,
  type KubeObject,
} from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { APPLICATIONS, findByKind } from '../store/resources';
import { StatusError } from '../store/StatusError';
import {
  applicationOf,
  applyManifest,
  type ObjectReference,
  referTo,
} from './applyManifest';
import { healthOf, worstHealth } from './health';
import type { ApplicationTarget, Targets } from './TargetSource';

const ARGOCD_NAMESPACE = 'argocd';
const RETRY_MS = 500;
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';

/** What became of one object in a sync. */
interface Synced {
  reference: ObjectReference | undefined;
  kind: string;
  name: string;
  changed: boolean;
  failure: string | undefined;
}

/** Syncs applications with the repository, as Argo CD does with self-heal. */
export class ApplicationController implements Controller {
  readonly name = 'application';
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #repositoryUrl: string;
  readonly #branch: string;
  readonly #tracked = new Map<string, Set<string>>();
  #targets: Targets | undefined;

  constructor(options: {
    store: ObjectStore;
    clock: Clock;
    repositoryUrl: string;
    branch: string;
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#repositoryUrl = options.repositoryUrl;
    this.#branch = options.branch;
  }

  /** Takes over what the repository asks for; returns the keys to look at. */
  setTargets(targets: Targets): string[] {
    this.#targets = targets;
    const wanted = [...targets.applications.values()]
      .sort((a, b) => a.wave - b.wave)
      .map(target => target.name);
    const present = this.#store
      .list(APPLICATIONS, ARGOCD_NAMESPACE)
      .map(({ metadata }) => metadata.name);
    return [...new Set([...wanted, ...present])];
  }

  keysFor({ type, change, object }: StoreEvent): readonly string[] {
    if (type === APPLICATIONS) {
      return [object.metadata.name];
    }
    const application = applicationOf(object);
    if (!application) {
      return [];
    }
    const tracked = this.#tracked.get(application) ?? new Set();
    this.#tracked.set(application, tracked);
    if (change === 'DELETED') {
      tracked.delete(object.metadata.uid);
    } else {
      tracked.add(object.metadata.uid);
    }
    return [application];
  }

  reconcile(name: string): number | undefined {
    // Before the repository was read, nothing can be told to be superfluous.
    if (!this.#targets) {
      return undefined;
    }
    const target = this.#targets.applications.get(name);
    const application = this.#store.get(APPLICATIONS, ARGOCD_NAMESPACE, name);
    if (application && (!target || application.metadata.deletionTimestamp)) {
      this.#delete(name);
      return undefined;
    }
    return target ? this.#sync(target, this.#targets.commit) : undefined;
  }

  /** Deletes an application after its objects. */
  #delete(name: string): void {
    this.#store.delete(APPLICATIONS, ARGOCD_NAMESPACE, name);
    const objects = this.#trackedObjects(name);
    for (const object of objects) {
      this.#deleteObject(object);
    }
    const remaining = objects.some(({ metadata }) =>
      this.#store.getByUid(metadata.uid),
    );
    if (!remaining) {
      this.#tracked.delete(name);
      this.#store.modify(APPLICATIONS, ARGOCD_NAMESPACE, name, draft => {
        draft.metadata.finalizers = [];
      });
    }
  }

  #sync(target: ApplicationTarget, commit: string): number | undefined {
    this.#ensureApplication(target);
    const { content } = target;
    if ('fault' in content) {
      this.#report(target, status => ({
        ...status,
        sync: { status: 'Unknown', revision: status.sync.revision },
        conditions: [
          this.#condition(
            status,
            'ComparisonError',
            `Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = ${content.fault}`,
          ),
        ],
      }));
      return undefined;
    }
    const results = content.manifests.map(manifest =>
      this.#apply(target, manifest),
    );
    const pruned = this.#prune(target, results);
    const failures = results.filter(({ failure }) => failure !== undefined);
    const changed = pruned || results.some(result => result.changed);
    this.#report(target, status =>
      this.#syncedStatus({ status, results, commit, changed, target }),
    );
    return failures.length > 0 ? RETRY_MS : undefined;
  }

  #apply(
    target: ApplicationTarget,
    manifest: Parameters<typeof referTo>[0],
  ): Synced {
    const described = { kind: manifest.kind, name: manifest.metadata.name };
    let reference: ObjectReference | undefined;
    try {
      reference = referTo(manifest, target.namespace);
      const changed = applyManifest({
        store: this.#store,
        application: target.name,
        reference,
        manifest,
      });
      return { ...described, reference, changed, failure: undefined };
    } catch (error) {
      if (!(error instanceof StatusError)) {
        throw error;
      }
      return {
        ...described,
        reference,
        changed: false,
        failure: error.message,
      };
    }
  }

  #prune(target: ApplicationTarget, results: readonly Synced[]): boolean {
    const wanted = new Set(
      results.map(({ reference }) => reference && keyOf(reference)),
    );
    const superfluous = this.#trackedObjects(target.name).filter(
      object => !wanted.has(keyOfObject(object)),
    );
    superfluous.forEach(object => this.#deleteObject(object));
    return superfluous.length > 0;
  }

  #syncedStatus(options: {
    status: ApplicationStatus;
    results: readonly Synced[];
    commit: string;
    changed: boolean;
    target: ApplicationTarget;
  }): ApplicationStatus {
    const { status, results, commit, changed, target } = options;
    const failures = results.filter(({ failure }) => failure !== undefined);
    const resources = results.flatMap(({ reference, failure }) => {
      if (!reference) {
        return [];
      }
      const { type, namespace, name } = reference;
      const health = healthOf(type, this.#store.get(type, namespace, name));
      return [
        {
          ...(type.group && { group: type.group }),
          version: type.version,
          kind: type.kind,
          ...(namespace && { namespace }),
          name,
          status: failure === undefined ? 'Synced' : 'OutOfSync',
          ...(health && { health }),
        } as const,
      ];
    });
    const message = operationMessage(failures);
    const phase = failures.length > 0 ? 'Failed' : 'Succeeded';
    const known = status.operationState;
    const now = kubeTime(this.#clock.now());
    const isNews =
      changed || known?.phase !== phase || known.message !== message;
    return {
      ...status,
      sync: {
        status: failures.length > 0 ? 'OutOfSync' : 'Synced',
        revision: commit,
      },
      health: worstHealth(resources.flatMap(({ health }) => health ?? [])),
      operationState: isNews
        ? {
            phase,
            message,
            startedAt: now,
            finishedAt: now,
            syncResult: { revision: commit },
          }
        : known,
      conditions:
        failures.length > 0
          ? [
              this.#condition(
                status,
                'SyncError',
                `Failed sync attempt to ${target.path}: ${message}`,
              ),
            ]
          : [],
      resources,
      reconciledAt: status.sync.revision === commit ? status.reconciledAt : now,
    };
  }

  #ensureApplication(target: ApplicationTarget): void {
    if (this.#store.get(APPLICATIONS, ARGOCD_NAMESPACE, target.name)) {
      return;
    }
    this.#store.create(APPLICATIONS, {
      metadata: {
        name: target.name,
        namespace: ARGOCD_NAMESPACE,
        finalizers: [FINALIZER],
      },
      spec: {
        project: target.project,
        source: {
          repoURL: this.#repositoryUrl,
          path: target.path,
          targetRevision: this.#branch,
        },
        destination: {
          server: 'https://kubernetes.default.svc',
          namespace: target.namespace,
        },
        syncPolicy: { automated: { prune: true, selfHeal: true } },
      },
    });
  }

  #report(
    target: ApplicationTarget,
    change: (status: ApplicationStatus) => ApplicationStatus,
  ): void {
    const now = kubeTime(this.#clock.now());
    this.#store.modify(APPLICATIONS, ARGOCD_NAMESPACE, target.name, draft => {
      const before: ApplicationStatus = draft.status ?? {
        sync: { status: 'Unknown', revision: '' },
        health: { status: 'Missing', lastTransitionTime: now },
      };
      const status = change(before);
      const unchanged = status.health.status === before.health.status;
      draft.status = {
        ...status,
        health: {
          ...status.health,
          lastTransitionTime: unchanged
            ? before.health.lastTransitionTime
            : now,
        },
      };
    });
  }

  #condition(status: ApplicationStatus, type: string, message: string) {
    return (
      status.conditions?.find(
        known => known.type === type && known.message === message,
      ) ?? {
        type,
        message,
        lastTransitionTime: kubeTime(this.#clock.now()),
      }
    );
  }

  #trackedObjects(application: string): KubeObject[] {
    return [...(this.#tracked.get(application) ?? [])].flatMap(
      uid => this.#store.getByUid(uid) ?? [],
    );
  }

  #deleteObject(object: KubeObject): void {
    const type = findByKind(object.apiVersion, object.kind);
    const { namespace, name, deletionTimestamp } = object.metadata;
    // A namespace may have taken it along in the meantime.
    if (type && !deletionTimestamp && this.#store.get(type, namespace, name)) {
      this.#store.delete(type, namespace, name);
    }
  }
}

function operationMessage(failures: readonly Synced[]): string {
  return failures.length === 0
    ? 'successfully synced (all tasks run)'
    : `one or more objects failed to apply, reason: ${failures
        .map(({ failure }) => failure)
        .join('; ')}`;
}

function keyOf({ type, namespace, name }: ObjectReference): string {
  return `${type.group}/${type.kind}/${namespace ?? ''}/${name}`;
}

function keyOfObject(object: KubeObject): string | undefined {
  const type = findByKind(object.apiVersion, object.kind);
  return (
    type &&
    keyOf({
      type,
      namespace: object.metadata.namespace,
      name: object.metadata.name,
    })
  );
}
