/**
 * A neighbor such as Prometheus or Loki could not be asked. The message is for
 * people and names no address; what happened is in the cause.
 */
export class NeighborError extends Error {
  override readonly name = 'NeighborError';
}
