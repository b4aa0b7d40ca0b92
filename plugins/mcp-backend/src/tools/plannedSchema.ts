import { z } from 'zod';
import { planSchema } from '@mctl/plugin-platform-common';

/** Schema of what a dry run or an unconfirmed call answers. */
export const plannedSchema = z.object({
  plan: planSchema,
  needs: planSchema.shape.needs,
});
