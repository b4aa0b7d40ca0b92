import { explainNameFault, type Actor } from '@mctl/plugin-platform-common';
import type { Caller } from '../caller/Caller';
import { toPlatformError } from '../errors';
import type { AuditRecord, LedgerPort } from './ledgerPort';

/** What is known about a request before it runs. */
export interface AuditedRequest {
  event: AuditRecord['event'];
  capability: string;
  caller: Caller;
  input: unknown;
}

/** What a request turns out to be about while it runs. */
export interface AuditedSubject {
  tenant?: string | null;
  operationId?: string;
}

/**
 * Runs a request and keeps its outcome in the audit trail, whatever it is.
 *
 * @param ledger - absent while the platform starts: then nothing was done
 * @param run - may note what the request is about as soon as it knows
 */
export async function audited<T>(
  ledger: Pick<LedgerPort, 'audit'> | undefined,
  request: AuditedRequest,
  run: (subject: AuditedSubject) => Promise<T>,
): Promise<T> {
  const subject: AuditedSubject = {};
  const record = () => ({
    event: request.event,
    capability: request.capability,
    actor: actorOf(request.caller),
    tenant: subject.tenant ?? auditedTenant(request.input),
  });
  let result: T;
  try {
    result = await run(subject);
  } catch (error) {
    const { code } = toPlatformError(error);
    await ledger?.audit({
      ...record(),
      outcome: code === 'internal' ? 'failed' : 'refused',
      code,
    });
    throw error;
  }
  await ledger?.audit({
    ...record(),
    outcome: 'succeeded',
    operationId: subject.operationId,
  });
  return result;
}

/** The caller as operations and the audit trail name them. */
export function actorOf(caller: Caller): Actor {
  return {
    user: caller.user,
    via: caller.via,
    client: caller.client,
    onBehalfOf: null,
  };
}

/** The tenant that an input names. */
export function tenantOf(input: unknown): string | undefined {
  if (typeof input === 'object' && input !== null && 'tenant' in input) {
    return typeof input.tenant === 'string' ? input.tenant : undefined;
  }
  return undefined;
}

/** The tenant for the audit trail, which only takes what can be one's name. */
function auditedTenant(input: unknown): string | null {
  const tenant = tenantOf(input);
  return tenant !== undefined && explainNameFault(tenant) === undefined
    ? tenant
    : null;
}
