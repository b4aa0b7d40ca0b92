/**
 * A copy that is what its JSON would be read back as: without undefined
 * fields, so that two objects are equal exactly when their JSON is.
 */
export function cloneJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
