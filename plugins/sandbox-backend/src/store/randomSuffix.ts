import { randomInt } from 'node:crypto';

/** No vowels and no digits that look like letters, as in Kubernetes. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Five characters that make a generated name unique. */
export function randomSuffix(): string {
  return Array.from({ length: 5 }, () =>
    ALPHABET.charAt(randomInt(ALPHABET.length)),
  ).join('');
}

/** A number in the letters of generated names. */
export function safeEncode(value: number): string {
  return [...String(value)]
    .map(digit => ALPHABET.charAt(digit.charCodeAt(0) % ALPHABET.length))
    .join('');
}
