import type { ReactNode } from 'react';
import { useNavigate } from 'react-router-dom';
import { paths } from '../paths';
import {
  PlannedOperation,
  type PlannedOperationProps,
} from './PlannedOperation';
import { PlatformPage } from './PlatformPage';

/** Properties of {@link PlannedChangePage}. @public */
export interface PlannedChangePageProps extends Omit<
  PlannedOperationProps,
  'onCancel' | 'onAccepted'
> {
  title: string;
  description?: ReactNode;
  path: string;
  /** Where one goes who does not want it. */
  cancelPath: string;
}

/** A change that needs no form: its plan, then its operation. @public */
export function PlannedChangePage(props: PlannedChangePageProps) {
  const { title, description, path, cancelPath, ...change } = props;
  const navigate = useNavigate();
  return (
    <PlatformPage title={title} description={description} path={path}>
      <PlannedOperation
        {...change}
        onCancel={() => navigate(cancelPath)}
        onAccepted={operation => navigate(paths.operation(operation.id))}
      />
    </PlatformPage>
  );
}
