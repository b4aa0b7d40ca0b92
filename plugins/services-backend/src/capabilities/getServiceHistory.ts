import { z } from 'zod';
import {
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
import { requireService } from '../planServiceChange';
import { releaseHistory } from '../releases/releaseHistory';

const OFFSET = /^\d{1,6}$/;

/** Shows the releases of a service. */
export function getServiceHistory() {
  return defineQuery({
    name: 'get-service-history',
    title: 'Get the releases of a service',
    description:
      'Lists the releases of a service, newest first: tag, who deployed it and when, how it went and how long it ran. The release id is what rollback-service takes.',
    role: 'viewer',
    input: z.object({ tenant: tenantName, service: serviceName, ...pageInput }),
    output: pageSchema(
      z.object({
        release: z.string().describe('Release id: the commit that made it'),
        tag: z.string(),
        image: z.string(),
        commit: z.string(),
        current: z.boolean().describe('What the repository asks for now'),
        external: z
          .boolean()
          .describe('Pushed by a person, not by an operation'),
        by: z
          .string()
          .nullable()
          .describe('Who deployed it; null when a person pushed it'),
        operation: z
          .object({
            id: z.string(),
            name: z.string(),
            state: z.string(),
            actor: z.string(),
          })
          .nullable(),
        deployedAt: z.string(),
        outcome: z.enum([
          'healthy',
          'failed',
          'superseded',
          'running',
          'unknown',
        ]),
        ranFor: z
          .string()
          .nullable()
          .describe('ISO 8601 duration; null while it is the current one'),
      }),
    ),
    async run({ input, repository, snapshot, operations }) {
      const { tenant, service, limit = DEFAULT_PAGE_SIZE } = input;
      requireService(snapshot, tenant, service);
      const releases = await releaseHistory({
        repository,
        operations,
        tenant,
        service,
      });
      const offset = input.cursor
        ? Number(decodeCursor(input.cursor, OFFSET))
        : 0;
      const page = releases.slice(offset, offset + limit);
      return {
        items: page.map(({ release, spec, operation, ...rest }) => ({
          release,
          tag: spec.image.tag,
          image: spec.image.repository,
          commit: release,
          current: rest.current,
          external: operation === null,
          by: operation?.actor.user ?? null,
          operation: operation && {
            id: operation.id,
            name: operation.operation,
            state: operation.state,
            actor: operation.actor.user,
          },
          deployedAt: rest.deployedAt,
          outcome: rest.outcome,
          ranFor: rest.ranFor,
        })),
        ...(releases.length > offset + limit && {
          nextCursor: encodeCursor(String(offset + limit)),
        }),
        total: releases.length,
      };
    },
  });
}
