import { ButtonLink, Link } from '@backstage/ui';
import { useParams } from 'react-router-dom';
import {
  EmptyState,
  HealthBadge,
  PlatformPage,
  QueryView,
  Stack,
  paths,
  useCapabilityQuery,
  useMay,
} from '@mctl/plugin-platform-react';
import { ServiceEvents } from './ServiceEvents';
import { ServiceFailure } from './ServiceFailure';
import { ServiceOverview } from './ServiceOverview';
import { ServicePods } from './ServicePods';
import { ServiceReleases } from './ServiceReleases';

/** One service: how it is doing, what happened, what it ran before. */
export function ServicePage() {
  const { tenant = '', service = '' } = useParams();
  const query = useCapabilityQuery('get-service-status', { tenant, service });
  const mayDeploy = useMay(tenant, 'developer');
  const path = paths.service(tenant, service);
  if (query.error?.code === 'not_found') {
    return (
      <PlatformPage title={service} path={path}>
        <EmptyState
          title="There is no such service"
          description="It does not exist, or its tenant is not one of yours."
          action={
            <ButtonLink variant="secondary" href={paths.services()}>
              Your services
            </ButtonLink>
          }
        />
      </PlatformPage>
    );
  }
  return (
    <PlatformPage
      title={service}
      path={path}
      description={
        <>
          in <Link href={paths.tenant(tenant)}>{tenant}</Link>
        </>
      }
      actions={
        <>
          {query.data && <HealthBadge health={query.data.health} />}
          {mayDeploy && (
            <>
              <ButtonLink
                variant="secondary"
                href={paths.rollback(tenant, service)}
              >
                Roll back
              </ButtonLink>
              <ButtonLink
                variant="primary"
                href={paths.deploy({ tenant, service })}
              >
                Deploy a release
              </ButtonLink>
            </>
          )}
        </>
      }
    >
      <QueryView query={query}>
        {details => (
          <Stack>
            <ServiceFailure details={details} />
            <ServiceOverview details={details} />
            <ServicePods pods={details.pods} />
            <ServiceReleases
              tenant={tenant}
              service={service}
              mayRollBack={mayDeploy}
            />
            <ServiceEvents events={details.events} />
          </Stack>
        )}
      </QueryView>
    </PlatformPage>
  );
}
