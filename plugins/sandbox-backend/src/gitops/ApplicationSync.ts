import { createHash } from 'node:crypto';
import type { ApplicationStatus, HealthStatus } from '../store/argoObjects';
import type { KubeObject } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { APPLICATIONS, findByKind } from '../store/resources';
import { StatusError } from '../store/StatusError';
import { AppliedManifests } from './AppliedManifests';
import { applyManifest, type ObjectReference, referTo } from './applyManifest';
import { healthOf } from './health';
import type { Manifest } from './loadManifests';
import { SyncOperation, type SyncTarget } from './SyncOperation';
import {
  comparedStatus,
  type OperationReport,
  type RefusedResource,
} from './syncStatus';
import { inKindOrder, inPruneOrder, isHook, planSync } from './syncTasks';
import type { ApplicationTarget } from './TargetSource';

const ARGOCD_NAMESPACE = 'argocd';
const RETRY_MS = 500;
/** Which manifests were synced in steps last, and how that ended. */
const ATTEMPTED = 'sandbox.mctl.ai/attempted';

/** What an application should be. */
export interface WantedState {
  target: ApplicationTarget;
  commit: string;
  manifests: readonly Manifest[];
}

export interface ApplicationSyncOptions {
  store: ObjectStore;
  /** Objects of the application that are not wanted any more. */
  superfluous: (
    target: ApplicationTarget,
    manifests: readonly Manifest[],
  ) => KubeObject[];
  remove: (object: KubeObject) => void;
  report: (
    target: ApplicationTarget,
    change: (status: ApplicationStatus, now: string) => ApplicationStatus,
  ) => void;
}

/** Makes applications what they should be, and says how far that is. */
export class ApplicationSync {
  readonly #options: ApplicationSyncOptions;
  readonly #applied = new AppliedManifests();
  /** Syncs that go on, by application. */
  readonly #operations = new Map<
    string,
    { fingerprint: string; operation: SyncOperation }
  >();

  constructor(options: ApplicationSyncOptions) {
    this.#options = options;
  }

  /** Says that an application is not synced, and why. */
  refuse(wanted: WantedState, refused: readonly RefusedResource[]): void {
    this.#compare(wanted, {
      phase: 'Failed',
      message: 'one or more synchronization tasks are not valid',
      refused,
    });
  }

  /** Says that syncing was tried and did not work. */
  fail(wanted: WantedState, message: string): void {
    this.#compare(wanted, {
      phase: 'Failed',
      message: `one or more synchronization tasks completed unsuccessfully, reason: ${message}`,
      refused: [{ reference: undefined, message }],
    });
  }

  /** Forgets an application that is gone. */
  forget(name: string): void {
    this.#operations.delete(name);
  }

  /**
   * Makes an application what it should be: at once, as most are, or with hooks
   * and waves step by step.
   *
   * @returns milliseconds after which to go on without a change
   */
  sync(wanted: WantedState): number | undefined {
    const { target, manifests } = wanted;
    const { name, fingerprint } = target;
    const known = this.#operations.get(name);
    const isOther = known && known.fingerprint !== fingerprint;
    // A new commit does not wait for health that may never come, but for hooks.
    const running = isOther && !known.operation.runsHook ? undefined : known;
    const attempt = running ? undefined : this.#attemptAt(target);
    if (!running && attempt === 'Failed') {
      this.#compare(wanted, undefined);
      return undefined;
    }
    const steps = planSync(
      manifests,
      this.#options.superfluous(target, manifests),
    );
    const isSimple =
      steps.length < 2 && !manifests.some(manifest => isHook(manifest));
    if (
      !running &&
      (isSimple || attempt === 'Succeeded' || !this.#differs(target, manifests))
    ) {
      this.#operations.delete(name);
      return this.#syncAtOnce(wanted);
    }
    const current = running ?? {
      fingerprint,
      operation: new SyncOperation(steps, this.#syncTarget(target)),
    };
    this.#operations.set(name, current);
    const { retries, ...outcome } = current.operation.advance();
    if (
      outcome.phase === 'Succeeded' ||
      (outcome.phase === 'Failed' && !retries)
    ) {
      this.#operations.delete(name);
      this.#rememberAttempt(target, current.fingerprint, outcome.phase);
    }
    this.#compare(wanted, outcome);
    return retries || (isOther && outcome.phase !== 'Running')
      ? RETRY_MS
      : undefined;
  }

  /** Applies and prunes everything; what is refused keeps nothing else back. */
  #syncAtOnce({ target, commit, manifests }: WantedState): number | undefined {
    const plain = manifests.filter(manifest => !isHook(manifest));
    const superfluous = this.#options.superfluous(target, manifests);
    inPruneOrder(superfluous).forEach(this.#options.remove);
    const results = inKindOrder(plain).map(manifest =>
      this.#apply(target, manifest),
    );
    const failures = results.flatMap(({ failure }) => failure ?? []);
    const changed =
      superfluous.length > 0 || results.some(result => result.changed);
    this.#options.report(target, (status, now) =>
      comparedStatus({
        status,
        resources: results.map(({ reference, failure }) => ({
          reference,
          synced: failure === undefined,
        })),
        operation:
          failures.length > 0
            ? {
                phase: 'Failed',
                message: `one or more objects failed to apply, reason: ${failures.join('; ')}`,
              }
            : {
                phase: 'Succeeded',
                message: 'successfully synced (all tasks run)',
              },
        commit,
        changed,
        superfluous: false,
        path: target.path,
        health: reference => this.#healthOf(reference),
        now,
      }),
    );
    return failures.length > 0 ? RETRY_MS : undefined;
  }

  /** Reports how things are, without changing them. */
  #compare(
    { target, commit, manifests }: WantedState,
    operation: OperationReport | undefined,
  ): void {
    const plain = manifests.filter(
      manifest =>
        !isHook(manifest) && findByKind(manifest.apiVersion, manifest.kind),
    );
    this.#options.report(target, (status, now) => {
      const known = status.operationState;
      const lasting =
        known?.phase === 'Failed'
          ? { phase: known.phase, message: known.message }
          : undefined;
      return comparedStatus({
        status,
        resources: inKindOrder(plain).map(manifest => ({
          reference: referTo(manifest, target.namespace),
          synced: !this.#wouldChange(target, manifest),
        })),
        operation: operation ?? lasting,
        commit,
        changed: false,
        superfluous: this.#options.superfluous(target, manifests).length > 0,
        path: target.path,
        health: reference => this.#healthOf(reference),
        now,
      });
    });
  }

  #syncTarget(target: ApplicationTarget): SyncTarget {
    return {
      referTo: manifest => referTo(manifest, target.namespace),
      apply: (reference, manifest) => {
        applyManifest({
          store: this.#options.store,
          application: target.name,
          reference,
          manifest,
        });
      },
      remove: reference => {
        const object = this.#find(reference);
        if (object) {
          this.#options.remove(object);
        }
      },
      get: reference => this.#find(reference),
      health: reference => this.#healthOf(reference),
    };
  }

  #apply(
    target: ApplicationTarget,
    manifest: Manifest,
  ): { reference: ObjectReference; changed: boolean; failure?: string } {
    const reference = referTo(manifest, target.namespace);
    try {
      const changed = applyManifest({
        store: this.#options.store,
        application: target.name,
        reference,
        manifest,
        applied: this.#applied,
      });
      return { reference, changed };
    } catch (error) {
      if (!(error instanceof StatusError)) {
        throw error;
      }
      return { reference, changed: false, failure: error.message };
    }
  }

  #differs(target: ApplicationTarget, manifests: readonly Manifest[]): boolean {
    return (
      this.#options.superfluous(target, manifests).length > 0 ||
      manifests.some(
        manifest => !isHook(manifest) && this.#wouldChange(target, manifest),
      )
    );
  }

  #wouldChange(target: ApplicationTarget, manifest: Manifest): boolean {
    try {
      return applyManifest({
        store: this.#options.store,
        application: target.name,
        reference: referTo(manifest, target.namespace),
        manifest,
        applied: this.#applied,
        dryRun: true,
      });
    } catch (error) {
      if (!(error instanceof StatusError)) {
        throw error;
      }
      return true;
    }
  }

  #find({ type, namespace, name }: ObjectReference): KubeObject | undefined {
    return this.#options.store.get(type, namespace, name);
  }

  #healthOf(reference: ObjectReference): HealthStatus | undefined {
    return healthOf(reference.type, this.#find(reference));
  }

  /** How the last sync of just these manifests in steps ended, if there was one. */
  #attemptAt({ name, fingerprint }: ApplicationTarget): string | undefined {
    const application = this.#options.store.get(
      APPLICATIONS,
      ARGOCD_NAMESPACE,
      name,
    );
    const [attempted, phase] =
      application?.metadata.annotations?.[ATTEMPTED]?.split(' ') ?? [];
    return attempted === digest(fingerprint) ? phase : undefined;
  }

  /** Remembered across restarts, because hooks must not run twice. */
  #rememberAttempt(
    { name }: ApplicationTarget,
    fingerprint: string,
    phase: string,
  ): void {
    this.#options.store.modify(APPLICATIONS, ARGOCD_NAMESPACE, name, draft => {
      draft.metadata.annotations = {
        ...draft.metadata.annotations,
        [ATTEMPTED]: `${digest(fingerprint)} ${phase}`,
      };
    });
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
