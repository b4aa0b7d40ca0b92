import assert from 'node:assert/strict';

/**
 * Leaves out when a value was seen and how long it has lasted: the same query a
 * moment later differs in that alone.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
export function timeless(value) {
  if (Array.isArray(value)) return value.map(timeless);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'observedAt' && name !== 'ranFor')
      .map(([name, inner]) => [name, timeless(inner)]),
  );
}

/** @param {string} name */
export function snakeCase(name) {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

/**
 * What a surface refuses a call with.
 *
 * @param {Promise<unknown>} call
 */
export function refused(call) {
  return call.then(
    result => assert.fail(JSON.stringify(result)),
    error => refusalOf(error.body ?? assert.fail(error)),
  );
}

/**
 * What every surface says of a refusal alike. The path of the first fault is
 * REST's way of saying what stands in the faults anyway.
 *
 * @param {Record<string, any>} body
 * @returns {Record<string, any>}
 */
export function refusalOf(body) {
  const { code, message, hint, faults, operationId, details } = body;
  return { code, message, hint, faults, operationId, details };
}

/** Keywords that decide what a field of an input lets through. */
const DECISIVE = [
  'type',
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'required',
  'description',
];

/**
 * @param {Record<string, any>} schema
 * @returns {Record<string, any>}
 */
export function decisive(schema) {
  return {
    ...Object.fromEntries(
      DECISIVE.flatMap(key => (key in schema ? [[key, schema[key]]] : [])),
    ),
    ...(schema.items && { items: decisive(schema.items) }),
    ...(schema.properties && {
      properties: Object.fromEntries(
        Object.entries(schema.properties).map(([name, inner]) => [
          name,
          decisive(inner),
        ]),
      ),
    }),
  };
}
