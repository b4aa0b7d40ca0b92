import { useParams, useSearchParams } from 'react-router-dom';
import { PlannedChangePage, paths } from '@mctl/plugin-platform-react';

/** Brings an earlier release back, after its plan was seen. */
export function RollbackPage() {
  const { tenant = '', service = '' } = useParams();
  const [parameters] = useSearchParams();
  const to = parameters.get('to') ?? undefined;
  return (
    <PlannedChangePage
      title={`Roll ${service} back`}
      description={
        to
          ? 'To the release you chose. Review what changes.'
          : 'To the last release that was healthy. Review what changes.'
      }
      path={paths.rollback(tenant, service, to)}
      cancelPath={paths.service(tenant, service)}
      request={{
        operation: 'rollback-service',
        input: { tenant, service, ...(to && { to }) },
      }}
      confirmLabel="Roll back"
      isDestructive
    />
  );
}
