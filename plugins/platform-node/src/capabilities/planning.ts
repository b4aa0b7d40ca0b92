import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { FileChange, Plan } from '@mctl/plugin-platform-common';
import {
  gitBlobId,
  type FileWrite,
  type GitOpsRepository,
  type RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import type { OperationDefinition, PlannedChange } from './definitions';
import { describeResources } from './describeResources';

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
 * @public
 */
export async function makePlan(request: PlanRequest): Promise<PlanWithChanges> {
  const { definition, input, resolved, snapshot } = request;
  const planned = definition.plan({
    input,
    resolved,
    snapshot,
    domain: request.domain,
  });
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
      quota: planned.quota ?? null,
      policy: [],
      warnings: planned.warnings ?? [],
      needs: {
        confirmation: definition.risk === 'destructive',
        approval: null,
      },
    },
  };
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
