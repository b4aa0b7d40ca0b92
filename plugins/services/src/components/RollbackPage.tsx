import { useNavigate, useParams, useSearchParams } from 'react-router-dom';
import {
  PlannedOperation,
  PlatformPage,
  paths,
} from '@mctl/plugin-platform-react';

/** Brings an earlier release back, after its plan was seen. */
export function RollbackPage() {
  const { tenant = '', service = '' } = useParams();
  const [parameters] = useSearchParams();
  const to = parameters.get('to') ?? undefined;
  const navigate = useNavigate();
  return (
    <PlatformPage
      title={`Roll ${service} back`}
      path={paths.rollback(tenant, service, to)}
      description={
        to
          ? 'To the release you chose. Review what changes.'
          : 'To the last release that was healthy. Review what changes.'
      }
    >
      <PlannedOperation
        request={{
          operation: 'rollback-service',
          input: { tenant, service, ...(to && { to }) },
        }}
        confirmLabel="Roll back"
        isDestructive
        onCancel={() => navigate(paths.service(tenant, service))}
        onAccepted={operation => navigate(paths.operation(operation.id))}
      />
    </PlatformPage>
  );
}
