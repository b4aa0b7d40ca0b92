import { z } from 'zod';
import { observedSchema } from '@mctl/plugin-platform-common';

/** Schema of a service's health. */
export const healthSchema = observedSchema(
  z.object({
    status: z.enum([
      'Healthy',
      'Progressing',
      'Degraded',
      'Suspended',
      'Missing',
    ]),
    message: z.string().nullable().describe('Why'),
  }),
);

/** Schema of whether the cluster has what the repository says. */
export const syncSchema = observedSchema(
  z.object({
    status: z.enum(['Synced', 'OutOfSync']),
    revision: z.string().describe('Commit that was compared with'),
  }),
);
