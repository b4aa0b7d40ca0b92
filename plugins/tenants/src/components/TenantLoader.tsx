import type { ReactNode } from 'react';
import { useParams } from 'react-router-dom';
import {
  PlatformPage,
  QueryView,
  useCapabilityQuery,
  type TenantDetails,
} from '@mctl/plugin-platform-react';

/** A page about a tenant that needs to know how it stands. */
export function TenantLoader(props: {
  title: (tenant: string) => string;
  description?: string;
  path: (tenant: string) => string;
  children: (details: TenantDetails) => ReactNode;
}) {
  const { tenant = '' } = useParams();
  const query = useCapabilityQuery('get-tenant', { tenant });
  return (
    <PlatformPage
      title={props.title(tenant)}
      path={props.path(tenant)}
      description={props.description}
    >
      <QueryView query={query}>{props.children}</QueryView>
    </PlatformPage>
  );
}
