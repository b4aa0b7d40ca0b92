import { z } from 'zod';
import { serviceHost } from '@mctl/plugin-platform-common';
import { servicePath } from '@mctl/plugin-gitops-node';
import { defineOperation, PlatformError } from '@mctl/plugin-platform-node';
import {
  onService,
  serviceInput,
  syncAbsent,
} from '../changes/serviceOperation';
import type { ServiceSpec } from '../changes/ServicePatch';
import { serviceGone } from './serviceGone';

/** Removes a service with everything that belongs to it. */
export function retireService() {
  return defineOperation({
    name: 'retire-service',
    title: 'Retire a service',
    description:
      'Removes a service for good: its pods, its host and its volumes with everything on them. Its plan lists what goes. Show the plan to the person first; scale-service with 0 replicas puts a service to sleep instead.',
    risk: 'destructive',
    role: 'owner',
    input: z.object(serviceInput),
    ...onService,
    plan({ input: { tenant, service }, snapshot, domain }) {
      // One whose document cannot be read can be retired as well.
      const files = snapshot.list(servicePath(tenant, service));
      if (files.length === 0) {
        throw new PlatformError(
          'not_found',
          `There is no service "${service}" in tenant "${tenant}"`,
          { hint: 'list-services shows the services of a tenant.' },
        );
      }
      const spec = snapshot.services.get(`${tenant}/${service}`)?.document.spec;
      return {
        changes: files.map(({ path }) => ({ path, content: null })),
        summary: `Service ${service} of ${tenant} is gone`,
        title: `feat(${tenant}/${service})!: retire the service`,
        warnings: spec
          ? losses(spec, serviceHost({ service, tenant, domain }))
          : [
              'The document of the service cannot be read: everything in its folder goes, volumes included',
            ],
        result: {
          tenant,
          service,
          volumes: spec?.volumes?.map(({ name }) => name) ?? [],
        },
      };
    },
    sync: syncAbsent,
    verify: serviceGone,
  });
}

function losses(spec: ServiceSpec, host: string): string[] {
  return [
    `Release ${spec.image.tag} stops ${spec.type === 'web' ? 'serving' : 'running'}`,
    ...(spec.type === 'web' ? [`The host ${host} no longer answers`] : []),
    ...(spec.volumes ?? []).map(
      ({ name, path, size }) =>
        `Volume ${name} (${size} at ${path}) is deleted with everything on it`,
    ),
    ...(spec.source
      ? [`The repository ${spec.source.repository} is no longer bound to it`]
      : []),
  ];
}
