import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { PlatformError, platformApiRef } from '@mctl/plugin-platform-react';
import { explainText } from './explainText';
import { formRequest } from './formRequest';
import { readTextOptions } from './textOptions';

/** Keeps a person on the page while the platform refuses the text. */
export const checkText: CustomFieldValidator<string> = async (
  value,
  field,
  { apiHolder, formData, uiSchema },
) => {
  const platform = apiHolder.get(platformApiRef);
  if (!value || !platform) {
    return;
  }
  const options = readTextOptions(uiSchema?.['ui:options']);
  const request = formRequest(
    options.operation,
    { ...formData, [options.part]: value },
    options.assumed,
  );
  const answer = await platform.plan(request).then(
    plan => ({ plan }),
    error => ({ error: PlatformError.from(error) }),
  );
  const { fault } = explainText(answer, options);
  if (fault) {
    field.addError(fault);
  }
};
