import { RE2JS, RE2JSException } from 're2js';
import { PlatformError } from '@mctl/plugin-platform-node';
import { isAtLeast, readLogLevel, type LogLevel } from './logLevel';

/** Which lines are wanted; all of it must hold. */
export interface LineFilter {
  level?: LogLevel;
  /** Found in the line as it is, upper and lower case alike. */
  text?: string;
  /** RE2 syntax: takes time in proportion to the line, whatever it says. */
  pattern?: string;
}

/**
 * Says of lines whether they are wanted; nothing when all are.
 *
 * @throws PlatformError `invalid_input` when the pattern is none
 */
export function lineMatcher(
  filter: LineFilter,
): ((line: string) => boolean) | undefined {
  const { level, text, pattern } = filter;
  const checks: Array<(line: string) => boolean> = [];
  if (text !== undefined) {
    const wanted = text.toLowerCase();
    checks.push(line => line.toLowerCase().includes(wanted));
  }
  if (level !== undefined) {
    checks.push(line => isAtLeast(readLogLevel(line), level));
  }
  if (pattern !== undefined) {
    const compiled = compile(pattern);
    checks.push(line => compiled.test(line));
  }
  return checks.length === 0
    ? undefined
    : line => checks.every(check => check(line));
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) {
      throw error;
    }
    const message = `is not a regular expression: ${error.message}`;
    throw new PlatformError('invalid_input', `pattern: ${message}`, {
      faults: [{ path: 'pattern', message }],
      hint: 'Use RE2 syntax, which has no backreferences and no lookarounds; "text" finds text as it is.',
    });
  }
}
