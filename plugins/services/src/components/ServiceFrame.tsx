import { RiMore2Line } from '@remixicon/react';
import { Outlet, useOutletContext, useParams } from 'react-router-dom';
import {
  Button,
  ButtonLink,
  Link,
  Menu,
  MenuItem,
  MenuSeparator,
  MenuTrigger,
} from '@backstage/ui';
import {
  EmptyState,
  HealthBadge,
  PageTabs,
  PlatformPage,
  QueryView,
  paths,
  useCapabilityQuery,
  useMay,
  type ServiceDetails,
} from '@mctl/plugin-platform-react';

/** What every part of a service's page knows. */
export interface ServiceOutlet {
  details: ServiceDetails;
}

/** The service that the page is about. */
export function useServiceDetails(): ServiceDetails {
  return useOutletContext<ServiceOutlet>().details;
}

/** One service: its head, what can be done with it, and its parts as tabs. */
export function ServiceFrame() {
  const { tenant = '', service = '' } = useParams();
  const query = useCapabilityQuery('get-service-status', { tenant, service });
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
          <ServiceActions tenant={tenant} service={service} />
        </>
      }
    >
      <PageTabs
        label={`Parts of ${service}`}
        tabs={[
          { label: 'Overview', href: path },
          { label: 'Releases', href: paths.serviceReleases(tenant, service) },
          { label: 'Logs', href: paths.serviceLogs(tenant, service) },
          { label: 'Events', href: paths.serviceEvents(tenant, service) },
          { label: 'Usage', href: paths.serviceUsage(tenant, service) },
          {
            label: 'Configuration',
            href: paths.serviceConfig(tenant, service),
          },
        ]}
      >
        <QueryView query={query}>
          {details => <Outlet context={{ details } satisfies ServiceOutlet} />}
        </QueryView>
      </PageTabs>
    </PlatformPage>
  );
}

function ServiceActions(props: { tenant: string; service: string }) {
  const { tenant, service } = props;
  const mayDeploy = useMay(tenant, 'developer');
  const mayRetire = useMay(tenant, 'owner');
  if (!mayDeploy) {
    return null;
  }
  return (
    <>
      <ButtonLink variant="secondary" href={paths.rollback(tenant, service)}>
        Roll back
      </ButtonLink>
      <ButtonLink variant="primary" href={paths.deploy({ tenant, service })}>
        Deploy a release
      </ButtonLink>
      <MenuTrigger>
        <Button variant="secondary" iconStart={<RiMore2Line />}>
          More
        </Button>
        <Menu aria-label={`What can be done with ${service}`}>
          <MenuItem href={paths.scaleService(tenant, service)}>Scale</MenuItem>
          <MenuItem href={paths.configureService(tenant, service)}>
            Configure
          </MenuItem>
          <MenuItem href={paths.resizeService(tenant, service)}>
            Change the size
          </MenuItem>
          <MenuItem href={paths.restartService(tenant, service)}>
            Restart
          </MenuItem>
          {mayRetire && <MenuSeparator />}
          {mayRetire && (
            <MenuItem
              color="danger"
              href={paths.retireService(tenant, service)}
            >
              Retire
            </MenuItem>
          )}
        </Menu>
      </MenuTrigger>
    </>
  );
}
