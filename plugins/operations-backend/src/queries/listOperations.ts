import { z } from 'zod';
import {
  OPERATION_STATES,
  operationSchema,
  pageInput,
  pageSchema,
  serviceName,
  tenantName,
} from '@mctl/plugin-platform-common';
import {
  decodeCursor,
  DEFAULT_PAGE_SIZE,
  defineQuery,
  encodeCursor,
} from '@mctl/plugin-platform-node';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';

const SEQUENCE = /^\d{1,15}$/;

/** Lists operations of the caller's tenants. */
export function listOperations(ledger: DatabaseLedger) {
  return defineQuery({
    name: 'list-operations',
    title: 'List operations',
    description:
      'Lists operations, newest first: what was asked for, by whom, and how it went. Covers the tenants of the caller, and what the caller started. Use it to see what changed lately or what is still running.',
    role: 'viewer',
    input: z.object({
      tenant: tenantName.optional(),
      service: serviceName
        .optional()
        .describe('With tenant: only this service'),
      state: z.enum(OPERATION_STATES).optional(),
      actor: z
        .string()
        .max(255)
        .optional()
        .describe(
          'Entity reference of who asked, such as user:default/octocat',
        ),
      operation: z
        .string()
        .max(64)
        .optional()
        .describe('Name of a capability, such as deploy-service'),
      since: z.iso
        .datetime({ offset: true })
        .optional()
        .describe('Only what was accepted at or after this time, ISO 8601'),
      ...pageInput,
    }),
    output: pageSchema(operationSchema),
    async run({ input, caller, access }) {
      const limit = input.limit ?? DEFAULT_PAGE_SIZE;
      const entries = await ledger.list({
        ...(!access.isAdmin(caller.user) && {
          tenants: access.visibleTenants(caller.user),
          user: caller.user,
        }),
        tenant: input.tenant,
        subject:
          input.tenant && input.service
            ? `service:${input.tenant}/${input.service}`
            : undefined,
        state: input.state,
        actor: input.actor,
        operation: input.operation,
        since: input.since ? Date.parse(input.since) : undefined,
        before: input.cursor
          ? Number(decodeCursor(input.cursor, SEQUENCE))
          : undefined,
        limit: limit + 1,
      });
      const page = entries.slice(0, limit);
      return {
        items: page.map(({ operation }) => operation),
        ...(entries.length > limit && {
          nextCursor: encodeCursor(String(page[page.length - 1].sequence)),
        }),
      };
    },
  });
}
