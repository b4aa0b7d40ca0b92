import { z } from 'zod/v3';
import { toZod3Object, type JsonSchema } from './toZod3';

/** Shows what it takes, and lets everything through. */
class ShownObject extends z.ZodObject<
  z.ZodRawShape,
  z.UnknownKeysParam,
  z.ZodTypeAny,
  Record<string, unknown>,
  Record<string, unknown>
> {
  _parse(input: z.ParseInput): z.ParseReturnType<Record<string, unknown>> {
    return z.OK(input.data);
  }
}

/**
 * An object schema that the actions registry lists in full and checks nothing
 * with: the capability runner checks, so that a refusal has the same code, words
 * and faults as on every other surface.
 */
export function shownObject(schema: JsonSchema): z.AnyZodObject {
  return new ShownObject(toZod3Object(schema)._def);
}
