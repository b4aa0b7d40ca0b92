import type { ConditionInfo } from '../types';
import { isoTime } from './isoTime';

/** A condition of whatever object: all have this form. */
export function readCondition(condition: {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: Date | string;
}): ConditionInfo {
  return {
    type: condition.type,
    status: condition.status,
    reason: condition.reason ?? null,
    message: condition.message ?? null,
    lastTransitionTime: isoTime(condition.lastTransitionTime),
  };
}
