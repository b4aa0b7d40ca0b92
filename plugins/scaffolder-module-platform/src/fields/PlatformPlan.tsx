import { useEffect } from 'react';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import {
  ErrorPanel,
  Loading,
  PlanDetails,
  usePlannedOperation,
} from '@mctl/plugin-platform-react';
import { formRequest, type FormContext } from './formRequest';

/** Values of the field that are no hash, so that nobody goes on with them. */
const PENDING = 'pending';
const REFUSED = 'refused';

/** The plan of what the form asks for, for a person to judge before it runs. */
export function PlatformPlan(props: FieldExtensionComponentProps<string>) {
  const { formData: value, onChange, uiSchema } = props;
  const context: FormContext = props.formContext ?? {};
  const operation = String(uiSchema['ui:options']?.operation);
  const { plan, error, replan } = usePlannedOperation(
    formRequest(operation, context.formData ?? {}),
  );
  const isDenied = plan?.policy.some(({ level }) => level === 'deny');
  const hash = error || isDenied ? REFUSED : (plan?.hash ?? PENDING);
  useEffect(() => {
    if (value !== hash) {
      onChange(hash);
    }
  }, [value, hash, onChange]);
  if (error) {
    return <ErrorPanel error={error} onRetry={replan} />;
  }
  return plan ? <PlanDetails plan={plan} /> : <Loading />;
}
