/** What the last answers to a probe were. */
export interface ProbeRecord {
  /** When to ask next; milliseconds. */
  nextAt: number;
  failures: number;
  successes: number;
}

interface Memory {
  /** When steps that take a while are due. */
  due: Map<string, number>;
  /** Failed pulls in a row, by container. */
  pullFailures: Map<string, number>;
  /** Containers whose image is being pulled. */
  pulling: Set<string>;
  /** When the present runs began, by container id. */
  starts: Map<string, number>;
  /** Ends in a row, by container. */
  ends: Map<string, number>;
  /** Containers whose last run ended by an injected fault. */
  faulty: Set<string>;
  probes: Map<string, ProbeRecord>;
}

/** What a kubelet knows of its pods beyond their status. A restart forgets. */
export class PodMemory {
  readonly #pods = new Map<string, Memory>();

  of(uid: string): Memory {
    const known = this.#pods.get(uid) ?? {
      due: new Map(),
      pullFailures: new Map(),
      pulling: new Set(),
      starts: new Map(),
      ends: new Map(),
      faulty: new Set(),
      probes: new Map(),
    };
    this.#pods.set(uid, known);
    return known;
  }

  forget(uid: string): void {
    this.#pods.delete(uid);
  }

  /**
   * Milliseconds until a step that takes a while is due, counted from when it
   * was first asked for.
   */
  remaining(
    uid: string,
    step: string,
    durationMs: number,
    now: number,
  ): number {
    const { due } = this.of(uid);
    const at = due.get(step) ?? now + durationMs;
    due.set(step, at);
    return Math.max(0, at - now);
  }
}
