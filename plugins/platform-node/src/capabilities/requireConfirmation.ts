import type { Plan } from '@mctl/plugin-platform-common';
import { PlatformError } from '../errors';

/**
 * Makes sure that a caller wants exactly this plan: always when it destroys
 * something, and whenever they name a plan.
 *
 * @throws PlatformError `confirmation_required` or `plan_changed`, each with the
 * plan in its details
 */
export function requireConfirmation(plan: Plan, planHash: string | undefined) {
  if (planHash !== undefined && planHash !== plan.hash) {
    throw new PlatformError(
      'plan_changed',
      'The plan is not the one you have seen: it, or what it is made from, has changed',
      {
        hint: 'Look at the plan in details.plan and send its hash if you still want it.',
        details: { plan },
      },
    );
  }
  if (planHash === undefined && plan.needs.confirmation) {
    throw new PlatformError(
      'confirmation_required',
      `${plan.operation} destroys something and runs only with the hash of its plan`,
      {
        hint: 'Show the plan in details.plan to the person and send its hash as planHash.',
        details: { plan },
      },
    );
  }
}
