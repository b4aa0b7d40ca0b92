import { compareText } from '../compareText';
import type { LogLine } from './types';

/**
 * The newest lines of several logs in the order of their times. Lines of one
 * log keep their order.
 */
export function mergeLogs(
  logs: ReadonlyArray<readonly LogLine[]>,
  limit: number,
): { lines: LogLine[]; more: boolean } {
  const merged = logs.flat().sort((a, b) => compareText(a.time, b.time));
  return { lines: merged.slice(-limit), more: merged.length > limit };
}
