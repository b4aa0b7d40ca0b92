/**
 * A timestamp of a Kubernetes object as ISO 8601.
 *
 * @remarks
 * The client's types say `Date` where the JSON of informers holds a string.
 */
export function isoTime(time: Date | string | undefined): string | null {
  return time ? new Date(time).toISOString() : null;
}
