import { DateTime, Interval } from 'luxon';
import type { Operation, ServiceDocument } from '@mctl/plugin-platform-common';
import {
  serviceDocumentPath,
  type CommitInfo,
  type GitOpsRepository,
} from '@mctl/plugin-gitops-node';
import type { OperationHistory } from '@mctl/plugin-platform-node';
import { releaseOf, sameRelease, type ReleaseSpec } from './release';

/** How a release went. */
export type ReleaseOutcome =
  'healthy' | 'failed' | 'superseded' | 'running' | 'unknown';

/** A release of a service, as its history shows it. */
export interface Release {
  /** The commit that made it; the id that rollback takes. */
  release: string;
  spec: ReleaseSpec;
  current: boolean;
  /** The operation that made it; none for commits that people pushed. */
  operation: Operation | null;
  outcome: ReleaseOutcome;
  /** ISO 8601. */
  deployedAt: string;
  /** How long it was what the repository asked for, ISO 8601 duration. */
  ranFor: string | null;
}

const OUTCOMES: Readonly<Record<string, ReleaseOutcome>> = {
  succeeded: 'healthy',
  failed: 'failed',
  superseded: 'superseded',
  running: 'running',
  queued: 'running',
};

/** How many commits of a service are looked at. */
const HISTORY_LIMIT = 200;

/**
 * The releases of a service, newest first: commits of its document that changed
 * what runs, with what the ledger knows about each.
 */
export async function releaseHistory(options: {
  repository: Pick<GitOpsRepository, 'history' | 'readServiceAt'>;
  operations: OperationHistory;
  tenant: string;
  service: string;
}): Promise<Release[]> {
  const { repository, operations, tenant, service } = options;
  const commits = await repository.history(
    serviceDocumentPath(tenant, service),
    // One more, to compare the oldest with.
    { limit: HISTORY_LIMIT + 1 },
  );
  const states = sinceCreation(
    await Promise.all(
      commits.map(async info => ({
        info,
        document: await repository.readServiceAt(info.commit, tenant, service),
      })),
    ),
  );
  const made = states.slice(0, HISTORY_LIMIT).flatMap((state, index) => {
    const spec = releaseAt(state);
    const earlier = releaseAt(states[index + 1]);
    return !spec || (earlier && sameRelease(spec, earlier))
      ? []
      : [{ info: state.info, spec, endedAt: endOf(states, index) }];
  });

  const known = await operations.operationsByIds(
    made.flatMap(({ info }) => info.trailers.operation ?? []),
  );
  const currentCommit = made[0]?.info.commit;
  return made.map(({ info, spec, endedAt }) => {
    const named = known.get(info.trailers.operation ?? '');
    // A trailer alone proves nothing: anyone who may push can write one.
    const operation = named?.commit === info.commit ? named : null;
    return {
      release: info.commit,
      spec,
      current: info.commit === currentCommit,
      operation,
      outcome: operation ? (OUTCOMES[operation.state] ?? 'unknown') : 'unknown',
      deployedAt: info.committedAt,
      ranFor: endedAt ? duration(info.committedAt, endedAt) : null,
    };
  });
}

/** The service's document at one commit that touched it. */
interface State {
  info: CommitInfo;
  document: ServiceDocument | 'unreadable' | undefined;
}

/**
 * The life of the service that exists now, newest first. What came before its
 * removal belongs to another service, maybe of another team, of the same name.
 */
function sinceCreation(states: readonly State[]): readonly State[] {
  const removal = states.findIndex(({ document }) => document === undefined);
  return removal === -1 ? states : states.slice(0, removal);
}

function releaseAt(state: State | undefined): ReleaseSpec | undefined {
  return state?.document === undefined || state.document === 'unreadable'
    ? undefined
    : releaseOf(state.document);
}

/** When the next commit changed what runs. */
function endOf(states: readonly State[], index: number): string | undefined {
  const spec = releaseAt(states[index]);
  for (let later = index - 1; later >= 0; later -= 1) {
    const next = releaseAt(states[later]);
    if (spec && next && !sameRelease(spec, next)) {
      return states[later].info.committedAt;
    }
  }
  return undefined;
}

function duration(from: string, to: string): string | null {
  // In UTC every day has 24 hours, wherever the server stands.
  const utc = { zone: 'utc' };
  return Interval.fromDateTimes(
    DateTime.fromISO(from, utc),
    DateTime.fromISO(to, utc),
  )
    .toDuration(['days', 'hours', 'minutes', 'seconds'])
    .toISO();
}
