import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { FileChange, Plan } from '@mctl/plugin-platform-common';
import {
  gitBlobId,
  InvalidDocumentError,
  readChangedDocuments,
  type FileWrite,
  type GitOpsRepository,
  type RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import { PlatformError } from '../errors';
import { readChangedManifests } from './changedManifests';
import type { OperationDefinition, PlannedChange } from './definitions';
import { describeResources } from './describeResources';
import { planPolicies } from './planPolicies';
import { planQuota } from './planQuota';

/** A plan with the files it would write. @public */
export interface PlanWithChanges {
  plan: Plan;
  /** Only files that really change. */
  changes: FileWrite[];
  planned: PlannedChange;
}

/** What a plan is made for. */
export interface PlanRequest {
  definition: OperationDefinition;
  input: Record<string, unknown>;
  resolved: Record<string, unknown>;
  snapshot: RepositorySnapshot;
  repository: Pick<GitOpsRepository, 'readBlobs'>;
  domain: string;
}

interface ChangedFile {
  write: FileWrite;
  before: string | undefined;
  after: string | undefined;
}

/**
 * Plans an operation on a snapshot: the files that really change, their diffs,
 * and the hash that binds a confirmation to exactly this.
 *
 * @remarks
 * The hash covers operation, subject, resolved input and the changed blobs. The
 * base commit is left out, so that a commit elsewhere does not void the plan.
 *
 * What a policy denies is in the plan, for people to see; accepting it is what
 * refuses it.
 *
 * @throws PlatformError `quota_exceeded` when it does not fit the quota,
 * `conflict` when a document of the repository cannot be rendered, `internal`
 * when what is rendered is not valid
 * @public
 */
export async function makePlan(request: PlanRequest): Promise<PlanWithChanges> {
  const { definition, input, resolved, snapshot } = request;
  const planned = planChange(request);
  const subject = definition.subject(input);
  const files = planned.changes
    .map(write => ({
      write,
      before: snapshot.blob(write.path),
      after: write.content === null ? undefined : gitBlobId(write.content),
    }))
    .filter(file => file.before !== file.after)
    .sort((a, b) => (a.write.path < b.write.path ? -1 : 1));

  const contents = await request.repository.readBlobs(
    files.flatMap(file => file.before ?? []),
  );
  const texts = files.map(file => ({
    path: file.write.path,
    before: file.before === undefined ? undefined : contents.get(file.before),
    after: file.write.content ?? undefined,
  }));

  const changed = readChangedDocuments(files.map(({ write }) => write));
  const manifests = readChangedManifests(texts, { snapshot, changed });
  const quota = planQuota(snapshot, changed);

  return {
    planned,
    changes: files.map(file => file.write),
    plan: {
      operation: definition.name,
      subject,
      hash: hashPlan({
        operation: definition.name,
        subject,
        input: { ...input, ...resolved },
        files,
      }),
      baseCommit: snapshot.commit,
      resolved,
      summary: planned.summary,
      changes: texts.map(describeChange),
      resources: describeResources(texts),
      quota: planned.quota ?? quota.effect,
      policy: planPolicies(manifests, request),
      warnings: [...(planned.warnings ?? []), ...quota.warnings],
      needs: {
        confirmation: definition.risk === 'destructive',
        approval: null,
      },
    },
  };
}

/** A document of before that cannot be rendered is for people to correct. */
function planChange(request: PlanRequest): PlannedChange {
  const { definition, input, resolved, snapshot, domain } = request;
  try {
    return definition.plan({ input, resolved, snapshot, domain });
  } catch (error) {
    if (error instanceof InvalidDocumentError) {
      throw new PlatformError(
        'conflict',
        `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}`,
        {
          hint: 'Correct the document: with an operation that sets what is wrong, or in the GitOps repository.',
          faults: error.faults.map(fault => ({ path: '', message: fault })),
          cause: error,
        },
      );
    }
    throw error;
  }
}

function hashPlan(options: {
  operation: string;
  subject: string;
  input: Record<string, unknown>;
  files: ChangedFile[];
}): string {
  const text = canonicalize({
    operation: options.operation,
    subject: options.subject,
    input: options.input,
    changes: options.files.map(({ write, before, after }) => ({
      path: write.path,
      before: before ?? null,
      after: after ?? null,
    })),
  });
  return `sha256:${createHash('sha256').update(String(text)).digest('hex')}`;
}

function describeChange(file: {
  path: string;
  before: string | undefined;
  after: string | undefined;
}): FileChange {
  let change: FileChange['change'] = 'modify';
  if (file.before === undefined) {
    change = 'add';
  } else if (file.after === undefined) {
    change = 'delete';
  }
  return {
    path: file.path,
    change,
    diff: createTwoFilesPatch(
      change === 'add' ? '/dev/null' : `a/${file.path}`,
      change === 'delete' ? '/dev/null' : `b/${file.path}`,
      file.before ?? '',
      file.after ?? '',
      undefined,
      undefined,
      { context: 3, headerOptions: FILE_HEADERS_ONLY },
    ),
  };
}
