import type { Knex } from 'knex';
import type { OperationState } from '@mctl/plugin-platform-common';
import type { OperationRow } from './rows';

/** Filters of a list of operations. */
export interface OperationFilter {
  /** Only these tenants and, with `user`, that user's own. */
  tenants?: readonly string[];
  /** Operations of this user are shown whatever the tenant. */
  user?: string;
  tenant?: string;
  subject?: string;
  operation?: string;
  state?: OperationState;
  actor?: string;
  /** Milliseconds since 1970. */
  since?: number;
  /** Only what was accepted before this sequence. */
  before?: number;
  limit: number;
}

/** Operations that match, newest first. */
export function findOperations(
  knex: Knex,
  filter: OperationFilter,
): Knex.QueryBuilder<OperationRow, OperationRow[]> {
  const query = knex<OperationRow>('operations');
  const { tenants, user } = filter;
  if (tenants) {
    query.where(visible => {
      visible.whereIn('tenant', [...tenants]);
      if (user) {
        visible.orWhere('actor_user', user);
      }
    });
  }
  const equal = {
    tenant: filter.tenant,
    subject: filter.subject,
    operation: filter.operation,
    state: filter.state,
    actor_user: filter.actor,
  };
  for (const [column, value] of Object.entries(equal)) {
    if (value !== undefined) {
      query.where(column, value);
    }
  }
  if (filter.since !== undefined) {
    query.where('created_at', '>=', filter.since);
  }
  if (filter.before !== undefined) {
    query.where('sequence', '<', filter.before);
  }
  return query.orderBy('sequence', 'desc').limit(filter.limit);
}
