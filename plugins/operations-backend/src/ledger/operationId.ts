import { monotonicFactory } from 'ulid';

const ulid = monotonicFactory();

/** A new operation id: `op_` and a ULID in lower case, so ids sort by time. */
export function newOperationId(): string {
  return `op_${ulid().toLowerCase()}`;
}
