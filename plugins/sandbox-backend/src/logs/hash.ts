/** FNV-1a, 32 bits: what looks random but is the same each time. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(hash);
}

/** Another number for each seed and step, from 0 up to 1. */
export function fractionOf(seed: number, step: number): number {
  return mix(seed ^ Math.imul(step + 1, 0x9e3779b1)) / 2 ** 32;
}

/** The finalizer of MurmurHash3: every bit depends on every other. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
