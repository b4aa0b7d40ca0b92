import type { CapabilityDescription } from '@mctl/plugin-platform-common';

/** The part of a JSON Schema that says how a parameter is written. */
interface ParameterSchema {
  type?: string | string[];
  items?: ParameterSchema;
  anyOf?: ParameterSchema[];
}

/**
 * Turns query parameters into the types that a schema asks for: numbers and
 * booleans are converted, arrays repeat. What does not fit stays as it is, so
 * that validation names the fault.
 */
export function parseQueryParameters(
  parameters: URLSearchParams,
  capability: Pick<CapabilityDescription, 'inputSchema'>,
): Record<string, unknown> {
  const properties = (capability.inputSchema.properties ?? {}) as Record<
    string,
    ParameterSchema
  >;
  // Own properties even for names such as __proto__, so that they are refused.
  return Object.fromEntries(
    [...new Set(parameters.keys())].map(name => {
      const values = parameters.getAll(name);
      const schema = Object.hasOwn(properties, name) ? properties[name] : {};
      if (schema.type === 'array') {
        return [name, values.map(value => convert(value, schema.items ?? {}))];
      }
      // A parameter that repeats without being a list is a fault to be named.
      return [name, values.length === 1 ? convert(values[0], schema) : values];
    }),
  );
}

function convert(value: string, schema: ParameterSchema): unknown {
  const types = [schema, ...(schema.anyOf ?? [])].flatMap(
    ({ type }) => type ?? [],
  );
  if (types.includes('string')) {
    return value;
  }
  if (
    (types.includes('integer') || types.includes('number')) &&
    value.trim() !== '' &&
    Number.isFinite(Number(value))
  ) {
    return Number(value);
  }
  if (types.includes('boolean') && (value === 'true' || value === 'false')) {
    return value === 'true';
  }
  return value;
}
