import type {
  PlatformDocument,
  Resources,
  ServiceDocument,
} from '@mctl/plugin-platform-common';
import { InvalidDocumentError } from '../documents/InvalidDocumentError';

/**
 * What a container of a service requests and may use: what the document names,
 * the profile it names, or the platform's default.
 *
 * @throws InvalidDocumentError when the platform has no such profile
 * @public
 */
export function serviceResources(
  document: ServiceDocument,
  platform: PlatformDocument,
): Resources {
  const { resources, profile } = document.spec;
  const { defaults, profiles = {} } = platform.spec;
  if (resources) {
    return resources;
  }
  if (profile === undefined) {
    return defaults.resources;
  }
  if (!Object.hasOwn(profiles, profile)) {
    const known = Object.keys(profiles).join(', ') || 'none';
    const { tenant, name } = document.metadata;
    throw new InvalidDocumentError({
      path: `the Service ${tenant}/${name}`,
      faults: [
        `spec.profile: the platform has no profile "${profile}"; there is: ${known}`,
      ],
    });
  }
  return profiles[profile];
}
