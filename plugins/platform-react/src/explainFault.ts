/** The part of a schema that a form needs. */
export interface FieldSchema {
  safeParse(value: unknown): {
    success: boolean;
    error?: { issues: ReadonlyArray<{ message: string }> };
  };
}

/**
 * What is wrong with the value of a form's field, as one sentence; undefined
 * when nothing is.
 *
 * @public
 */
export function explainFault(
  schema: FieldSchema,
  value: unknown,
): string | undefined {
  const message = schema.safeParse(value).error?.issues[0]?.message;
  return message && message.charAt(0).toUpperCase() + message.slice(1);
}

/**
 * Properties that make a field of a form show a fault as it is typed.
 *
 * @public
 */
export function showFault(fault: string | undefined) {
  return {
    validationBehavior: 'aria' as const,
    validate: () => fault ?? null,
  };
}
