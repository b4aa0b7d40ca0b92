import { z } from 'zod';
import { PlatformError } from '@mctl/plugin-platform-node';

const REASON_MAX_LENGTH = 500;

const reservedSchema = z.object({
  dry_run: z
    .boolean()
    .optional()
    .describe('Return the plan and change nothing'),
  plan_hash: z
    .string()
    .max(100)
    .optional()
    .describe(
      'Hash of the plan that the person has seen and agreed to; destructive operations run only with it',
    ),
  reason: z
    .string()
    .max(REASON_MAX_LENGTH)
    .optional()
    .describe('Why this is done; kept on the operation'),
  idempotency_key: z
    .string()
    .max(200)
    .optional()
    .describe(
      'Send the same key when you repeat a call, so that nothing is done twice',
    ),
  wait: z
    .boolean()
    .optional()
    .describe(
      'Follow the operation to its end, 10 minutes at most, and return how it ended',
    ),
});

/** Arguments of operations that belong to MCP and not to the capability. */
export type ReservedArguments = z.infer<typeof reservedSchema>;

/** JSON Schema of each reserved argument, by name. */
export const RESERVED_PROPERTIES = z.toJSONSchema(reservedSchema, {
  io: 'input',
}).properties as Readonly<Record<string, Record<string, unknown>>>;

/**
 * Tells the arguments of the surface from the capability's own input.
 *
 * @throws PlatformError `invalid_input` when a reserved argument is malformed
 */
export function splitArguments(all: Record<string, unknown>): {
  reserved: ReservedArguments;
  input: Record<string, unknown>;
} {
  const reserved: Record<string, unknown> = {};
  const input: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(all)) {
    (Object.hasOwn(RESERVED_PROPERTIES, name) ? reserved : input)[name] = value;
  }
  const parsed = reservedSchema.safeParse(reserved);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({
      path: path.map(String).join('.'),
      message,
    }));
    throw new PlatformError(
      'invalid_input',
      `The arguments are not valid: ${faults
        .map(({ path, message }) => `${path}: ${message}`)
        .join('; ')}`,
      { faults },
    );
  }
  return { reserved: parsed.data, input };
}
