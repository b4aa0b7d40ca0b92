import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { PlatformPlan } from './PlatformPlan';

/** The plan of what the form asks for; its value is the hash of the plan. */
export const planField = createFormField({
  name: 'PlatformPlan',
  component: PlatformPlan,
});
