import { type FaultEntry, NO_OUTCOME } from '../FaultOutcome';
import type { FaultKind } from '../kinds';
import { IMAGE_FAULTS } from './images';
import { MEMORY_FAULTS } from './memory';
import { RUNNING_FAULTS } from './running';
import { STARTING_FAULTS } from './starting';

/** What each fault does to containers. */
export const FAULT_TABLE: Readonly<Record<FaultKind, FaultEntry>> = {
  ...IMAGE_FAULTS,
  ...STARTING_FAULTS,
  ...MEMORY_FAULTS,
  ...RUNNING_FAULTS,
  // The controllers that these concern ask for them: see clusterFaults.
  unschedulable: NO_OUTCOME,
  'workflow-failed': NO_OUTCOME,
  'autoscaler-blind': NO_OUTCOME,
  'logs-forbidden': NO_OUTCOME,
  'alert-only': NO_OUTCOME,
  'sync-failed': NO_OUTCOME,
};
