import { stripVTControlCharacters, toUSVString } from 'node:util';

const MAX_LENGTH = 4_000;

/** Control characters but tabs, and those that change the reading direction. */
const UNSEEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * A line as people may safely see it: without colors, cursor movements and
 * other control characters, and cut when it is very long.
 */
export function cleanLine(text: string): string {
  // What is cut off is not looked at: cleaning costs as much as there is.
  const looked = text.slice(0, MAX_LENGTH * 4);
  const clean = toUSVString(
    stripVTControlCharacters(looked).replace(UNSEEN, ''),
  );
  return text.length > looked.length || clean.length > MAX_LENGTH
    ? `${toUSVString(clean.slice(0, MAX_LENGTH))}… [cut: ${text.length} characters in all]`
    : clean;
}
