import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { checkText } from './checkText';
import { PlatformText } from './PlatformText';

/** A text about which the platform is asked while it is typed. */
export const textField = createFormField({
  name: 'PlatformText',
  component: PlatformText,
  validation: checkText,
});
