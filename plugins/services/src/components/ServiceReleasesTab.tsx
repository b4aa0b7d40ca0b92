import { useMay } from '@mctl/plugin-platform-react';
import { useServiceDetails } from './ServiceFrame';
import { ServiceReleases } from './ServiceReleases';

/** What a service ran. */
export function ServiceReleasesTab() {
  const { tenant, service } = useServiceDetails();
  const mayRollBack = useMay(tenant, 'developer');
  return (
    <ServiceReleases
      tenant={tenant}
      service={service}
      mayRollBack={mayRollBack}
    />
  );
}
