import type { Namespace } from './objects';
import { EVENTS, NAMESPACES, type ResourceType } from './resources';
import { StatusError } from './StatusError';

const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const NAME_MAX_LENGTH = 253;

/** @throws StatusError when an object cannot have this name */
export function checkName(type: ResourceType, name: string): void {
  if (!NAME.test(name) || name.length > NAME_MAX_LENGTH) {
    throw StatusError.invalid(
      type,
      name,
      `metadata.name: Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`,
    );
  }
}

/** @throws StatusError when a namespace is missing or takes nothing new */
export function checkNamespace(options: {
  type: ResourceType;
  name: string;
  /** The name of the namespace, and what was found by it. */
  namespace: string;
  found: Namespace | undefined;
}): void {
  const { type, name, namespace, found } = options;
  if (!found) {
    throw StatusError.notFound(NAMESPACES, namespace);
  }
  // Events may still tell what happens in a namespace that goes away.
  if (found.metadata.deletionTimestamp && type !== EVENTS) {
    throw StatusError.forbidden(
      type,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    );
  }
}

/**
 * @throws StatusError when an object was changed or made anew since a client
 * read it
 */
export function checkPreconditions(
  type: ResourceType,
  current: { name: string; uid: string; resourceVersion: string },
  expected: { uid?: string; resourceVersion?: string },
): void {
  if (
    expected.resourceVersion &&
    expected.resourceVersion !== current.resourceVersion
  ) {
    throw StatusError.conflict(
      type,
      current.name,
      'the object has been modified; please apply your changes to the latest version and try again',
    );
  }
  if (expected.uid && expected.uid !== current.uid) {
    throw StatusError.conflict(
      type,
      current.name,
      `Precondition failed: UID in precondition: ${expected.uid}, UID in object meta: ${current.uid}`,
    );
  }
}
