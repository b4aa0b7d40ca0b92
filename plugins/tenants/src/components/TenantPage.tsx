import { useParams } from 'react-router-dom';
import { ButtonLink } from '@backstage/ui';
import { roleAtLeast } from '@mctl/plugin-platform-common';
import {
  EmptyState,
  PlatformPage,
  QueryView,
  paths,
  useCapabilityQuery,
  useWhoAmI,
} from '@mctl/plugin-platform-react';
import { TenantView } from './TenantView';

/** One tenant. */
export function TenantPage() {
  const { tenant = '' } = useParams();
  const query = useCapabilityQuery('get-tenant', { tenant });
  const isAdmin = useWhoAmI().data?.admin ?? false;
  const { data, error } = query;
  if (error?.code === 'not_found') {
    return (
      <PlatformPage title={tenant} path={paths.tenant(tenant)}>
        <EmptyState
          title="There is no such tenant"
          description="It does not exist, or you are not a member of it."
          action={
            <ButtonLink variant="secondary" href={paths.tenants()}>
              Your tenants
            </ButtonLink>
          }
        />
      </PlatformPage>
    );
  }
  const role = data?.yourRole;
  return (
    <PlatformPage
      title={data?.displayName ?? tenant}
      path={paths.tenant(tenant)}
      description={data?.description}
      actions={
        <>
          {(isAdmin || (role && roleAtLeast(role, 'developer'))) && (
            <ButtonLink variant="primary" href={paths.deploy({ tenant })}>
              Deploy a service
            </ButtonLink>
          )}
          {(isAdmin || role === 'owner') && (
            <ButtonLink variant="secondary" href={paths.deleteTenant(tenant)}>
              Delete
            </ButtonLink>
          )}
        </>
      }
    >
      <QueryView query={query}>
        {details => <TenantView details={details} />}
      </QueryView>
    </PlatformPage>
  );
}
