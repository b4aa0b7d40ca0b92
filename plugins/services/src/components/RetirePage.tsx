import { useParams } from 'react-router-dom';
import { PlannedChangePage, paths } from '@mctl/plugin-platform-react';

/** Removes a service, after its plan was seen and its name typed. */
export function RetirePage() {
  const { tenant = '', service = '' } = useParams();
  return (
    <PlannedChangePage
      title={`Retire ${service}`}
      description="It stops serving and is removed, with the data of its volumes."
      path={paths.retireService(tenant, service)}
      cancelPath={paths.service(tenant, service)}
      request={{ operation: 'retire-service', input: { tenant, service } }}
      confirmLabel="Retire this service"
      isDestructive
      typeToConfirm={service}
    />
  );
}
