/** Levels of log lines, the least urgent first. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

/** A level of a log line. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where a line may say its level; what comes later is its message. */
const LOOKED_AT = 300;
/** A bare word counts as a level only this near to the beginning. */
const WORD_LOOKED_AT = 80;

const LEVELS_BY_NAME: Readonly<Record<string, LogLevel>> = {
  trace: 'trace',
  finest: 'trace',
  debug: 'debug',
  dbug: 'debug',
  fine: 'debug',
  info: 'info',
  information: 'info',
  notice: 'info',
  log: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  err: 'error',
  eror: 'error',
  severe: 'error',
  fatal: 'error',
  critical: 'error',
  crit: 'error',
  panic: 'error',
  alert: 'error',
  emerg: 'error',
};

const FIELD =
  /["']?(?:level|severity|lvl|log\.level)["']?\s{0,3}[:=]\s{0,3}["']?([A-Za-z]{1,12}|\d{2})\b/;
const WORD =
  /(?:^|[\s[(|<])(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|SEVERE|FATAL|CRITICAL|PANIC)(?=$|[\s\]):|>])/;
/** As the log of Kubernetes' own components begins: `E0131 12:00:00.000000`. */
const KLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d/;
const KLOG_LEVELS: Readonly<Record<string, LogLevel>> = {
  I: 'info',
  W: 'warn',
  E: 'error',
  F: 'error',
};

/**
 * The level that a line states of itself, or null when it states none.
 *
 * @remarks
 * Understands `level` fields of JSON and logfmt with names or the numbers of
 * bunyan and pino, a level in capitals near the beginning, and klog.
 */
export function readLogLevel(text: string): LogLevel | null {
  const beginning = text.slice(0, LOOKED_AT);
  const field = FIELD.exec(beginning)?.[1];
  if (field !== undefined) {
    const named = /^\d/.test(field)
      ? levelOfNumber(Number(field))
      : LEVELS_BY_NAME[field.toLowerCase()];
    if (named) {
      return named;
    }
  }
  const klog = KLOG.exec(beginning)?.[1];
  if (klog) {
    return KLOG_LEVELS[klog];
  }
  const word = WORD.exec(beginning.slice(0, WORD_LOOKED_AT))?.[1];
  return word ? LEVELS_BY_NAME[word.toLowerCase()] : null;
}

function levelOfNumber(number: number): LogLevel {
  const at = Math.min(5, Math.max(1, Math.floor(number / 10))) - 1;
  return LOG_LEVELS[at];
}

/** Whether a line of a level is at least as urgent as another level. */
export function isAtLeast(level: LogLevel | null, least: LogLevel): boolean {
  return (
    level !== null && LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least)
  );
}
