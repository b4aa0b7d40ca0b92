import { z } from 'zod';
import {
  defineQuery,
  type CapabilityRegistry,
} from '@mctl/plugin-platform-node';

/** Describes what the platform can do. */
export function describeOperations(registry: CapabilityRegistry) {
  return defineQuery({
    name: 'describe-operations',
    title: 'Describe operations',
    description:
      'Describes every capability of the platform, or one: what it does, its input schema, its risk, the role it needs and what its verification proves.',
    role: 'user',
    input: z.object({
      name: z
        .string()
        .max(64)
        .optional()
        .describe('Name of one capability, such as deploy-service'),
    }),
    output: z.object({
      items: z.array(
        z.object({
          name: z.string(),
          title: z.string(),
          description: z.string(),
          kind: z.enum(['query', 'operation', 'command']),
          risk: z.enum(['read', 'write', 'destructive', 'command']),
          role: z.string(),
          approval: z.string().nullable(),
          verifies: z.string().optional(),
          inputSchema: z.record(z.string(), z.unknown()),
          outputSchema: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
    run({ input }) {
      if (input.name !== undefined) {
        registry.get(input.name);
      }
      return {
        items: registry
          .describe()
          .filter(
            ({ name }) => input.name === undefined || name === input.name,
          ),
      };
    },
  });
}
