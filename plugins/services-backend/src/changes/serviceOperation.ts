import {
  applicationName,
  serviceName,
  tenantName,
} from '@mctl/plugin-platform-common';
import { servicePath } from '@mctl/plugin-gitops-node';

/** Names one service in the input of an operation. */
export const serviceInput = { tenant: tenantName, service: serviceName };

/** Names one service. */
export interface ServiceInput {
  tenant: string;
  service: string;
}

/** What every operation on a service has in common. */
export const onService = {
  subject: ({ tenant, service }: ServiceInput) =>
    `service:${tenant}/${service}`,
  writes: ({ tenant, service }: ServiceInput) => [servicePath(tenant, service)],
};

/** Syncs of operations after which the service is there. */
export const syncPresent = ({ tenant, service }: ServiceInput) => [
  {
    application: applicationName.service(tenant, service),
    expect: 'present' as const,
  },
];

/** Syncs of operations after which the service is gone. */
export const syncAbsent = ({ tenant, service }: ServiceInput) => [
  {
    application: applicationName.service(tenant, service),
    expect: 'absent' as const,
  },
];
