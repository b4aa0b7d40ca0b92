import {
  compareQuantities,
  parseQuantity,
  type Volume,
} from '@mctl/plugin-platform-common';
import { PlatformError } from '@mctl/plugin-platform-node';

/**
 * Refuses volumes that would shrink: no storage can, and what is on them would
 * have to go.
 *
 * @throws PlatformError `invalid_input` with the sizes
 */
export function requireGrowingVolumes(
  before: readonly Volume[],
  set: readonly Volume[],
): void {
  const faults = set.flatMap(({ name, size }, index) => {
    const now = before.find(volume => volume.name === name)?.size;
    const shrinks =
      now !== undefined &&
      parseQuantity(size) !== undefined &&
      compareQuantities(size, now) < 0;
    return shrinks
      ? [
          {
            path: `volumes.set.${index}.size`,
            message: `volume ${name} has ${now} and cannot shrink to ${size}`,
          },
        ]
      : [];
  });
  if (faults.length > 0) {
    throw new PlatformError(
      'invalid_input',
      faults.map(({ path, message }) => `${path}: ${message}`).join('; '),
      {
        faults,
        hint: 'Keep the size, or add a smaller volume under another name and remove this one with its data.',
      },
    );
  }
}
