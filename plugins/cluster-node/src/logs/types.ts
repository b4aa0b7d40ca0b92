import type { Observed } from '@mctl/plugin-platform-common';

/** A line that a container wrote. @public */
export interface LogLine {
  /** ISO 8601 in UTC with nine digits of a second. */
  time: string;
  pod: string;
  container: string;
  /** Without colors and control characters; very long lines are cut. */
  text: string;
}

/** Where lines came from, or why they did not. @public */
export type LogSource =
  | { pod: string; container: string; lines: number }
  | { pod: string; container: string; unknown: string };

/** Lines of a service, and which of its containers they come from. @public */
export interface ServiceLogs {
  /** Newest last. */
  lines: LogLine[];
  /** Every container that was asked. */
  sources: LogSource[];
  /** There are older lines that match, or there may be. */
  more: boolean;
}

/** Which lines are wanted. @public */
export interface LogRequest {
  namespace: string;
  service: string;
  /** Only those of this container. */
  container?: string;
  /** Those of the containers before the last restart of each pod. */
  previous?: boolean;
  since?: Date;
  until?: Date;
  /** How many at most; the newest ones are kept. */
  limit: number;
  /** Only lines that contain this; a hint for stores that can search. */
  contains?: string;
  /** Only lines that this RE2 pattern is found in; a hint like `contains`. */
  pattern?: string;
  /** Says of a clean line whether it is wanted; `contains` is not enough. */
  matches?(text: string): boolean;
  signal?: AbortSignal;
}

/**
 * What services write.
 *
 * @public
 */
export interface ClusterLogs {
  /**
   * The newest lines that match. A container that cannot be read is named among
   * the sources with the reason; unknown means that none could be read.
   */
  read(request: LogRequest): Promise<Observed<ServiceLogs>>;
}
