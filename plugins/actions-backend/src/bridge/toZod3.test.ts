import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import { z } from 'zod';
import zodToJsonSchema from 'zod-to-json-schema';
import {
  operationSchema,
  planSchema,
  quotaSchema,
  serviceDocumentSchema,
  tenantDocumentSchema,
} from '@mctl/plugin-platform-common';
import { shownObject } from './shownObject';
import { toZod3, toZod3Object, type JsonSchema } from './toZod3';

const KEYS = ['a', 'b', 'c', 'long-key'];
const PATTERNS = ['^[a-z]+$', '^\\p{L}', '\\d', '^a|b$', '[\\x20-\\x7e]'];

const small = fc.integer({ min: -3, max: 6 });
const count = fc.nat(3);
const text = fc.oneof(
  fc.constantFrom(...KEYS, '', 'ab', 'B', 'é', '0', '7a', 'a b'),
  fc.string({ maxLength: 4 }),
);

function some<T>(arbitrary: fc.Arbitrary<T>) {
  return fc.option(arbitrary, { nil: undefined });
}

/** Drops what is not said. */
function said(schema: Record<string, unknown>): JsonSchema {
  return JSON.parse(JSON.stringify(schema));
}

/** JSON Schemas as definitions of capabilities come to. */
const { schema: schemas } = fc.letrec<{ schema: JsonSchema }>(tie => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc
      .record({
        minLength: some(count),
        maxLength: some(count),
        pattern: some(fc.constantFrom(...PATTERNS)),
        description: some(fc.constant('Some text')),
      })
      .map(said)
      .map(more => ({ ...more, type: 'string' })),
    fc
      .record({
        type: fc.constantFrom('integer', 'number'),
        minimum: some(small),
        maximum: some(small),
        exclusiveMinimum: some(small),
        exclusiveMaximum: some(small),
        multipleOf: some(fc.constantFrom(1, 2, 5)),
      })
      .map(said),
    fc.constantFrom<JsonSchema>(
      { type: 'boolean' },
      { type: 'null' },
      { type: ['string', 'null'], maxLength: 2 },
      { not: {} },
      {},
    ),
    fc
      .constantFrom<unknown>('a', 'b', 0, 1, true, false, null)
      .map(value => ({ const: value })),
    fc
      .uniqueArray(fc.constantFrom<unknown>('a', 'b', '', 1, null), {
        minLength: 1,
      })
      .map(values => ({ enum: values })),
    fc
      .record({
        items: some(tie('schema')),
        minItems: some(count),
        maxItems: some(count),
      })
      .map(said)
      .map(more => ({ ...more, type: 'array' })),
    fc
      .record({
        properties: fc.dictionary(fc.constantFrom(...KEYS), tie('schema')),
        needed: fc.subarray(KEYS),
        additionalProperties: some(fc.oneof(fc.boolean(), tie('schema'))),
      })
      .map(({ needed, properties, ...more }) => ({
        ...said(more),
        type: 'object',
        properties,
        required: needed.filter(name => Object.hasOwn(properties, name)),
      })),
    fc
      .record({
        propertyNames: some(
          fc.constantFrom<JsonSchema>({
            type: 'string',
            pattern: '^[a-z]+$',
            maxLength: 3,
          }),
        ),
        additionalProperties: tie('schema'),
      })
      .map(said)
      .map(more => ({ ...more, type: 'object' })),
    fc
      .record({
        anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
      })
      .map(said),
  ),
}));

/** JSON values that come close to what such schemas ask for. */
const { value: values } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    small,
    fc.constantFrom(null, true, false, 0.5, 1e15),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS, 'other'), tie('value'), {
      maxKeys: 4,
    }),
  ),
}));

const LENIENT = {
  strict: false,
  validateFormats: false,
  validateSchema: false,
  addUsedSchema: false,
} as const;
const modern = new Ajv2020(LENIENT);
/** What is listed is of the draft that Backstage writes. */
const older = new Ajv(LENIENT);

function accepts(schema: object, validator: Ajv = modern) {
  return validator.compile(schema);
}

describe('the bridge from JSON Schema to zod 3', () => {
  it('accepts and refuses the same values', () => {
    fc.assert(
      fc.property(
        schemas,
        fc.array(values, { minLength: 8, maxLength: 8 }),
        (schema, candidates) => {
          const original = accepts(schema);
          const bridged = toZod3(schema);
          for (const value of candidates) {
            expect([value, bridged.safeParse(value).success]).toEqual([
              value,
              original(value),
            ]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is listed as a schema that accepts and refuses the same values', () => {
    fc.assert(
      fc.property(
        schemas,
        fc.array(values, { minLength: 8, maxLength: 8 }),
        (schema, candidates) => {
          const original = accepts(schema);
          const listed = accepts(zodToJsonSchema(toZod3(schema)), older);
          for (const value of candidates) {
            expect([value, listed(value)]).toEqual([value, original(value)]);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each([
    ['an operation', operationSchema],
    ['a plan', planSchema],
    ['a quota', quotaSchema],
    ['a tenant', tenantDocumentSchema],
    ['a service', serviceDocumentSchema],
  ] as const)('carries %s over, fault by fault', (_, schema) => {
    const json = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
    const original = accepts(json);
    const bridged = toZod3(json);
    const sample = sampleOf(json);
    expect([original(sample), bridged.safeParse(sample).success]).toEqual([
      true,
      true,
    ]);
    fc.assert(
      fc.property(fc.nat(200), values, (place, value) => {
        const broken = replaceAt(sample, place, value);
        expect(bridged.safeParse(broken).success).toBe(original(broken));
      }),
      { numRuns: 100 },
    );
  });

  it('changes no value on the way', () => {
    fc.assert(
      fc.property(schemas, values, (schema, value) => {
        const parsed = toZod3(schema).safeParse(value);
        fc.pre(parsed.success);
        expect(parsed.data).toEqual(value);
      }),
    );
  });

  it.each<[string, JsonSchema & Record<string, unknown>]>([
    ['$ref', { $ref: '#/$defs/a' }],
    ['allOf', { allOf: [] }],
    ['uniqueItems', { type: 'array', uniqueItems: true }],
    ['prefixItems', { type: 'array', prefixItems: [] }],
  ])('refuses what it cannot carry over: %s', (keyword, schema) => {
    expect(() => toZod3(schema)).toThrow(`A schema says "${keyword}"`);
    expect(() => toZod3({ type: 'object', properties: { a: schema } })).toThrow(
      keyword,
    );
  });

  it('refuses types and values that it does not know', () => {
    expect(() => toZod3({ type: 'date' })).toThrow('"date"');
    expect(() => toZod3({ const: { a: 1 } })).toThrow('one whole object');
    expect(() =>
      toZod3Object({ type: 'object', additionalProperties: { type: 'null' } }),
    ).toThrow('objects with fields');
  });
});

describe('a schema that is only shown', () => {
  const schema: JsonSchema = {
    type: 'object',
    properties: { a: { type: 'string', description: 'A letter' } },
    required: ['a'],
    additionalProperties: false,
  };

  it('is listed as it is', () => {
    const { $schema: _dialect, ...listed } = zodToJsonSchema(
      shownObject(schema),
    );
    expect(listed).toEqual(schema);
  });

  it('lets everything through as it came', () => {
    fc.assert(
      fc.property(values, value => {
        const parsed = shownObject(schema).safeParse(value);
        expect(parsed.success && parsed.data).toBe(value);
      }),
    );
  });
});

/** A value that a schema accepts; only as clever as the samples above need. */
function sampleOf(schema: JsonSchema): unknown {
  if ('const' in schema) {
    return schema.const;
  }
  if (schema.enum) {
    return schema.enum[0];
  }
  if (schema.anyOf) {
    return sampleOf(schema.anyOf[0]);
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map(name => [
          name,
          sampleOf(schema.properties?.[name] ?? {}),
        ]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () =>
        sampleOf(schema.items ?? {}),
      );
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return ['ab', '1', '1Gi', 'ghcr.io/a/b', '/a', '1h'].find(candidate =>
        schema.pattern ? new RegExp(schema.pattern, 'u').test(candidate) : true,
      );
  }
}

/** A copy with another value at one of its places, counted from the root. */
function replaceAt(sample: unknown, place: number, value: unknown): unknown {
  let left = place;
  const walk = (current: unknown): unknown => {
    if (left === 0) {
      left -= 1;
      return value;
    }
    left -= 1;
    if (Array.isArray(current)) {
      return current.map(walk);
    }
    return typeof current === 'object' && current !== null
      ? Object.fromEntries(
          Object.entries(current).map(([name, inner]) => [name, walk(inner)]),
        )
      : current;
  };
  return walk(sample);
}
