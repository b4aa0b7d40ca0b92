import { Stack } from '@mctl/plugin-platform-react';
import { ServiceFailure } from './ServiceFailure';
import { useServiceDetails } from './ServiceFrame';
import { ServiceOverview } from './ServiceOverview';
import { ServiceParts } from './ServiceParts';
import { ServicePods } from './ServicePods';

/** How a service is doing. */
export function ServiceOverviewTab() {
  const details = useServiceDetails();
  return (
    <Stack>
      <ServiceFailure details={details} />
      <ServiceOverview details={details} />
      <ServicePods pods={details.pods} />
      <ServiceParts details={details} />
    </Stack>
  );
}
