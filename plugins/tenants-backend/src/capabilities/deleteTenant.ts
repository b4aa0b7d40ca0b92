import { z } from 'zod';
import {
  applicationName,
  isKnown,
  tenantName,
} from '@mctl/plugin-platform-common';
import { tenantPath } from '@mctl/plugin-gitops-node';
import { defineOperation, PlatformError } from '@mctl/plugin-platform-node';

/** Deletes a tenant with everything in it. */
export function deleteTenant() {
  return defineOperation({
    name: 'delete-tenant',
    title: 'Delete a tenant',
    description:
      'Deletes a tenant with every service in it, for good. Its plan lists all of it; operations that are queued in the tenant are cancelled. Show the plan to the person first.',
    risk: 'destructive',
    role: 'owner',
    cancelsQueuedInTenant: true,
    input: z.object({ tenant: tenantName }),
    subject: ({ tenant }) => `tenant:${tenant}`,
    writes: ({ tenant }) => [tenantPath(tenant)],
    plan({ input: { tenant }, snapshot }) {
      const files = snapshot.list(tenantPath(tenant));
      if (files.length === 0) {
        throw new PlatformError('not_found', `There is no tenant "${tenant}"`);
      }
      const services = snapshot
        .servicesOf(tenant)
        .map(({ document }) => document.metadata.name);
      return {
        changes: files.map(({ path }) => ({ path, content: null })),
        summary: `Tenant ${tenant} is gone${services.length > 0 ? `, with its services ${services.join(', ')}` : ''}`,
        title: `feat(${tenant})!: delete the tenant`,
        warnings: [
          `The namespace ${tenant} and everything in it is deleted and cannot be restored from the cluster`,
          ...services.map(
            service => `Service ${service} stops serving and is deleted`,
          ),
        ],
        result: { tenant, services },
      };
    },
    sync: ({ tenant }) => [
      { application: applicationName.tenant(tenant), expect: 'absent' },
      { application: applicationName.project(tenant), expect: 'absent' },
    ],
    verify: {
      proves: 'the namespace is gone',
      deadline: 120_000,
      check({ input: { tenant }, cluster }) {
        const namespace = cluster.namespace(tenant);
        if (!isKnown(namespace)) {
          return {
            outcome: 'waiting',
            message: `The cluster cannot be seen: ${namespace.unknown}`,
          };
        }
        return namespace.value
          ? {
              outcome: 'waiting',
              message: `Namespace ${tenant} is ${namespace.value.phase}`,
            }
          : { outcome: 'passed', message: `Namespace ${tenant} is gone` };
      },
    },
  });
}
