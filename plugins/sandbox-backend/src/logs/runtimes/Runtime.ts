import type { Problem } from '../../faults/FaultOutcome';

export type Level = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/** What a program has to say at a moment. */
export interface LogEntry {
  /** Milliseconds. */
  time: number;
  level: Level;
  message: string;
  /** Besides the message, where the format has fields. */
  fields?: Readonly<Record<string, string | number>>;
  problem?: Problem;
}

/** How an error reads in a language. */
export interface Trace {
  /** The first line. */
  message: string;
  stack: readonly string[];
}

/** How programs of one language write their logs. */
export interface Runtime {
  /** What is said of a problem; problems without a trace are warnings. */
  trace: (problem: Problem) => Trace;
  /** One entry in the form that the language's people are used to. */
  plain: (entry: LogEntry, trace: Trace | undefined) => string[];
  /** The same as one line of JSON. */
  json: (entry: LogEntry, trace: Trace | undefined) => string;
  /** What is written when an error that nobody catches ends it. */
  fatal: string;
  jsonByDefault: boolean;
}
