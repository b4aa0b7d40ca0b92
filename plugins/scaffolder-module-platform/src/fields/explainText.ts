import { faultOf } from './formRequest';
import { isSubject, type TextOptions } from './textOptions';
import type { DryRun } from './useDryRun';

/** What is told of a text under its field. */
export interface TextExplanation {
  /** What is wrong with it. */
  fault?: string;
  /** What is good to know about it. */
  note?: string;
}

/** What the answer of the platform says about one field of a form. */
export function explainText(
  { plan, error }: DryRun,
  options: TextOptions,
): TextExplanation {
  if (error) {
    return { fault: faultOf(error, options.part, isSubject(options)) };
  }
  if (!plan || !options.newOnly) {
    return {};
  }
  return plan.changes.every(({ change }) => change === 'add')
    ? { note: 'This name is free' }
    : { fault: 'There is one of this name already; choose another name' };
}
