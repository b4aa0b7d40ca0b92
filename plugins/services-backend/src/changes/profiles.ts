import type { PlatformDocument, Resources } from '@mctl/plugin-platform-common';
import { PlatformError } from '@mctl/plugin-platform-node';

/** The resources of a profile of the platform, if there is one of that name. */
export function findProfile(
  platform: PlatformDocument,
  profile: string,
): Resources | undefined {
  return new Map(Object.entries(platform.spec.profiles ?? {})).get(profile);
}

/**
 * The resources of a profile of the platform.
 *
 * @throws PlatformError `invalid_input` that lists the profiles there are
 */
export function requireProfile(
  platform: PlatformDocument,
  profile: string,
): Resources {
  const resources = findProfile(platform, profile);
  if (!resources) {
    const known = Object.keys(platform.spec.profiles ?? {});
    const message = `there is no resource profile "${profile}"`;
    throw new PlatformError('invalid_input', `profile: ${message}`, {
      faults: [{ path: 'profile', message }],
      hint:
        known.length > 0
          ? `The profiles of this platform are ${known.join(', ')}.`
          : 'This platform has no profiles; set resources instead.',
      details: { profiles: known },
    });
  }
  return resources;
}
