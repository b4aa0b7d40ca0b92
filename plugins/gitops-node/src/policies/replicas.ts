import { z } from 'zod';
import type { PolicyRule } from './PolicyRule';

const scaledSchema = z.looseObject({
  spec: z.looseObject({
    replicas: z.number().int().optional(),
    maxReplicas: z.number().int().optional(),
  }),
});

/** No service runs more pods than the platform allows. */
export const replicas: PolicyRule<'replicas'> = ({ object }, { max }) => {
  const spec = scaledSchema.safeParse(object).data?.spec;
  const most = spec?.maxReplicas ?? spec?.replicas ?? 0;
  return most > max
    ? [
        {
          key: 'replicas',
          amount: BigInt(most),
          message: `up to ${most} replicas are more than the ${max} that a service may have`,
          remedy: `Ask for at most ${max}.`,
        },
      ]
    : [];
};
