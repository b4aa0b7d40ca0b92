import type { KubeObject } from '../store/objects';
import type { Manifest } from './loadManifests';

const HOOK = 'argocd.argoproj.io/hook';
const WAVE = 'argocd.argoproj.io/sync-wave';
const OPTIONS = 'argocd.argoproj.io/sync-options';

/** In the order in which they come. */
export const SYNC_PHASES = ['PreSync', 'Sync', 'PostSync'] as const;

export type SyncPhase = (typeof SYNC_PHASES)[number];

/**
 * Kinds in the order in which they are applied; others come last.
 *
 * @remarks
 * As `kindOrder` in gitops-engine, pkg/sync/sync_tasks.go.
 */
const KINDS = [
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
];

/** Something to do in a sync. */
export type SyncTask =
  | { does: 'apply'; phase: SyncPhase; wave: number; manifest: Manifest }
  /** Made anew, and waited for. */
  | { does: 'hook'; phase: SyncPhase; wave: number; manifest: Manifest }
  | { does: 'prune'; phase: 'Sync'; wave: number; object: KubeObject };

/** Tasks that run at once. */
export interface SyncStep {
  phase: SyncPhase;
  wave: number;
  tasks: SyncTask[];
}

interface Annotated {
  metadata?: { annotations?: Record<string, unknown> | null };
}

/** Whether something is a hook, which is no part of what is compared. */
export function isHook(object: Annotated): boolean {
  return annotation(object, HOOK) !== undefined;
}

/** Manifests in the order in which they are applied at once. */
export function inKindOrder(manifests: readonly Manifest[]): Manifest[] {
  const rank = ({ kind }: Manifest) => (KINDS.indexOf(kind) + 1 || 1000) - 1;
  return [...manifests].sort(
    (a, b) => waveOf(a) - waveOf(b) || rank(a) - rank(b),
  );
}

/** Objects in the order in which they are deleted at once. */
export function inPruneOrder(objects: readonly KubeObject[]): KubeObject[] {
  const rank = ({ kind }: KubeObject) => (KINDS.indexOf(kind) + 1 || 1000) - 1;
  return [...objects].sort(
    (a, b) => waveOf(b) - waveOf(a) || rank(b) - rank(a),
  );
}

/**
 * What a sync does, in its order.
 *
 * @remarks
 * Follows `getSyncTasks` of gitops-engine: phases, in them waves; what is to be
 * pruned in the reverse order of its waves, and last when it says so.
 */
export function planSync(
  manifests: readonly Manifest[],
  superfluous: readonly KubeObject[],
): SyncStep[] {
  const applied = inKindOrder(manifests).flatMap((manifest): SyncTask[] =>
    phasesOf(manifest).map(phase => ({
      does: isHook(manifest) ? 'hook' : 'apply',
      phase,
      wave: waveOf(manifest),
      manifest,
    })),
  );
  const waves = [...new Set(superfluous.map(waveOf))].sort((a, b) => a - b);
  const reversed = (wave: number) =>
    waves[waves.length - 1 - waves.indexOf(wave)];
  const last =
    1 +
    Math.max(
      0,
      ...waves,
      ...applied
        .filter(({ phase }) => phase === 'Sync')
        .map(({ wave }) => wave),
    );
  const pruned = superfluous.map((object): SyncTask => ({
    does: 'prune',
    phase: 'Sync',
    wave: prunesLast(object) ? last : reversed(waveOf(object)),
    object,
  }));
  const steps = new Map<string, SyncStep>();
  // What is pruned goes first, so that new objects find room.
  for (const task of [...pruned, ...applied]) {
    const { phase, wave } = task;
    const key = `${phase} ${wave}`;
    const step = steps.get(key) ?? { phase, wave, tasks: [] };
    step.tasks.push(task);
    steps.set(key, step);
  }
  return [...steps.values()].sort(
    (a, b) =>
      SYNC_PHASES.indexOf(a.phase) - SYNC_PHASES.indexOf(b.phase) ||
      a.wave - b.wave,
  );
}

function phasesOf(manifest: Manifest): SyncPhase[] {
  const hook = annotation(manifest, HOOK);
  if (hook === undefined) {
    return ['Sync'];
  }
  const named = hook.split(',').map(part => part.trim());
  return SYNC_PHASES.filter(phase => named.includes(phase));
}

function waveOf(object: Annotated): number {
  const wave = Number(annotation(object, WAVE));
  return Number.isInteger(wave) ? wave : 0;
}

function prunesLast(object: Annotated): boolean {
  return (annotation(object, OPTIONS) ?? '')
    .split(',')
    .some(option => option.trim() === 'PruneLast=true');
}

function annotation({ metadata }: Annotated, name: string): string | undefined {
  const value = metadata?.annotations?.[name];
  return typeof value === 'string' ? value : undefined;
}
