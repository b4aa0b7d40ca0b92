import { InputError } from '@backstage/errors';
import type { HealthStatus } from '../store/argoObjects';
import type { KubeObject } from '../store/objects';
import { findByKind } from '../store/resources';
import { StatusError } from '../store/StatusError';
import type { ObjectReference } from './applyManifest';
import type { Manifest } from './loadManifests';
import type { SyncStep, SyncTask } from './syncTasks';

/** How a sync changes the cluster and looks at it. */
export interface SyncTarget {
  referTo: (manifest: Manifest) => ObjectReference;
  apply: (reference: ObjectReference, manifest: Manifest) => void;
  remove: (reference: ObjectReference) => void;
  get: (reference: ObjectReference) => KubeObject | undefined;
  health: (reference: ObjectReference) => HealthStatus | undefined;
}

/** Where a sync is. */
export interface SyncOutcome {
  phase: 'Running' | 'Succeeded' | 'Failed';
  message: string;
  /** Whether looking again may change it, without a new commit. */
  retries: boolean;
}

type Progress = 'done' | 'running' | 'failed';

/**
 * One sync that takes several steps: hooks, waves and what is pruned last.
 *
 * @remarks
 * Follows `Sync` of gitops-engine, pkg/sync/sync_context.go, messages
 * included. A hook that failed ends it; unlike there, the rest is tried again.
 */
export class SyncOperation {
  readonly #steps: readonly SyncStep[];
  readonly #target: SyncTarget;
  readonly #started = new Set<SyncTask>();
  #current = 0;

  constructor(steps: readonly SyncStep[], target: SyncTarget) {
    this.#steps = steps;
    this.#target = target;
  }

  /** Whether a hook runs, which is not stopped for anything. */
  get runsHook(): boolean {
    const tasks = this.#steps[this.#current]?.tasks ?? [];
    return tasks.some(
      task =>
        task.does === 'hook' &&
        this.#started.has(task) &&
        this.#progressOf(task) === 'running',
    );
  }

  /** Does what can be done now. */
  advance(): SyncOutcome {
    for (; this.#current < this.#steps.length; this.#current += 1) {
      const outcome = this.#runStep(this.#steps[this.#current]);
      if (outcome) {
        return outcome;
      }
    }
    return {
      phase: 'Succeeded',
      message: 'successfully synced (all tasks run)',
      retries: false,
    };
  }

  #runStep({ tasks }: SyncStep): SyncOutcome | undefined {
    const failures = tasks
      .filter(task => !this.#started.has(task))
      .flatMap(task => this.#start(task) ?? []);
    if (failures.length > 0) {
      return {
        phase: 'Failed',
        message: `one or more objects failed to apply, reason: ${failures.join('; ')}`,
        retries: true,
      };
    }
    const deleted = tasks.filter(task => !this.#started.has(task));
    if (deleted.length > 0) {
      return this.#wait('deletion of', deleted);
    }
    const isLast = this.#current === this.#steps.length - 1;
    const awaited = tasks.filter(task => task.does === 'hook' || !isLast);
    const failed = awaited.filter(task => this.#progressOf(task) === 'failed');
    if (failed.length > 0) {
      return {
        phase: 'Failed',
        message: 'one or more synchronization tasks completed unsuccessfully',
        retries: failed.every(({ does }) => does !== 'hook'),
      };
    }
    const running = awaited.filter(
      task => this.#progressOf(task) === 'running',
    );
    const hooks = running.filter(({ does }) => does === 'hook');
    if (hooks.length > 0) {
      return this.#wait('completion of hook', hooks);
    }
    return running.length > 0
      ? this.#wait('healthy state of', running)
      : undefined;
  }

  /** Starts a task, as far as what is in its way is gone. */
  #start(task: SyncTask): string | undefined {
    const { remove, get, apply } = this.#target;
    try {
      const reference = this.#referenceOf(task);
      if (task.does === 'prune') {
        remove(reference);
      } else if (task.does === 'hook' && get(reference)) {
        remove(reference);
        if (get(reference)) {
          return undefined;
        }
        apply(reference, task.manifest);
      } else {
        apply(reference, task.manifest);
      }
      this.#started.add(task);
      return undefined;
    } catch (error) {
      if (!(error instanceof StatusError)) {
        throw error;
      }
      return error.message;
    }
  }

  #progressOf(task: SyncTask): Progress {
    const reference = this.#referenceOf(task);
    const exists = this.#target.get(reference) !== undefined;
    if (task.does === 'prune') {
      return exists ? 'running' : 'done';
    }
    if (!exists) {
      return task.does === 'hook' ? 'failed' : 'running';
    }
    const status = this.#target.health(reference)?.status ?? 'Healthy';
    if (status === 'Healthy') {
      return 'done';
    }
    return status === 'Degraded' ? 'failed' : 'running';
  }

  #referenceOf(task: SyncTask): ObjectReference {
    if (task.does !== 'prune') {
      return this.#target.referTo(task.manifest);
    }
    const { apiVersion, kind, metadata } = task.object;
    const type = findByKind(apiVersion, kind);
    if (!type) {
      throw new InputError(`The cluster has no kind ${kind} of ${apiVersion}`);
    }
    const { namespace, name } = metadata;
    return { type, namespace, name };
  }

  #wait(what: string, tasks: readonly SyncTask[]): SyncOutcome {
    const { type, name } = this.#referenceOf(tasks[0]);
    const more =
      tasks.length > 1
        ? ` and ${tasks.length - 1} more ${tasks[0].does === 'hook' ? 'hooks' : 'resources'}`
        : '';
    return {
      phase: 'Running',
      message: `waiting for ${what} ${type.group}/${type.kind}/${name}${more}`,
      retries: what === 'deletion of',
    };
  }
}
