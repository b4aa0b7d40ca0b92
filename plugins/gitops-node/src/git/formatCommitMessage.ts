import { InputError } from '@backstage/errors';

const TRAILER_NAME = /^[A-Za-z][A-Za-z0-9-]*$/;
/** The trailer that names the operation a commit belongs to. */
export const OPERATION_TRAILER = 'Operation';

/** Makes text safe to stand on one line. */
function toLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

/**
 * Writes the message of a commit: a title and trailers, each on one line
 * whatever they hold. Trailers without a value are left out.
 *
 * @throws InputError when the title is empty, or a trailer's name is malformed
 * or that of the operation
 */
export function formatCommitMessage(options: {
  title: string;
  operationId: string;
  trailers: Readonly<Record<string, string>>;
}): string {
  const title = toLine(options.title);
  if (!title) {
    throw new InputError('the title of a commit must not be empty');
  }
  const lines = [`${OPERATION_TRAILER}: ${options.operationId}`];
  for (const [name, value] of Object.entries(options.trailers)) {
    if (
      !TRAILER_NAME.test(name) ||
      name.toLowerCase() === OPERATION_TRAILER.toLowerCase()
    ) {
      throw new InputError(`"${name}" cannot be the name of a trailer`);
    }
    const line = toLine(value);
    if (line) {
      lines.push(`${name}: ${line}`);
    }
  }
  return `${title}\n\n${lines.join('\n')}\n`;
}
