/** Names of the faults that can be injected. */
export const FAULT_NAMES = ['image-missing', 'crash-loop'] as const;

/** A kind of fault. */
export type FaultKind = (typeof FAULT_NAMES)[number];

/** What each fault does. */
export const FAULT_KINDS: Readonly<Record<FaultKind, string>> = {
  'image-missing':
    'Pods that have not started yet cannot pull their image: the registry does not know the tag.',
  'crash-loop':
    'The container exits with code 1 soon after it starts, again and again.',
};

/** A fault that somebody injected into a service. */
export interface Fault {
  tenant: string;
  service: string;
  fault: FaultKind;
  /** Only pods that run this tag have it, so that a rollback heals. */
  release?: string;
  /** From when on pods have it, ISO 8601. */
  activeAt: string;
}
