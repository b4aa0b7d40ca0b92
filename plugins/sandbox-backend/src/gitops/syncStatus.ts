import type { ApplicationStatus, HealthStatus } from '../store/argoObjects';
import type { ObjectReference } from './applyManifest';
import { worstHealth } from './health';

/** Whether one object is as the repository wants it. */
export interface ResourceState {
  reference: ObjectReference;
  synced: boolean;
}

/** An object that a sync did not apply, and why. */
export interface RefusedResource {
  reference: ObjectReference | undefined;
  message: string;
}

/** Where the sync of an application is. */
export interface OperationReport {
  phase: 'Running' | 'Succeeded' | 'Failed';
  message: string;
  refused?: readonly RefusedResource[];
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

/** The status of an application that its project does not allow. */
export function refusedStatus(options: {
  status: ApplicationStatus;
  refusal: string;
  now: string;
}): ApplicationStatus {
  const { status, refusal, now } = options;
  return {
    ...status,
    sync: { status: 'Unknown', revision: status.sync.revision },
    health: { status: 'Unknown' },
    conditions: [
      condition(status, now, { type: 'InvalidSpecError', message: refusal }),
    ],
  };
}

/** The status of an application as it was found or left. */
export function comparedStatus(options: {
  status: ApplicationStatus;
  resources: readonly ResourceState[];
  /** Undefined when there was nothing to do and nothing was done before. */
  operation: OperationReport | undefined;
  commit: string;
  /** Whether the sync changed anything. */
  changed: boolean;
  /** Whether objects are left that nobody asks for any more. */
  superfluous: boolean;
  /** Folder of the manifests. */
  path: string;
  health: (reference: ObjectReference) => HealthStatus | undefined;
  now: string;
}): ApplicationStatus {
  const { status, operation, commit, path, now } = options;
  const resources = options.resources.map(({ reference, synced }) => {
    const health = options.health(reference);
    return {
      ...identityOf(reference),
      status: synced ? 'Synced' : 'OutOfSync',
      ...(health && { health }),
    } as const;
  });
  const failed = operation?.phase === 'Failed';
  const inSync =
    !failed &&
    !options.superfluous &&
    options.resources.every(({ synced }) => synced);
  return {
    ...status,
    sync: { status: inSync ? 'Synced' : 'OutOfSync', revision: commit },
    health: worstHealth(resources.flatMap(({ health }) => health ?? [])),
    operationState: operation
      ? nextOperationState(status, operation, options)
      : status.operationState,
    conditions: failed
      ? [
          condition(status, now, {
            type: 'SyncError',
            message: `Failed sync attempt to ${path}: ${operation.message}`,
          }),
        ]
      : [],
    resources,
    reconciledAt: status.sync.revision === commit ? status.reconciledAt : now,
  };
}

function nextOperationState(
  { operationState: known }: ApplicationStatus,
  operation: OperationReport,
  options: { commit: string; changed: boolean; now: string },
): ApplicationStatus['operationState'] {
  const { phase, message, refused = [] } = operation;
  const { commit, changed, now } = options;
  if (known && !changed && known.phase === phase && known.message === message) {
    return known;
  }
  return {
    phase,
    message,
    startedAt: known?.phase === 'Running' ? known.startedAt : now,
    ...(phase !== 'Running' && { finishedAt: now }),
    syncResult: {
      revision: commit,
      ...(refused.length > 0 && {
        resources: refused.map(({ reference, message: why }) => ({
          ...(reference && identityOf(reference)),
          status: 'SyncFailed',
          message: why,
          syncPhase: 'Sync',
        })),
      }),
    },
  };
}

function identityOf({ type, namespace, name }: ObjectReference) {
  return {
    ...(type.group && { group: type.group }),
    version: type.version,
    kind: type.kind,
    ...(namespace && { namespace }),
    name,
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
