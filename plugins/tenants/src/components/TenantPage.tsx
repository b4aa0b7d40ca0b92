import { useParams } from 'react-router-dom';
import { ButtonLink } from '@backstage/ui';
import {
  EmptyState,
  PlatformPage,
  QueryView,
  paths,
  useCapabilityQuery,
  useMay,
} from '@mctl/plugin-platform-react';
import { TenantView } from './TenantView';

/** One tenant. */
export function TenantPage() {
  const { tenant = '' } = useParams();
  const query = useCapabilityQuery('get-tenant', { tenant });
  const mayDeploy = useMay(tenant, 'developer');
  const mayOwn = useMay(tenant, 'owner');
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
  return (
    <PlatformPage
      title={data?.displayName ?? tenant}
      path={paths.tenant(tenant)}
      description={data?.description}
      actions={
        <>
          {mayDeploy && (
            <ButtonLink variant="primary" href={paths.deploy({ tenant })}>
              Deploy a service
            </ButtonLink>
          )}
          {mayOwn && (
            <>
              <ButtonLink
                variant="secondary"
                href={paths.tenantSettings(tenant)}
              >
                Settings
              </ButtonLink>
              <ButtonLink variant="secondary" href={paths.deleteTenant(tenant)}>
                Delete
              </ButtonLink>
            </>
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
