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
import { healthOf } from './health';
import { faultyStatus, type Synced, syncedStatus } from './syncStatus';
import type { ApplicationTarget, Targets } from './TargetSource';

const ARGOCD_NAMESPACE = 'argocd';
const RETRY_MS = 500;
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';

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
      this.#report(target, (status, now) =>
        faultyStatus({ status, fault: content.fault, now }),
      );
      return undefined;
    }
    const results = content.manifests.map(manifest =>
      this.#apply(target, manifest),
    );
    const pruned = this.#prune(target, results);
    const changed = pruned || results.some(result => result.changed);
    this.#report(target, (status, now) =>
      syncedStatus({
        status,
        results,
        commit,
        changed,
        path: target.path,
        health: ({ type, namespace, name }) =>
          healthOf(type, this.#store.get(type, namespace, name)),
        now,
      }),
    );
    const failed = results.some(({ failure }) => failure !== undefined);
    return failed ? RETRY_MS : undefined;
  }

  #apply(
    target: ApplicationTarget,
    manifest: Parameters<typeof referTo>[0],
  ): Synced {
    let reference: ObjectReference | undefined;
    try {
      reference = referTo(manifest, target.namespace);
      const changed = applyManifest({
        store: this.#store,
        application: target.name,
        reference,
        manifest,
      });
      return { reference, changed, failure: undefined };
    } catch (error) {
      if (!(error instanceof StatusError)) {
        throw error;
      }
      return { reference, changed: false, failure: error.message };
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
    change: (status: ApplicationStatus, now: string) => ApplicationStatus,
  ): void {
    const now = kubeTime(this.#clock.now());
    this.#store.modify(APPLICATIONS, ARGOCD_NAMESPACE, target.name, draft => {
      const before: ApplicationStatus = draft.status ?? {
        sync: { status: 'Unknown', revision: '' },
        health: { status: 'Missing', lastTransitionTime: now },
      };
      const status = change(before, now);
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

  #trackedObjects(application: string): KubeObject[] {
    return [...(this.#tracked.get(application) ?? [])].flatMap(uid => {
      const object = this.#store.getByUid(uid);
      // Another application may have taken an object over.
      return object && applicationOf(object) === application ? object : [];
    });
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
