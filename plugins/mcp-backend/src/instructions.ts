/** What a client's model is told about the server as a whole. */
export const INSTRUCTIONS = `MCTL runs services in tenants on Kubernetes. Every change is one operation: it is planned, committed to Git, synced to the cluster and verified there.

- To look: the list, get and describe tools. A value that reads "unknown" could not be seen; it is not empty and not healthy.
- To change: call the operation's tool. With wait: true the call follows the operation to its end and returns how it ended; without it, follow with mctl_get_operation.
- dry_run: true returns the plan (files, resources, warnings) and changes nothing.
- Tools marked destructive first return a plan and its hash. Show the plan to the person; only when they agree, call again with the same arguments and plan_hash. Never confirm on their behalf.
- Repeating a call after a broken connection: send the same idempotency_key, and nothing is done twice.
- "succeeded" means verified in the cluster. When an operation fails, its error names the evidence; the release before it keeps serving.`;
