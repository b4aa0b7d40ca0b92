import {
  compareQuantities,
  parseQuantity,
  requireQuantity,
} from '@mctl/plugin-platform-common';
import { z } from 'zod';
import type { PolicyRule } from './PolicyRule';

const claimSchema = z.looseObject({
  kind: z.literal('PersistentVolumeClaim'),
  spec: z.looseObject({
    resources: z.looseObject({
      requests: z.looseObject({ storage: z.string() }),
    }),
  }),
});

/** No volume is larger than the platform allows. */
export const volumeSize: PolicyRule<'volumeSize'> = ({ object }, { max }) => {
  const size =
    claimSchema.safeParse(object).data?.spec.resources.requests.storage;
  return size !== undefined &&
    parseQuantity(size) !== undefined &&
    compareQuantities(size, max) > 0
    ? [
        {
          key: 'size',
          amount: requireQuantity(size),
          message: `a volume of ${size} is more than the ${max} that one may have`,
          remedy: `Ask for at most ${max}.`,
        },
      ]
    : [];
};
