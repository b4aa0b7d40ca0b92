import { TextField } from '@backstage/ui';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { showFault } from '@mctl/plugin-platform-react';
import { explainText } from './explainText';
import { formRequest, type FormContext } from './formRequest';
import { readTextOptions } from './textOptions';
import { useDryRun } from './useDryRun';

/** A text field that tells what the platform thinks of it as one types. */
export function PlatformText(props: FieldExtensionComponentProps<string>) {
  const { formData: value, schema, required, uiSchema } = props;
  const options = readTextOptions(uiSchema['ui:options']);
  const context: FormContext = props.formContext ?? {};
  const { plan, error } = useDryRun(
    value
      ? formRequest(
          options.operation,
          { ...context.formData, [options.part]: value },
          options.assumed,
        )
      : undefined,
  );
  const { fault, note } = explainText({ plan, error }, options);
  const shown = fault ?? props.rawErrors?.[0];
  return (
    <TextField
      label={schema.title}
      description={note ?? schema.description}
      placeholder={uiSchema['ui:placeholder']}
      value={value ?? ''}
      isRequired={required}
      isDisabled={props.disabled}
      onChange={text => props.onChange(text === '' ? undefined : text)}
      autoComplete="off"
      spellCheck="false"
      {...showFault(shown)}
    />
  );
}
