import type { Dialect } from './dialect';

/**
 * The one statement that claims what has been due longest, with the worker, the
 * lease in milliseconds and the time now as its parameters.
 *
 * @remarks
 * What has no commit yet waits while an earlier one on the same subject has
 * none either; an operation on the tenant as a whole excludes all in it.
 */
export function claimStatement({ now, skipLocked }: Dialect): string {
  return `
    UPDATE operations SET state = 'running', worker = ?,
           fence = fence + 1, lease_until = ${now} + ?
     WHERE sequence = (
       SELECT o.sequence FROM operations o
        WHERE o.state IN ('queued', 'running')
          AND o.lease_until <= ${now} AND o.due_at <= ?
          AND (o.commit_id IS NOT NULL OR NOT EXISTS (
            SELECT 1 FROM operations e
             WHERE e.state IN ('queued', 'running') AND e.commit_id IS NULL
               AND e.sequence < o.sequence
               AND (e.subject = o.subject
                    OR e.tenant = o.tenant
                       AND (e.subject = 'tenant:' || o.tenant
                            OR o.subject = 'tenant:' || o.tenant))))
        ORDER BY o.due_at, o.sequence LIMIT 1 ${skipLocked})
     RETURNING *`;
}
