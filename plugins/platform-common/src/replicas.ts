import type { ServiceDocument } from './documents';

/**
 * How many replicas a service starts with: what it names, or the fewest that
 * autoscaling leaves.
 *
 * @public
 */
export function wantedReplicas({ spec }: ServiceDocument): number {
  return spec.replicas ?? spec.autoscaling?.min ?? 1;
}
