import type { Clock } from '@mctl/plugin-cluster-node';
import type { Controller } from '../controllers/ControlLoop';
import type { AppProject, ApplicationStatus } from '../store/argoObjects';
import type { StoreEvent } from '../store/History';
import { kubeTime, type KubeObject } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { APP_PROJECTS, APPLICATIONS, findByKind } from '../store/resources';
import { StatusError } from '../store/StatusError';
import { ApplicationSync } from './ApplicationSync';
import { applicationOf, type ObjectReference, referTo } from './applyManifest';
import type { Manifest } from './loadManifests';
import { IN_CLUSTER, refuseApplication, refuseObject } from './projectRules';
import {
  faultyStatus,
  type RefusedResource,
  refusedStatus,
} from './syncStatus';
import { inPruneOrder, isHook } from './syncTasks';
import type { ApplicationTarget, Targets } from './TargetSource';

const ARGOCD_NAMESPACE = 'argocd';
/** Why the manifests of a namespace cannot be synced. */
export type SyncFailure = (
  namespace: string,
  manifests: readonly Manifest[],
) => string | undefined;

/** How many applications without a change follow a commit at once. */
const AT_ONCE = 20;
/** How far apart the others do: 10,000 within 3 minutes, as with Argo CD. */
const SPACING_MS = 15;
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';

/** Syncs applications with the repository, as Argo CD does with self-heal. */
export class ApplicationController implements Controller {
  readonly name = 'application';
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #repositoryUrl: string;
  readonly #branch: string;
  readonly #tracked = new Map<string, Set<string>>();
  readonly #syncs: ApplicationSync;
  readonly #failure: SyncFailure;
  /** Applications by the name of their project. */
  #members: ReadonlyMap<string, readonly string[]> = new Map();
  #targets: Targets | undefined;

  constructor(options: {
    store: ObjectStore;
    clock: Clock;
    repositoryUrl: string;
    branch: string;
    /** Makes syncs fail that nothing is wrong with. */
    failure?: SyncFailure;
  }) {
    this.#failure = options.failure ?? (() => undefined);
    this.#store = options.store;
    this.#clock = options.clock;
    this.#repositoryUrl = options.repositoryUrl;
    this.#branch = options.branch;
    this.#syncs = new ApplicationSync({
      store: options.store,
      superfluous: (target, manifests) => this.#superfluous(target, manifests),
      remove: object => this.#deleteObject(object),
      report: (target, change) => this.#report(target, change),
    });
  }

  /**
   * Takes over what the repository asks for; returns the keys to look at, and
   * the milliseconds within which.
   *
   * @remarks
   * Where nothing has changed, applications only have to say that they are as
   * the newest commit has it. In a large repository that takes much longer than
   * the change itself, and commits may follow one another: so they do it one
   * after the other, and once for all commits that came meanwhile.
   */
  setTargets(targets: Targets): Array<{ key: string; withinMs: number }> {
    this.#targets = targets;
    const { applications, unchangedTenants } = targets;
    this.#members = membersOf(targets);
    const wanted = [...applications.values()]
      .sort((a, b) => a.wave - b.wave)
      .map(target => target.name);
    const present = this.#store
      .list(APPLICATIONS, ARGOCD_NAMESPACE)
      .map(({ metadata }) => metadata.name);
    let others = 0;
    return [...new Set([...wanted, ...present])].map(key => {
      const tenant = applications.get(key)?.tenant;
      const canWait = tenant !== undefined && unchangedTenants?.has(tenant);
      others += canWait ? 1 : 0;
      const withinMs = canWait ? Math.max(0, others - AT_ONCE) * SPACING_MS : 0;
      return { key, withinMs };
    });
  }

  keysFor({ type, change, object }: StoreEvent): readonly string[] {
    if (type === APPLICATIONS) {
      return [object.metadata.name];
    }
    const allowed =
      type === APP_PROJECTS
        ? (this.#members.get(object.metadata.name) ?? [])
        : [];
    return [...allowed, ...this.#track(change, object)];
  }

  #track(change: StoreEvent['change'], object: KubeObject): readonly string[] {
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
    inPruneOrder(objects).forEach(object => this.#deleteObject(object));
    const remaining = objects.some(({ metadata }) =>
      this.#store.getByUid(metadata.uid),
    );
    if (!remaining) {
      this.#tracked.delete(name);
      this.#syncs.forget(name);
      this.#store.modify(APPLICATIONS, ARGOCD_NAMESPACE, name, draft => {
        draft.metadata.finalizers = [];
      });
    }
  }

  #sync(target: ApplicationTarget, commit: string): number | undefined {
    this.#ensureApplication(target);
    const { content } = target;
    const project = this.#store.get(
      APP_PROJECTS,
      ARGOCD_NAMESPACE,
      target.project,
    );
    const refusal = refuseApplication(project, target);
    if (!project || refusal !== undefined) {
      this.#report(target, (status, now) =>
        refusedStatus({ status, refusal: refusal ?? '', now }),
      );
      return undefined;
    }
    if ('fault' in content) {
      this.#report(target, (status, now) =>
        faultyStatus({ status, fault: content.fault, now }),
      );
      return undefined;
    }
    const { manifests } = content;
    const refused = this.#refusedBy(project, target, manifests);
    if (refused.length > 0) {
      this.#syncs.refuse({ target, commit, manifests }, refused);
      return undefined;
    }
    const failure = this.#failure(target.namespace, manifests);
    if (failure !== undefined) {
      this.#syncs.fail({ target, commit, manifests }, failure);
      return undefined;
    }
    return this.#syncs.sync({ target, commit, manifests });
  }

  #refusedBy(
    project: AppProject,
    target: ApplicationTarget,
    manifests: readonly Manifest[],
  ): RefusedResource[] {
    return manifests.flatMap((manifest): RefusedResource[] => {
      try {
        const reference = referTo(manifest, target.namespace);
        const message = refuseObject(project, reference);
        return message === undefined ? [] : [{ reference, message }];
      } catch (error) {
        if (!(error instanceof StatusError)) {
          throw error;
        }
        return [{ reference: undefined, message: error.message }];
      }
    });
  }

  /** What the application has left over; hooks are replaced, not pruned. */
  #superfluous(
    target: ApplicationTarget,
    manifests: readonly Manifest[],
  ): KubeObject[] {
    const wanted = new Set(
      manifests
        .filter(({ apiVersion, kind }) => findByKind(apiVersion, kind))
        .map(manifest => keyOf(referTo(manifest, target.namespace))),
    );
    return this.#trackedObjects(target.name).filter(
      object => !isHook(object) && !wanted.has(keyOfObject(object) ?? ''),
    );
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
          server: IN_CLUSTER,
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

/** The names of the applications of each project. */
function membersOf({ applications }: Targets): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const { name, project } of applications.values()) {
    const names = members.get(project) ?? [];
    names.push(name);
    members.set(project, names);
  }
  return members;
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
