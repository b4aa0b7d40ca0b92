import { z } from 'zod';
import type { Tool } from '@modelcontextprotocol/server';
import type { CapabilityDescription } from '@mctl/plugin-platform-common';
import { plannedSchema } from '@mctl/plugin-platform-node';
import { RESERVED_ARGUMENTS } from './reservedArguments';

/** A capability as a tool. */
export interface CatalogEntry {
  capability: CapabilityDescription;
  tool: Tool;
}

type JsonObject = Record<string, unknown>;

const PLANNED_OUTPUT = withoutDialect(
  z.toJSONSchema(plannedSchema, { io: 'output' }),
);

/** The tool of a capability: `mctl_` and its name with underscores. */
export function toolName(capability: string): string {
  return `mctl_${capability.replaceAll('-', '_')}`;
}

/**
 * The tools of the platform, made once from what the frozen registry says.
 */
export class ToolCatalog {
  readonly #entries: ReadonlyMap<string, CatalogEntry>;

  static create(capabilities: readonly CapabilityDescription[]) {
    return new ToolCatalog(
      new Map(
        capabilities.map(capability => {
          const tool = toTool(capability);
          return [tool.name, { capability, tool }];
        }),
      ),
    );
  }

  private constructor(entries: ReadonlyMap<string, CatalogEntry>) {
    this.#entries = entries;
  }

  /** The tools, in the order of their names. */
  list(options: { readOnly: boolean }): Tool[] {
    return [...this.#entries.values()]
      .filter(entry => !options.readOnly || entry.capability.kind === 'query')
      .map(entry => entry.tool);
  }

  find(name: string, options: { readOnly: boolean }): CatalogEntry | undefined {
    const entry = this.#entries.get(name);
    return entry && (!options.readOnly || entry.capability.kind === 'query')
      ? entry
      : undefined;
  }
}

function toTool(capability: CapabilityDescription): Tool {
  return {
    name: toolName(capability.name),
    title: capability.title,
    description: capability.description,
    inputSchema: asObjectSchema(
      withoutDialect(RESERVED_ARGUMENTS.addTo(capability)),
    ),
    outputSchema: asObjectSchema(
      capability.kind === 'operation'
        ? operationOutput(capability)
        : withoutDialect(capability.outputSchema),
    ),
    annotations:
      capability.kind === 'query'
        ? { readOnlyHint: true, openWorldHint: false }
        : {
            readOnlyHint: false,
            destructiveHint: capability.risk === 'destructive',
            // The same arguments without an idempotency key do it once more.
            idempotentHint: false,
            openWorldHint: false,
          },
  };
}

function operationOutput(capability: CapabilityDescription): JsonObject {
  return {
    type: 'object',
    anyOf: [withoutDialect(capability.outputSchema), PLANNED_OUTPUT],
  };
}

/**
 * Leaves out `$schema`: MCP's default dialect is the registry's already, and
 * validators of older clients refuse a dialect that they do not know.
 */
function withoutDialect(schema: JsonObject): JsonObject {
  const { $schema: _dialect, ...rest } = schema;
  return rest;
}

/** MCP wants `type: object` at the root, also where a union stands there. */
function asObjectSchema(schema: JsonObject): JsonObject & { type: 'object' } {
  return { ...schema, type: 'object' };
}
