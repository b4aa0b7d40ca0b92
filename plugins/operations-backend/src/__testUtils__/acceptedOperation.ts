import { randomUUID } from 'node:crypto';
import type { Plan } from '@mctl/plugin-platform-common';
import type { AcceptedOperation } from '@mctl/plugin-platform-node';

/** A plan that changes one file. */
export function samplePlan(plan: Partial<Plan> = {}): Plan {
  return {
    operation: 'write-note',
    subject: 'note:acme/hello',
    hash: 'sha256:0',
    baseCommit: '0'.repeat(40),
    resolved: {},
    summary: 'The note hello says hi',
    changes: [
      { path: 'tenants/acme/notes/hello.txt', change: 'add', diff: '+hi' },
    ],
    resources: [],
    quota: null,
    policy: [],
    warnings: [],
    needs: { confirmation: false, approval: null },
    ...plan,
  };
}

/** An operation as the runner hands it to the ledger, under a key of its own. */
export function acceptedOperation(
  accepted: Partial<AcceptedOperation> = {},
): AcceptedOperation {
  return {
    operation: 'write-note',
    tenant: 'acme',
    subject: 'note:acme/hello',
    input: { tenant: 'acme', note: 'hello', text: 'hi' },
    resolved: {},
    plan: samplePlan(),
    planBound: false,
    actor: {
      user: 'user:default/ada',
      via: 'rest',
      client: null,
      onBehalfOf: null,
    },
    reason: null,
    cancelsQueuedInTenant: false,
    idempotency: {
      user: 'user:default/ada',
      capability: 'write-note',
      key: randomUUID(),
      requestHash: 'a',
    },
    ...accepted,
  };
}
