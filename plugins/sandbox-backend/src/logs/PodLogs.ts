import type { Pod } from '../store/objects';

/** One line that a container wrote. */
export interface LogLine {
  /** When it was written, ISO 8601 in UTC. */
  time: string;
  /** Without the line break. */
  text: string;
}

/** What containers write. */
export interface PodLogs {
  /**
   * All that one run of a container has written until a moment, oldest first.
   * The same run read later begins with the same lines.
   *
   * @param options - `previous` for the run before the container's last
   * restart; `at` is now
   */
  read(
    pod: Pod,
    container: string,
    options: { previous: boolean; at: Date },
  ): readonly LogLine[];

  /**
   * Calls back with each line that the present run writes from now on, in
   * order. A line has been handed out before it is part of what is read.
   *
   * @returns ends it
   */
  subscribe(
    pod: Pod,
    container: string,
    listener: (line: LogLine) => void,
  ): () => void;
}
