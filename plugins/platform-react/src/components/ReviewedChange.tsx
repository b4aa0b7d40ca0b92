import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router-dom';
import type { OperationRequest } from '../api/PlatformApi';
import { paths } from '../paths';
import { PlannedOperation } from './PlannedOperation';

/** Properties of {@link ReviewedChange}. @public */
export interface ReviewedChangeProps {
  /** What the form asks for, as it stands. */
  request: OperationRequest;
  confirmLabel: string;
  isDestructive?: boolean;
  /** The form; it calls back when a person wants to see the plan. */
  children: (review: () => void) => ReactNode;
}

/**
 * A change that begins with a form: the form, then its plan, then its
 * operation. Going back from the plan keeps what was typed.
 *
 * @public
 */
export function ReviewedChange(props: ReviewedChangeProps) {
  const { request, confirmLabel, isDestructive, children } = props;
  const navigate = useNavigate();
  const [isReviewing, setIsReviewing] = useState(false);
  return isReviewing ? (
    <PlannedOperation
      request={request}
      confirmLabel={confirmLabel}
      isDestructive={isDestructive}
      onCancel={() => setIsReviewing(false)}
      onAccepted={operation => navigate(paths.operation(operation.id))}
    />
  ) : (
    <>{children(() => setIsReviewing(true))}</>
  );
}
