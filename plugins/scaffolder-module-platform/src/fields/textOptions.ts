/** What a template says of a `PlatformText` in `ui:options`. */
export interface TextOptions {
  /** The operation that the form asks for. */
  operation: string;
  /** What the field is called in the input; `field` is taken by the forms. */
  part: string;
  /** Whether it names a thing that must not exist yet. */
  newOnly?: boolean;
  /** Stands for fields that are not filled in yet. */
  assumed?: Record<string, unknown>;
}

/**
 * Reads the options of a template.
 *
 * @throws Error when the template leaves out what is needed
 */
export function readTextOptions(options: unknown): TextOptions {
  const { operation, part, newOnly, assumed } = Object(options);
  if (typeof operation !== 'string' || typeof part !== 'string') {
    throw new Error(
      'A PlatformText needs "operation" and "part" in its ui:options',
    );
  }
  return { operation, part, newOnly: newOnly === true, assumed };
}

/** Whether a field names what its operation changes. */
export function isSubject({ part, newOnly }: TextOptions): boolean {
  return newOnly === true || part === 'tenant';
}
