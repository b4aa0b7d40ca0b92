import {
  serviceDocumentSchema,
  type InputFault,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import { PlatformError } from '@mctl/plugin-platform-node';
import type { ServicePatch } from './ServicePatch';

/**
 * A changed document, once it is clear that it can run.
 *
 * @throws PlatformError `invalid_input` with the paths of the patch that made
 * the document invalid
 */
export function requireRunnable(
  document: ServiceDocument,
  patch: ServicePatch,
): ServiceDocument {
  const parsed = serviceDocumentSchema.safeParse(document);
  if (parsed.success) {
    return document;
  }
  const faults = parsed.error.issues.map(issue =>
    inputFault(issue.path.slice(1), issue.message, document, patch),
  );
  throw new PlatformError(
    'invalid_input',
    `The service could not run so: ${faults
      .map(({ path, message }) => (path ? `${path}: ${message}` : message))
      .join('; ')}`,
    {
      faults,
      hint: 'get-service-config shows the service as it is now.',
    },
  );
}

/** Parts of a patch that say which release, not how it runs. */
const RELEASE_FIELDS = new Set(['image', 'tag', 'digest']);

/** A fault of the document as a fault of the patch that brought it about. */
function inputFault(
  path: readonly PropertyKey[],
  message: string,
  document: ServiceDocument,
  patch: ServicePatch,
): InputFault {
  const own = inputPath(path, document, patch);
  if (own !== undefined) {
    return { path: own, message };
  }
  // It was there before, and something else that is set does not go with it.
  const causes = Object.entries(patch)
    .filter(([name, value]) => value !== undefined && !RELEASE_FIELDS.has(name))
    .map(([name]) => name);
  return {
    path: causes.length === 1 ? causes[0] : '',
    message: `${path.map(String).join('.')} of the service ${message}`,
  };
}

/** Where in the patch a field of the document comes from, if it does. */
function inputPath(
  path: readonly PropertyKey[],
  document: ServiceDocument,
  patch: ServicePatch,
): string | undefined {
  const [field = '', ...rest] = path.map(String);
  switch (field) {
    case 'image': {
      const [part = 'repository'] = rest;
      const name = part === 'repository' ? 'image' : part;
      return has(patch, name) ? name : undefined;
    }
    case 'env':
    case 'files':
      return entryPath(field, rest, patch[field]);
    case 'volumes':
      return volumePath(rest, document, patch);
    case 'probes':
    case 'jobs': {
      const change = patch[field];
      return change && (rest.length === 0 || has(change, rest[0]))
        ? joined(field, ...rest)
        : undefined;
    }
    default:
      // A field that the document lacks is one that the patch should name.
      return has(patch, field) || !has(document.spec, field)
        ? joined(field, ...rest)
        : undefined;
  }
}

function entryPath(
  field: string,
  rest: readonly string[],
  change: { set?: object } | undefined,
): string | undefined {
  if (!change || rest.length === 0) {
    return change && field;
  }
  return change.set && has(change.set, rest[0])
    ? joined(field, 'set', ...rest)
    : undefined;
}

function volumePath(
  rest: readonly string[],
  { spec }: ServiceDocument,
  { volumes: change }: ServicePatch,
): string | undefined {
  if (!change || rest.length === 0) {
    return change && 'volumes';
  }
  const name = spec.volumes?.[Number(rest[0])]?.name;
  const index = change.set?.findIndex(volume => volume.name === name) ?? -1;
  return index === -1
    ? undefined
    : joined('volumes', 'set', String(index), ...rest.slice(1));
}

function has(object: object, field: string): boolean {
  return Object.entries(object).some(
    ([name, value]) => name === field && value !== undefined,
  );
}

function joined(...parts: string[]): string {
  return parts.join('.');
}
