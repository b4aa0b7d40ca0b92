import { toThousandths } from '../../controllers/quantities';
import type { Container } from '../../store/objects';
import type { FaultEntry } from '../FaultOutcome';
import type { FaultKind } from '../kinds';

const MIB = 2 ** 20;
/** Bytes that a leak takes in a second. */
const LEAK_RATE = 2 * MIB;
/** What a leaking container has when it starts. */
const LEAK_START = 48 * MIB;
/** How long a container stays at its limit before it wants still more. */
const OOM_MS = 15_000;
const OOM_RAMP_MS = 5_000;
/** What an `oom` needs when nobody knows the limit that it was injected at. */
const UNKNOWN_NEED = 384 * MIB;

/** The memory that a container may use, in bytes. */
export function memoryLimit(container: Container): number | undefined {
  const limit = container.resources?.limits?.memory;
  return limit === undefined ? undefined : toThousandths(limit) / 1000;
}

/** Faults of memory. Without a limit nothing is killed. */
export const MEMORY_FAULTS = {
  oom: {
    reaches: 'service',
    outcome: ({ fault, container }) => {
      const limit = memoryLimit(container);
      const need = fault.memoryBytes ?? UNKNOWN_NEED;
      const suffices = limit === undefined || limit >= need;
      return {
        ...(!suffices && {
          end: { afterMs: OOM_MS, exitCode: 137, reason: 'OOMKilled' as const },
        }),
        // Flat at the limit, and not growing: this is no leak.
        usage: ({ cpuCores, memoryBytes }, ageMs) => ({
          cpuCores,
          memoryBytes: Math.max(
            memoryBytes,
            Math.min(need, limit ?? need) *
              0.99 *
              Math.min(1, ageMs / OOM_RAMP_MS),
          ),
        }),
      };
    },
  },
  leak: {
    reaches: 'service',
    outcome: ({ container }) => {
      const limit = memoryLimit(container);
      const afterMs =
        limit === undefined
          ? undefined
          : (Math.max(0, limit - LEAK_START) / LEAK_RATE) * 1000;
      return {
        ...(afterMs !== undefined && {
          end: { afterMs, exitCode: 137, reason: 'OOMKilled' as const },
        }),
        problem: { kind: 'heap-grows' },
        usage: ({ cpuCores, memoryBytes }, ageMs) => ({
          cpuCores,
          memoryBytes: Math.min(
            limit ?? Infinity,
            Math.max(memoryBytes, LEAK_START + (ageMs / 1000) * LEAK_RATE),
          ),
        }),
      };
    },
  },
} satisfies Partial<Record<FaultKind, FaultEntry>>;
