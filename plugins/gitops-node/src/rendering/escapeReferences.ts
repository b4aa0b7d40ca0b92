const REFERENCE = /\$\(([^)]*)\)/g;

/**
 * Writes text so that Kubernetes hands it to the container as it is. Kubernetes
 * replaces `$(NAME)` where NAME is a variable of the container, and `$$` by
 * `$`; text with neither stays readable as it was written.
 *
 * @param names - the variables of the container
 */
export function escapeReferences(
  text: string,
  names: ReadonlySet<string>,
): string {
  const isChanged =
    text.includes('$$') ||
    Array.from(text.matchAll(REFERENCE)).some(([, name]) => names.has(name));
  return isChanged ? text.replace(/\$/g, '$$$$') : text;
}
