import { isError } from '@backstage/errors';
import { applyPatch, type Operation } from 'fast-json-patch';
import { parse } from 'yaml';
import type { KubeObject, ObjectDraft } from '../store/objects';
import { StatusError } from '../store/StatusError';

/** Media type of server-side apply, which creates what is not there. */
export const APPLY_PATCH = 'application/apply-patch+yaml';

type MergeList = (current: unknown[], patch: unknown[]) => unknown[];

const replaceList: MergeList = (_, patch) => patch;

/** The merge key of containers, ports, variables and volumes is their name. */
const mergeListByName: MergeList = (current, patch) => {
  if (![...current, ...patch].every(isNamed)) {
    return patch;
  }
  const changed = patch.filter(isNamed);
  const known = current.filter(isNamed);
  return [
    ...known.map(item => {
      const change = changed.find(({ name }) => name === item.name);
      return change ? merge(item, change, mergeListByName) : item;
    }),
    ...changed.filter(({ name }) => known.every(item => item.name !== name)),
  ];
};

/**
 * The object after a patch.
 *
 * @throws StatusError when the patch cannot be read or does not fit
 */
export function patchObject(options: {
  current: KubeObject;
  contentType: string;
  body: string;
}): ObjectDraft {
  const { contentType, body } = options;
  const current: ObjectDraft = { ...structuredClone(options.current) };
  switch (contentType) {
    case 'application/json-patch+json':
      return applyJsonPatch(current, parseBody(body));
    case 'application/merge-patch+json':
      return asDraft(merge(current, parseBody(body), replaceList));
    case 'application/strategic-merge-patch+json':
    case APPLY_PATCH:
      return asDraft(merge(current, parseBody(body), mergeListByName));
    default:
      throw new StatusError(
        'UnsupportedMediaType',
        `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, ${APPLY_PATCH}`,
      );
  }
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

function asDraft(value: unknown): ObjectDraft {
  if (!isRecord(value)) {
    throw new StatusError(
      'BadRequest',
      'the object provided is unrecognized (must be of type Object)',
    );
  }
  return value;
}

function applyJsonPatch(current: ObjectDraft, patch: unknown): ObjectDraft {
  if (!Array.isArray(patch)) {
    throw new StatusError('BadRequest', 'a JSON patch must be an array');
  }
  try {
    return applyPatch(current, patch as Operation[], true, false).newDocument;
  } catch (error) {
    throw new StatusError(
      'BadRequest',
      `the server rejected our request due to an error in our request: ${isError(error) ? error.message.split('\n')[0] : error}`,
    );
  }
}

/** JSON merge patch, RFC 7386, with a say in how lists are merged. */
function merge(
  current: unknown,
  patch: unknown,
  mergeList: MergeList,
): unknown {
  if (Array.isArray(current) && Array.isArray(patch)) {
    return mergeList(current, patch);
  }
  if (!isRecord(patch)) {
    return patch;
  }
  const result: Record<string, unknown> = isRecord(current)
    ? { ...current }
    : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[key];
    } else {
      result[key] = merge(result[key], value, mergeList);
    }
  }
  return result;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNamed(value: unknown): value is { name: string } {
  return isRecord(value) && typeof value.name === 'string';
}
