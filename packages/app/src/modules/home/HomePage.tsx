import { ButtonLink } from '@backstage/ui';
import {
  PlatformPage,
  QueryView,
  Stack,
  paths,
  useCapabilityQuery,
  useWhoAmI,
  userLabel,
} from '@mctl/plugin-platform-react';
import { Attention } from './Attention';
import { FirstSteps } from './FirstSteps';
import { RecentOperations } from './RecentOperations';
import { TenantOverview } from './TenantOverview';

/** What needs a person's attention, and where to go from here. */
export function HomePage() {
  const whoAmI = useWhoAmI();
  const tenants = useCapabilityQuery('list-tenants', { limit: 20 });
  return (
    <PlatformPage
      title={
        whoAmI.data ? `Welcome, ${userLabel(whoAmI.data.user)}` : 'Welcome'
      }
      description="What needs your attention, and what is going on."
      actions={
        <>
          <ButtonLink variant="secondary" href={paths.newTenant()}>
            Create a tenant
          </ButtonLink>
          <ButtonLink variant="primary" href={paths.deploy()}>
            Deploy a service
          </ButtonLink>
        </>
      }
    >
      <QueryView query={tenants}>
        {({ items }) =>
          items.length > 0 ? (
            <Stack>
              <Attention />
              <TenantOverview tenants={items} />
              <RecentOperations />
            </Stack>
          ) : (
            <Stack>
              <FirstSteps />
              <RecentOperations />
            </Stack>
          )
        }
      </QueryView>
    </PlatformPage>
  );
}
