import { useState, type ReactNode } from 'react';
import { Button, Flex } from '@backstage/ui';
import { showFault } from '../explainFault';
import { FormColumn, Panel } from './Panel';

/** What is wrong with the fields of a form, by their names. @public */
export type Faults<Name extends string> = Partial<
  Record<Name, string | undefined>
>;

/** Properties of {@link CheckedForm}. @public */
export interface CheckedFormProps<Name extends string> {
  title: string;
  /** What the form does, for screen readers; the title by default. */
  label?: string;
  faults: Faults<Name>;
  submitLabel?: string;
  onSubmit: () => void;
  onCancel: () => void;
  /**
   * The fields.
   *
   * @param fault - properties that make a field show its fault; nobody is told
   * off for a field they have not come to yet, so a field that is empty shows
   * its fault only once the form was handed in
   */
  children: (form: {
    isSubmitted: boolean;
    fault: (name: Name, value: string) => ReturnType<typeof showFault>;
  }) => ReactNode;
}

/** A form that is checked while it is typed, on its way to a plan. @public */
export function CheckedForm<Name extends string>(
  props: CheckedFormProps<Name>,
) {
  const { title, faults, onSubmit } = props;
  const [isSubmitted, setIsSubmitted] = useState(false);
  const fault = (name: Name, value: string) =>
    showFault(isSubmitted || value !== '' ? faults[name] : undefined);
  return (
    <Panel title={title}>
      <form
        aria-label={props.label ?? title}
        noValidate
        onSubmit={event => {
          event.preventDefault();
          setIsSubmitted(true);
          if (Object.values(faults).every(found => found === undefined)) {
            onSubmit();
          }
        }}
      >
        <FormColumn>
          {props.children({ isSubmitted, fault })}
          <Flex gap="2">
            <Button type="submit" variant="primary">
              {props.submitLabel ?? 'Review the plan'}
            </Button>
            <Button variant="secondary" onPress={props.onCancel}>
              Cancel
            </Button>
          </Flex>
        </FormColumn>
      </form>
    </Panel>
  );
}
