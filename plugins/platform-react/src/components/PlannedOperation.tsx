import { useEffect } from 'react';
import { Alert, Button } from '@backstage/ui';
import type { Operation } from '@mctl/plugin-platform-common';
import type { OperationRequest } from '../api/PlatformApi';
import { usePlannedOperation } from '../hooks/usePlannedOperation';
import { ErrorPanel } from './ErrorPanel';
import { Stack } from './Panel';
import { PlanReview, type PlanReviewProps } from './PlanReview';
import { Loading } from './QueryView';

/** Properties of {@link PlannedOperation}. @public */
export interface PlannedOperationProps extends Pick<
  PlanReviewProps,
  'confirmLabel' | 'isDestructive' | 'typeToConfirm' | 'onCancel'
> {
  request: OperationRequest;
  onAccepted: (operation: Operation) => void;
}

/**
 * The way of a change from its plan to its operation: the plan is shown, a
 * person confirms it, and exactly that plan is carried out.
 *
 * @public
 */
export function PlannedOperation(props: PlannedOperationProps) {
  const { request, onAccepted, ...review } = props;
  const { plan, error, isChanged, isPending, accepted, confirm, replan } =
    usePlannedOperation(request);
  useEffect(() => {
    if (accepted) {
      onAccepted(accepted);
    }
  }, [accepted, onAccepted]);
  return (
    <Stack>
      {isChanged && (
        <div role="alert">
          <Alert
            status="warning"
            icon
            title="The plan has changed since you saw it"
            description="Somebody else changed the same thing meanwhile. Review the new plan."
          />
        </div>
      )}
      {error && <ErrorPanel error={error} onRetry={replan} />}
      {!plan && error && (
        <div>
          <Button variant="secondary" onPress={review.onCancel}>
            Back
          </Button>
        </div>
      )}
      {!plan && !error && <Loading />}
      {plan && (
        <PlanReview
          key={plan.hash}
          plan={plan}
          isPending={isPending || accepted !== undefined}
          onConfirm={confirm}
          {...review}
        />
      )}
    </Stack>
  );
}
