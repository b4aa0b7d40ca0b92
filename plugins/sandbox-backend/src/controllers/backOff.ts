/** The kubelet's back-off: 10 s, doubled up to 5 minutes. */
const BASE_MS = 10_000;
const LIMIT_MS = 300_000;

/** Milliseconds to wait after a number of failures in a row. */
export function backOff(failures: number): number {
  return Math.min(BASE_MS * 2 ** Math.max(0, failures - 1), LIMIT_MS);
}

/** A duration as Go prints it, such as `1m20s`. */
export function inMinutes(ms: number): string {
  const seconds = ms / 1000;
  return seconds < 60
    ? `${seconds}s`
    : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
