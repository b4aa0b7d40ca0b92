import { isError } from '@backstage/errors';
import { z } from 'zod';
import { findUnknownKeys } from './findUnknownKeys';
import { KINDS, type KindRules } from './kinds';
import type { ObjectFault } from './ManifestFault';
import type { RenderedObject } from './RenderedObject';

const modelErrorsSchema = z.array(
  z.looseObject({ instancePath: z.string(), message: z.string() }),
);

/** What the model's schema finds wrong with the data. */
function checkModel(
  Model: NonNullable<KindRules['model']>,
  object: RenderedObject,
): ObjectFault[] {
  try {
    new Model(object as never).validate();
    return [];
  } catch (error) {
    const parsed = modelErrorsSchema.safeParse(
      isError(error) ? error.errors : undefined,
    );
    if (!parsed.success) {
      throw error;
    }
    return parsed.data.map(({ instancePath, message }) => ({
      path: instancePath.slice(1).replaceAll('/', '.'),
      message,
    }));
  }
}

function checkSchema(
  schema: NonNullable<KindRules['schema']>,
  object: RenderedObject,
): ObjectFault[] {
  const { error } = schema.safeParse(object);
  return (error?.issues ?? []).map(({ path, message }) => ({
    path: path.map(String).join('.'),
    message,
  }));
}

/**
 * What is wrong with an object by the schema of its kind: wrong types, missing
 * fields, and fields that there are none of.
 */
export function findObjectFaults(object: RenderedObject): ObjectFault[] {
  const rules = KINDS.get(`${object.apiVersion} ${object.kind}`);
  if (!rules) {
    return [
      {
        path: 'kind',
        message: `the platform renders no ${object.kind} of ${object.apiVersion}`,
      },
    ];
  }
  return [
    ...(rules.model ? checkModel(rules.model, object) : []),
    ...(rules.type ? findUnknownKeys(object, rules.type) : []),
    ...(rules.schema ? checkSchema(rules.schema, object) : []),
  ];
}

/** Whether objects of this kind belong to no namespace. */
export function isClusterScoped({ apiVersion, kind }: RenderedObject): boolean {
  return KINDS.get(`${apiVersion} ${kind}`)?.clusterScoped ?? false;
}
