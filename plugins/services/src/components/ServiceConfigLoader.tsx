import type { ReactNode } from 'react';
import { useParams } from 'react-router-dom';
import {
  PlatformPage,
  QueryView,
  useCapabilityQuery,
  type ServiceConfig,
} from '@mctl/plugin-platform-react';

/** A page about a service that needs to know its configuration. */
export function ServiceConfigLoader(props: {
  title: (service: string) => string;
  description?: string;
  path: (tenant: string, service: string) => string;
  children: (config: ServiceConfig) => ReactNode;
}) {
  const { tenant = '', service = '' } = useParams();
  const query = useCapabilityQuery('get-service-config', { tenant, service });
  return (
    <PlatformPage
      title={props.title(service)}
      path={props.path(tenant, service)}
      description={props.description}
    >
      <QueryView query={query}>{props.children}</QueryView>
    </PlatformPage>
  );
}
