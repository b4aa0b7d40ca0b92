import { z } from 'zod';
import { ConflictError } from '@backstage/errors';
import type { CapabilityDescription } from '@mctl/plugin-platform-common';
import { PlatformError } from '../errors';

const REASON_MAX_LENGTH = 500;

const schema = z.object({
  dryRun: z.boolean().optional().describe('Return the plan and change nothing'),
  planHash: z
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
  idempotencyKey: z
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

/** What a surface takes beside the input of a capability. @public */
export type ReservedValues = z.infer<typeof schema>;

type ReservedName = keyof ReservedValues;
type JsonObject = Record<string, unknown>;

const NAMES_OF: Record<CapabilityDescription['kind'], ReservedName[]> = {
  query: [],
  command: ['reason', 'idempotencyKey'],
  operation: ['dryRun', 'planHash', 'reason', 'idempotencyKey', 'wait'],
};

const PROPERTIES = z.toJSONSchema(schema, { io: 'input' })
  .properties as Readonly<Record<ReservedName, JsonObject>>;

/**
 * The fields that a surface which has one object of arguments puts beside the
 * input, such as MCP and Backstage's actions.
 *
 * @public
 */
export class ReservedFields {
  readonly #surface: string;
  readonly #nameOf: (name: string) => string;

  /**
   * @param options.surface - its name, for messages
   * @param options.nameOf - how the surface writes a camel-case name
   */
  static create(options: {
    surface: string;
    nameOf?: (name: string) => string;
  }) {
    return new ReservedFields(options.surface, options.nameOf ?? String);
  }

  private constructor(surface: string, nameOf: (name: string) => string) {
    this.#surface = surface;
    this.#nameOf = nameOf;
  }

  /**
   * The input schema of a capability with the reserved fields beside its own.
   *
   * @throws ConflictError when the capability uses a reserved name itself
   */
  addTo(
    capability: Pick<CapabilityDescription, 'name' | 'kind' | 'inputSchema'>,
  ): JsonObject {
    const { inputSchema, kind, name } = capability;
    const own = (inputSchema.properties ?? {}) as JsonObject;
    const reserved = Object.fromEntries(
      NAMES_OF[kind].map(field => [this.#nameOf(field), PROPERTIES[field]]),
    );
    const taken = Object.keys(reserved).filter(field =>
      Object.hasOwn(own, field),
    );
    if (taken.length > 0) {
      throw new ConflictError(
        `The input of ${name} uses names that ${this.#surface} reserves: ${taken.join(', ')}`,
      );
    }
    return { ...inputSchema, properties: { ...own, ...reserved } };
  }

  /**
   * Tells the reserved fields from the capability's own input.
   *
   * @throws PlatformError `invalid_input` when a reserved field is malformed
   */
  split(
    kind: CapabilityDescription['kind'],
    all: Readonly<Record<string, unknown>>,
  ): { reserved: ReservedValues; input: Record<string, unknown> } {
    const fields = new Map(
      NAMES_OF[kind].map(name => [this.#nameOf(name), name]),
    );
    const entries = Object.entries(all);
    const parsed = schema.safeParse(
      Object.fromEntries(
        entries.flatMap(([name, value]) => {
          const field = fields.get(name);
          return field ? [[field, value]] : [];
        }),
      ),
    );
    if (!parsed.success) {
      const faults = parsed.error.issues.map(({ path, message }) => ({
        path: this.#nameOf(String(path[0])),
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
    return {
      reserved: parsed.data,
      input: Object.fromEntries(entries.filter(([name]) => !fields.has(name))),
    };
  }
}
