import { isKnown, type Evidence } from '@mctl/plugin-platform-common';
import type {
  ApplicationStatus,
  ClusterStatus,
} from '@mctl/plugin-cluster-node';
import type { GitOpsRepository } from '@mctl/plugin-gitops-node';
import type { SyncTarget, VerifyOutcome } from '@mctl/plugin-platform-node';
import { shortCommit } from './operationErrors';

/** Phases of a sync that has ended badly. */
const FAILED_PHASES = new Set(['Failed', 'Error']);

/**
 * Says whether Argo CD has a commit, or a descendant of it, in every
 * application that it concerns. What cannot be seen is waited for.
 */
export async function checkSync(options: {
  targets: readonly SyncTarget[];
  commit: string;
  cluster: ClusterStatus;
  repository: Pick<GitOpsRepository, 'isAncestor'>;
}): Promise<VerifyOutcome> {
  for (const target of options.targets) {
    const outcome = await checkTarget(target, options);
    if (outcome.outcome !== 'passed') {
      return outcome;
    }
  }
  return {
    outcome: 'passed',
    message:
      options.targets.length > 0
        ? `Argo CD has ${shortCommit(options.commit)}`
        : 'Nothing of it goes to the cluster',
  };
}

async function checkTarget(
  target: SyncTarget,
  options: {
    commit: string;
    cluster: ClusterStatus;
    repository: Pick<GitOpsRepository, 'isAncestor'>;
  },
): Promise<VerifyOutcome> {
  const { application: name, expect } = target;
  const observed = options.cluster.application(name);
  if (!isKnown(observed)) {
    return waiting(`Argo CD cannot be seen: ${observed.unknown}`);
  }
  const application = observed.value;
  if (expect === 'absent') {
    return application === null
      ? { outcome: 'passed', message: `${name} is gone` }
      : waiting(`Argo CD is removing ${name}`, evidenceOf(application));
  }
  if (application === null) {
    return waiting(`Argo CD does not have the application ${name} yet`);
  }

  const has = async (revision: string | null | undefined) =>
    Boolean(revision) &&
    (revision === options.commit ||
      (await options.repository.isAncestor(options.commit, String(revision))));

  const { operation } = application;
  if (
    operation &&
    FAILED_PHASES.has(operation.phase) &&
    (await has(operation.revision))
  ) {
    return {
      outcome: 'failed',
      message: `Argo CD could not apply ${name}: ${operation.message ?? operation.phase}`,
      evidence: evidenceOf(application),
    };
  }
  if (!(await has(application.revision))) {
    return waiting(
      `Argo CD has not seen the commit in ${name} yet`,
      evidenceOf(application),
    );
  }
  return application.sync === 'Synced'
    ? { outcome: 'passed', message: `${name} is synced` }
    : waiting(`Argo CD is applying ${name}`, evidenceOf(application));
}

function waiting(message: string, evidence: Evidence[] = []): VerifyOutcome {
  return { outcome: 'waiting', message, evidence };
}

function evidenceOf(application: ApplicationStatus): Evidence[] {
  const object = `Application ${application.name}`;
  const evidence: Evidence[] = application.conditions.map(condition => ({
    source: 'argocd',
    object,
    reason: condition.type,
    message: condition.message,
    ...(condition.time && { time: condition.time }),
  }));
  if (application.operation?.message) {
    evidence.push({
      source: 'argocd',
      object,
      reason: application.operation.phase,
      message: application.operation.message,
    });
  }
  return evidence;
}
