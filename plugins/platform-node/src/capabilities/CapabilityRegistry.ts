import { z } from 'zod';
import type { CapabilityDescription } from '@mctl/plugin-platform-common';
import { ConflictError } from '@backstage/errors';
import { PlatformError } from '../errors';
import type { Capability } from './definitions';

const NAME = /^[a-z]+(?:-[a-z]+)*$/;

/**
 * Every capability of the platform, by name. Plugins register while they start;
 * then it freezes, and what it says does not change any more.
 *
 * @public
 */
export class CapabilityRegistry {
  readonly #capabilities = new Map<string, Capability>();
  #descriptions: readonly CapabilityDescription[] | undefined;

  static create() {
    return new CapabilityRegistry();
  }

  private constructor() {}

  /** Adds capabilities; only while the backend starts. */
  register(...capabilities: Capability[]): void {
    if (this.#descriptions) {
      throw new ConflictError(
        'Capabilities can only be registered while the backend starts',
      );
    }
    for (const capability of capabilities) {
      if (!NAME.test(capability.name)) {
        throw new ConflictError(
          `"${capability.name}" is no kebab-case capability name`,
        );
      }
      if (this.#capabilities.has(capability.name)) {
        throw new ConflictError(
          `The capability "${capability.name}" is registered twice`,
        );
      }
      if (changesTenantItDoesNotName(capability)) {
        throw new ConflictError(
          `"${capability.name}" asks for a role in a tenant that its input does not name`,
        );
      }
      this.#capabilities.set(capability.name, capability);
    }
  }

  /** Ends registration; called when every plugin has started. */
  freeze(): void {
    this.#descriptions ??= [...this.#capabilities.values()]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(describe);
  }

  /**
   * The capability of a name.
   *
   * @throws PlatformError `unavailable` while the backend starts, `not_found`
   */
  get(name: string): Capability {
    this.#requireFrozen();
    const capability = this.#capabilities.get(name);
    if (!capability) {
      throw new PlatformError('not_found', `There is no capability "${name}"`, {
        hint: 'describe-operations lists every capability.',
      });
    }
    return capability;
  }

  /** Descriptions of all capabilities, in the order of their names. */
  describe(): readonly CapabilityDescription[] {
    return this.#requireFrozen();
  }

  #requireFrozen(): readonly CapabilityDescription[] {
    if (!this.#descriptions) {
      throw new PlatformError('unavailable', 'The platform is starting', {
        hint: 'Try again in a few seconds.',
      });
    }
    return this.#descriptions;
  }
}

/** Lists filter by what the caller may see; a change must name its tenant. */
function changesTenantItDoesNotName(capability: Capability): boolean {
  const { kind, role, input } = capability;
  return (
    kind !== 'query' &&
    role !== 'user' &&
    role !== 'admin' &&
    !Object.hasOwn(input.shape, 'tenant')
  );
}

function describe(capability: Capability): CapabilityDescription {
  const common = {
    name: capability.name,
    title: capability.title,
    description: capability.description,
    role: capability.role,
    approval: null,
    inputSchema: toJsonSchema(capability.input, 'input'),
    outputSchema: toJsonSchema(capability.output, 'output'),
  };
  switch (capability.kind) {
    case 'query':
      return { ...common, kind: 'query', risk: 'read' };
    case 'command':
      return { ...common, kind: 'command', risk: 'command' };
    default:
      return {
        ...common,
        kind: 'operation',
        risk: capability.risk,
        verifies: capability.verify.proves,
      };
  }
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output') {
  return z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
  }) as Record<string, unknown>;
}
