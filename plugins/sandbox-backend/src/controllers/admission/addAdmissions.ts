import type { ObjectStore } from '../../store/ObjectStore';
import { BatchAdmission } from '../jobs/BatchAdmission';
import { QuotaAdmission } from '../quota/QuotaAdmission';
import type { QuotaUsage } from '../quota/QuotaUsage';
import { ClaimAdmission } from './ClaimAdmission';
import { LimitRangeAdmission } from './LimitRangeAdmission';
import { PriorityAdmission } from './PriorityAdmission';

/** Has a store ask the admission plugins, in the order of an API server. */
export function addAdmissions(options: {
  store: ObjectStore;
  usage: QuotaUsage;
}): void {
  const { store, usage } = options;
  store.addAdmission(new PriorityAdmission({ store }));
  store.addAdmission(new LimitRangeAdmission({ store }));
  store.addAdmission(new BatchAdmission());
  store.addAdmission(new ClaimAdmission({ store }));
  // Last, so that it counts what the others filled in.
  store.addAdmission(new QuotaAdmission({ usage }));
}
