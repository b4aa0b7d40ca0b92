import type { ApplicationStatus, HealthStatus } from '../store/objects';
import type { ObjectReference } from './applyManifest';
import { worstHealth } from './health';

/** What became of one object in a sync. */
export interface Synced {
  /** Undefined when the cluster has no such kind. */
  reference: ObjectReference | undefined;
  changed: boolean;
  failure: string | undefined;
}

/** The status of an application whose manifests cannot be read. */
export function faultyStatus(options: {
  status: ApplicationStatus;
  fault: string;
  now: string;
}): ApplicationStatus {
  const { status, fault, now } = options;
  return {
    ...status,
    sync: { status: 'Unknown', revision: status.sync.revision },
    conditions: [
      condition(status, now, {
        type: 'ComparisonError',
        message: `Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = ${fault}`,
      }),
    ],
  };
}

/** The status of an application after a sync. */
export function syncedStatus(options: {
  status: ApplicationStatus;
  results: readonly Synced[];
  commit: string;
  /** Whether the sync changed anything. */
  changed: boolean;
  /** Folder of the manifests. */
  path: string;
  health: (reference: ObjectReference) => HealthStatus | undefined;
  now: string;
}): ApplicationStatus {
  const { status, results, commit, changed, path, now } = options;
  const failures = results.flatMap(({ failure }) => failure ?? []);
  const failed = failures.length > 0;
  const resources = results.flatMap(({ reference, failure }) => {
    if (!reference) {
      return [];
    }
    const { type, namespace, name } = reference;
    const health = options.health(reference);
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
  const message = failed
    ? `one or more objects failed to apply, reason: ${failures.join('; ')}`
    : 'successfully synced (all tasks run)';
  const phase = failed ? 'Failed' : 'Succeeded';
  const known = status.operationState;
  const isNews = changed || known?.phase !== phase || known.message !== message;
  return {
    ...status,
    sync: { status: failed ? 'OutOfSync' : 'Synced', revision: commit },
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
    conditions: failed
      ? [
          condition(status, now, {
            type: 'SyncError',
            message: `Failed sync attempt to ${path}: ${message}`,
          }),
        ]
      : [],
    resources,
    reconciledAt: status.sync.revision === commit ? status.reconciledAt : now,
  };
}

/** A condition, with the time of its first appearance. */
function condition(
  { conditions = [] }: ApplicationStatus,
  now: string,
  { type, message }: { type: string; message: string },
) {
  return (
    conditions.find(
      known => known.type === type && known.message === message,
    ) ?? { type, message, lastTransitionTime: now }
  );
}
