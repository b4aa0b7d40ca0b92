import {
  compareQuantities,
  parseQuantity,
  requireQuantity,
} from '@mctl/plugin-platform-common';
import { containersOf, podOf } from './podsOf';
import type { Breach, PolicyRule } from './PolicyRule';

const RESOURCES = ['cpu', 'memory'] as const;

/** Every container has limits, and none above what the platform allows. */
export const resourceLimits: PolicyRule<'resourceLimits'> = (
  { object },
  settings,
) =>
  containersOf(podOf(object)).flatMap(({ name, resources }) =>
    RESOURCES.flatMap((resource): Breach[] => {
      const limit = resources?.limits?.[resource];
      const most = settings[resource];
      if (limit === undefined || parseQuantity(limit) === undefined) {
        return [
          {
            key: `${name} ${resource} unlimited`,
            message: `the container ${name} has no limit of ${resource}`,
            remedy: `Set a limit of at most ${most}.`,
          },
        ];
      }
      return compareQuantities(limit, most) > 0
        ? [
            {
              key: `${name} ${resource}`,
              amount: requireQuantity(limit),
              message: `the container ${name} may use ${limit} of ${resource}, more than the ${most} that one may`,
              remedy: `Set the limit to at most ${most}, and run more replicas instead.`,
            },
          ]
        : [];
    }),
  );
