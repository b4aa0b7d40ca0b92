import { z } from 'zod';

const change = z.enum(['add', 'modify', 'delete']);

/** Schema of a plan as every surface shows it. */
export const planSchema = z.object({
  operation: z.string(),
  subject: z.string(),
  hash: z.string().describe('Send as plan hash to confirm exactly this plan'),
  baseCommit: z.string(),
  resolved: z.record(z.string(), z.unknown()),
  summary: z.string(),
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
      level: z.enum(['warn', 'deny']),
      message: z.string(),
    }),
  ),
  warnings: z.array(z.string()),
  needs: z.object({ confirmation: z.boolean(), approval: z.null() }),
});
