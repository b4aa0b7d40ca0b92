import { useParams } from 'react-router-dom';
import { PlannedChangePage, paths } from '@mctl/plugin-platform-react';

/** Starts every pod of a service anew, after the plan was seen. */
export function RestartPage() {
  const { tenant = '', service = '' } = useParams();
  return (
    <PlannedChangePage
      title={`Restart ${service}`}
      description="New pods take over from the ones that run now. The release stays."
      path={paths.restartService(tenant, service)}
      cancelPath={paths.service(tenant, service)}
      request={{ operation: 'restart-service', input: { tenant, service } }}
      confirmLabel="Restart"
    />
  );
}
