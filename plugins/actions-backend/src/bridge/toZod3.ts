import { ConflictError } from '@backstage/errors';
import { z } from 'zod/v3';

/** The part of JSON Schema 2020-12 that definitions of capabilities use. */
export interface JsonSchema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  not?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  description?: string;
}

/** What this bridge carries over. */
const CARRIED: ReadonlySet<string> = new Set<keyof JsonSchema>([
  'type',
  'const',
  'enum',
  'anyOf',
  'oneOf',
  'not',
  'properties',
  'required',
  'additionalProperties',
  'propertyNames',
  'items',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'description',
]);
/** What says nothing about which values are accepted. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  '$schema',
  'title',
  'default',
  'examples',
  'deprecated',
  // Zod writes the pattern of a format beside it.
  'format',
]);

/**
 * The schema of zod 3 that accepts the same values as a JSON Schema. Backstage's
 * actions registry takes nothing else.
 *
 * @throws ConflictError when the schema says something that cannot be carried
 * over: better no start than a schema that says something else
 */
export function toZod3(schema: JsonSchema): z.ZodTypeAny {
  const unknown = Object.keys(schema).find(
    keyword => !CARRIED.has(keyword) && !ANNOTATIONS.has(keyword),
  );
  if (unknown !== undefined) {
    throw new ConflictError(
      `A schema says "${unknown}", which cannot be said in zod 3`,
    );
  }
  const type = withoutDescription(schema);
  return schema.description === undefined
    ? type
    : type.describe(schema.description);
}

/** The object schema at the root of an input or an output. */
export function toZod3Object(schema: JsonSchema): z.AnyZodObject {
  const object = objectOf(schema);
  if (!(object instanceof z.ZodObject)) {
    throw new ConflictError('An action takes and gives objects with fields');
  }
  return object;
}

function withoutDescription(schema: JsonSchema): z.ZodTypeAny {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) {
    return unionOf(alternatives.map(toZod3));
  }
  if ('const' in schema) {
    return literalOf(schema.const);
  }
  if (schema.enum) {
    return enumOf(schema.enum);
  }
  if (schema.not) {
    return z.never();
  }
  if (Array.isArray(schema.type)) {
    const { description: _description, ...rest } = schema;
    return unionOf(schema.type.map(type => toZod3({ ...rest, type })));
  }
  switch (schema.type) {
    case 'object':
      return objectOf(schema);
    case 'array':
      return arrayOf(schema);
    case 'string':
      return stringOf(schema);
    case 'number':
      return numberOf(schema);
    case 'integer':
      return numberOf(schema).int();
    case 'boolean':
      return z.boolean();
    case 'null':
      return z.null();
    case undefined:
      return z.unknown();
    default:
      throw new ConflictError(
        `A schema has the type "${schema.type}", which JSON does not know`,
      );
  }
}

function objectOf(schema: JsonSchema): z.ZodTypeAny {
  const { additionalProperties: more, properties, propertyNames } = schema;
  if (!properties && (propertyNames || isSchema(more))) {
    const names = propertyNames ? toZod3(propertyNames) : z.string();
    return z.record(
      names as z.ZodString,
      isSchema(more) ? toZod3(more) : z.unknown(),
    );
  }
  const required = new Set(schema.required);
  const object = z.object(
    Object.fromEntries(
      Object.entries(properties ?? {}).map(([name, property]) => {
        const type = toZod3(property);
        return [name, required.has(name) ? present(type) : type.optional()];
      }),
    ),
  );
  if (more === false) {
    return object.strict();
  }
  return isSchema(more) && Object.keys(more).length > 0
    ? object.catchall(toZod3(more))
    : object.passthrough();
}

/** Zod 3 takes a value that is not there for one that can be anything. */
function present(type: z.ZodTypeAny): z.ZodTypeAny {
  if (!type.isOptional()) {
    return type;
  }
  const there = type.refine(value => value !== undefined, 'Required');
  return type.description === undefined
    ? there
    : there.describe(type.description);
}

function isSchema(more: boolean | JsonSchema | undefined): more is JsonSchema {
  return typeof more === 'object';
}

function arrayOf({ items, minItems, maxItems }: JsonSchema): z.ZodTypeAny {
  let array = z.array(items ? toZod3(items) : z.unknown());
  if (minItems !== undefined) {
    array = array.min(minItems);
  }
  if (maxItems !== undefined) {
    array = array.max(maxItems);
  }
  return array;
}

function stringOf({ minLength, maxLength, pattern }: JsonSchema): z.ZodString {
  let string = z.string();
  if (minLength !== undefined) {
    string = string.min(minLength);
  }
  if (maxLength !== undefined) {
    string = string.max(maxLength);
  }
  return pattern === undefined
    ? string
    : string.regex(new RegExp(pattern, 'u'));
}

function numberOf(schema: JsonSchema): z.ZodNumber {
  let number = z.number().finite();
  if (schema.minimum !== undefined) {
    number = number.gte(schema.minimum);
  }
  if (schema.maximum !== undefined) {
    number = number.lte(schema.maximum);
  }
  if (schema.exclusiveMinimum !== undefined) {
    number = number.gt(schema.exclusiveMinimum);
  }
  if (schema.exclusiveMaximum !== undefined) {
    number = number.lt(schema.exclusiveMaximum);
  }
  return schema.multipleOf === undefined
    ? number
    : number.multipleOf(schema.multipleOf);
}

function enumOf(values: unknown[]): z.ZodTypeAny {
  const strings = values.filter(value => typeof value === 'string');
  const [first, ...rest] = strings;
  return first !== undefined && strings.length === values.length
    ? z.enum([first, ...rest])
    : unionOf(values.map(literalOf));
}

function literalOf(value: unknown): z.ZodTypeAny {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return z.literal(value);
    default:
      if (value === null) {
        return z.null();
      }
      throw new ConflictError('A schema asks for one whole object');
  }
}

function unionOf(types: z.ZodTypeAny[]): z.ZodTypeAny {
  const [first, second, ...rest] = types;
  if (!first) {
    return z.never();
  }
  return second ? z.union([first, second, ...rest]) : first;
}
