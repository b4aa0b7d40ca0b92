import { isError } from '@backstage/errors';
import { applyPatch, type Operation } from 'fast-json-patch';
import { parse } from 'yaml';
import { z } from 'zod';
import type { KubeObject, ObjectDraft } from '../store/objects';
import { isCustom, type ResourceType } from '../store/resources';
import { StatusError } from '../store/StatusError';
import { mergeJson, mergeStrategically } from './mergeJson';

/** Media type of server-side apply, which creates what is not there. */
export const APPLY_PATCH = 'application/apply-patch+yaml';
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';

/**
 * The object after a patch.
 *
 * @throws StatusError when the patch cannot be read or does not fit
 */
export function patchObject(options: {
  type: ResourceType;
  current: KubeObject;
  contentType: string;
  body: string;
}): ObjectDraft {
  const { type, contentType, body } = options;
  const current: ObjectDraft = { ...structuredClone(options.current) };
  switch (contentType) {
    case 'application/json-patch+json':
      return applyJsonPatch(current, parseBody(body));
    case 'application/merge-patch+json':
      return asDraft(mergeJson(current, parseBody(body)));
    case STRATEGIC_PATCH:
      // Nobody knows by what the lists of custom resources are merged.
      if (isCustom(type)) {
        throw unknownFormat(type);
      }
      return asDraft(mergeStrategically(current, parseBody(body)));
    case APPLY_PATCH:
      return asDraft(mergeStrategically(current, parseBody(body)));
    default:
      throw unknownFormat(type);
  }
}

function unknownFormat(type: ResourceType): StatusError {
  const accepted = [
    'application/json-patch+json',
    'application/merge-patch+json',
    ...(isCustom(type) ? [] : [STRATEGIC_PATCH]),
    APPLY_PATCH,
  ];
  return new StatusError(
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

/**
 * Reads a body of JSON or YAML that holds one object.
 *
 * @throws StatusError when it does not
 */
export function parseDraft(body: string): ObjectDraft {
  return asDraft(parseBody(body));
}

/** YAML includes JSON, so one parser reads both. */
function parseBody(body: string): unknown {
  try {
    return body.trimStart().startsWith('{') || body.trimStart().startsWith('[')
      ? JSON.parse(body)
      : parse(body);
  } catch (error) {
    throw new StatusError(
      'BadRequest',
      `the object provided is unrecognized: ${isError(error) ? error.message : error}`,
    );
  }
}

const draftSchema = z.looseObject({
  metadata: z
    .looseObject({
      name: z.string().optional(),
      generateName: z.string().optional(),
      namespace: z.string().optional(),
    })
    .optional(),
});

function asDraft(value: unknown): ObjectDraft {
  const parsed = draftSchema.safeParse(value);
  if (!parsed.success) {
    throw new StatusError(
      'BadRequest',
      `the object provided is unrecognized: ${z.prettifyError(parsed.error)}`,
    );
  }
  return parsed.data;
}

function applyJsonPatch(current: ObjectDraft, patch: unknown): ObjectDraft {
  if (!Array.isArray(patch)) {
    throw new StatusError('BadRequest', 'a JSON patch must be an array');
  }
  try {
    // The library checks the operations itself.
    return asDraft(
      applyPatch(current, patch as Operation[], true, false).newDocument,
    );
  } catch (error) {
    throw new StatusError(
      'BadRequest',
      `the server rejected our request due to an error in our request: ${isError(error) ? error.message.split('\n')[0] : error}`,
    );
  }
}
