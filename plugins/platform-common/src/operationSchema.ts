import { z } from 'zod';
import { OPERATION_STATES, OPERATION_STEPS } from './operations';

const time = z.string().describe('ISO 8601');

const evidence = z.object({
  source: z.string(),
  object: z.string().optional(),
  reason: z.string().optional(),
  message: z.string(),
  time: time.optional(),
  count: z.number().optional(),
});

/** Schema of one piece of evidence. @public */
export const evidenceSchema = evidence;

/** Schema of an operation as every surface shows it. @public */
export const operationSchema = z.object({
  id: z.string().describe('op_ and a ULID'),
  operation: z.string().describe('Name of the capability'),
  tenant: z.string().nullable(),
  subject: z.string().describe('What it changes, such as service:acme/shop'),
  state: z.enum(OPERATION_STATES),
  step: z.enum(OPERATION_STEPS).nullable(),
  input: z.record(z.string(), z.unknown()),
  actor: z.object({
    user: z.string(),
    via: z.string(),
    client: z.string().nullable(),
    onBehalfOf: z.string().nullable(),
  }),
  reason: z.string().nullable(),
  plan: z.object({ hash: z.string(), baseCommit: z.string() }).nullable(),
  approval: z.null(),
  commit: z.string().nullable(),
  steps: z.array(
    z.object({
      name: z.enum(OPERATION_STEPS),
      state: z.enum(['pending', 'running', 'succeeded', 'failed', 'skipped']),
      startedAt: time.nullable(),
      finishedAt: time.nullable(),
      message: z.string().nullable(),
    }),
  ),
  result: z.record(z.string(), z.unknown()).nullable(),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      hint: z.string().optional(),
      evidence: z.array(evidence),
    })
    .nullable(),
  createdAt: time,
  updatedAt: time,
  finishedAt: time.nullable(),
  links: z.object({ portal: z.string(), commit: z.string().optional() }),
});

const change = z.enum(['add', 'modify', 'delete']);

/** Schema of a plan as every surface shows it. @public */
export const planSchema = z.object({
  operation: z.string(),
  subject: z.string(),
  hash: z.string().describe('Send as plan hash to confirm exactly this plan'),
  baseCommit: z.string(),
  resolved: z.record(z.string(), z.unknown()),
  summary: z.string().describe('What will be true afterwards'),
  changes: z.array(z.object({ path: z.string(), change, diff: z.string() })),
  resources: z.array(
    z.object({
      action: change,
      kind: z.string(),
      namespace: z.string().optional(),
      name: z.string(),
    }),
  ),
  quota: z
    .object({
      tenant: z.string(),
      items: z.array(
        z.object({
          resource: z.string(),
          before: z.string(),
          after: z.string(),
          hard: z.string(),
        }),
      ),
    })
    .nullable(),
  policy: z.array(
    z.object({
      rule: z.string(),
      level: z
        .enum(['warn', 'deny'])
        .describe('A plan with a denial is not accepted'),
      message: z.string(),
      hint: z.string().optional().describe('What to do about it'),
    }),
  ),
  warnings: z.array(z.string()),
  needs: z.object({ confirmation: z.boolean(), approval: z.null() }),
});

/**
 * Schema of a value that came from elsewhere.
 *
 * @public
 */
export function observedSchema<T extends z.ZodType>(value: T) {
  const known = z.object({
    value,
    source: z.string(),
    observedAt: time,
  });
  return z
    .union([
      known,
      z.object({
        unknown: z.string().describe('Why it is not known'),
        source: z.string(),
        last: known.optional(),
      }),
    ])
    .describe('A value with its source and age, or why it is unknown');
}

/** Schema of a page of a list. @public */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z
      .string()
      .optional()
      .describe('Send as cursor for the next page'),
    total: z.number().int().optional(),
  });
}

/** Input fields of every list. @public */
export const pageInput = {
  limit: z
    .number()
    .int()
    .min(1)
    .max(200)
    .optional()
    .describe('Items per page, 50 by default'),
  cursor: z
    .string()
    .max(1000)
    .optional()
    .describe('nextCursor of the page before'),
};
