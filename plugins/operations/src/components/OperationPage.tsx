import { useParams } from 'react-router-dom';
import {
  EmptyState,
  ErrorPanel,
  Loading,
  PlatformPage,
  StateBadge,
  operationLabel,
  paths,
  useOperation,
} from '@mctl/plugin-platform-react';
import { ButtonLink } from '@backstage/ui';
import { OperationView } from './OperationView';

/** One operation, moving while one looks. */
export function OperationPage() {
  const { id = '' } = useParams();
  const { operation, error, interruption } = useOperation(id);
  if (!operation) {
    return (
      <PlatformPage title="Operation" path={paths.operation(id)}>
        {error?.code === 'not_found' && (
          <EmptyState
            title="There is no such operation"
            description="It does not exist, or it belongs to a tenant you are not a member of."
            action={
              <ButtonLink variant="secondary" href={paths.operations()}>
                All operations
              </ButtonLink>
            }
          />
        )}
        {error && error.code !== 'not_found' && <ErrorPanel error={error} />}
        {!error && <Loading />}
      </PlatformPage>
    );
  }
  return (
    <PlatformPage
      title={operationLabel(operation.operation)}
      path={paths.operation(id)}
      description={operation.subject}
      actions={
        <span aria-live="polite">
          <StateBadge state={operation.state} />
        </span>
      }
    >
      <OperationView
        operation={operation}
        interruption={error ?? interruption}
      />
    </PlatformPage>
  );
}
