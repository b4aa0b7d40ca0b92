import type { ServiceDocument } from '@mctl/plugin-platform-common';
import { servicePath } from '../paths';
import { buildDeployment } from './buildDeployment';
import { buildIngress } from './buildIngress';
import { buildService } from './buildService';
import type { RenderedFile } from './RenderedFile';
import { renderFolder, type KubernetesObject } from './renderFolder';
import type { ServiceContext } from './ServiceContext';

/** The folder that holds what is rendered from a service's document. @public */
export function serviceRenderedFolder(tenant: string, service: string): string {
  return `${servicePath(tenant, service)}manifests/`;
}

/**
 * Renders the folder `manifests` of a service. A pure function: the same
 * documents give the same bytes.
 *
 * @public
 */
export function renderService(
  document: ServiceDocument,
  context: ServiceContext,
): RenderedFile[] {
  const { name, tenant } = document.metadata;
  if (tenant !== context.tenant.metadata.name) {
    throw new Error(
      `the service ${tenant}/${name} cannot be rendered for the tenant ${context.tenant.metadata.name}`,
    );
  }
  const objects = new Map<string, KubernetesObject>([
    ['deployment', buildDeployment(document, context.platform)],
  ]);
  if (document.spec.type === 'web') {
    objects.set('service', buildService(document));
    objects.set('ingress', buildIngress(document, context.domain));
  }
  return renderFolder(serviceRenderedFolder(tenant, name), objects);
}
