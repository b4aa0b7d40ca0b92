import type {
  PlatformDocument,
  ServiceDocument,
} from '@mctl/plugin-platform-common';
import { servicePath } from '../paths';
import { buildAutoscaler } from './buildAutoscaler';
import { buildBeforeDeployJob } from './buildBeforeDeployJob';
import { buildClaim } from './buildClaim';
import { buildCronJob } from './buildCronJob';
import { buildDeployment } from './buildDeployment';
import { buildDisruptionBudget } from './buildDisruptionBudget';
import { buildExternalSecret, hasSecrets } from './buildExternalSecret';
import { buildFiles, hasFiles } from './buildFiles';
import { buildIngress } from './buildIngress';
import { buildService } from './buildService';
import { buildServiceMonitor } from './buildServiceMonitor';
import type { Manifest } from './Manifest';
import type { RenderedFile } from './RenderedFile';
import { renderFolder } from './renderFolder';
import type { ServiceContext } from './ServiceContext';

/** The folder that holds what is rendered from a service's document. @public */
export function serviceRenderedFolder(tenant: string, service: string): string {
  return `${servicePath(tenant, service)}manifests/`;
}

/**
 * Renders the folder `manifests` of a service. A pure function: the same
 * documents give the same bytes.
 *
 * @throws InvalidDocumentError when the document asks for what the platform
 * does not have, such as a resource profile
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
  const { platform, domain } = context;
  const { type, metrics, jobs } = document.spec;
  const objects = new Map<string, Manifest>(
    type === 'cron'
      ? [['cron-job', buildCronJob(document, platform)]]
      : [['deployment', buildDeployment(document, platform)]],
  );
  if (type === 'web' || metrics) {
    objects.set('service', buildService(document, platform));
  }
  if (type === 'web') {
    objects.set('ingress', buildIngress(document, domain));
  }
  if (metrics) {
    objects.set(
      'service-monitor',
      buildServiceMonitor(document, platform, metrics),
    );
  }
  addScaling(objects, document);
  addStorage(objects, document);
  if (jobs?.beforeDeploy) {
    addPreparation(objects, document, platform, jobs.beforeDeploy);
  }
  return renderFolder(serviceRenderedFolder(tenant, name), objects);
}

function addScaling(objects: Map<string, Manifest>, document: ServiceDocument) {
  const { autoscaling, replicas = 0 } = document.spec;
  if (autoscaling) {
    objects.set(
      'horizontal-pod-autoscaler',
      buildAutoscaler(document, autoscaling),
    );
  }
  if ((autoscaling?.max ?? replicas) > 1) {
    objects.set('pod-disruption-budget', buildDisruptionBudget(document));
  }
}

function addStorage(objects: Map<string, Manifest>, document: ServiceDocument) {
  if (hasFiles(document)) {
    objects.set('config-map', buildFiles(document, { prepared: false }));
  }
  if (hasSecrets(document)) {
    objects.set(
      'external-secret',
      buildExternalSecret(document, { prepared: false }),
    );
  }
  for (const volume of document.spec.volumes ?? []) {
    objects.set(
      `persistent-volume-claim-${volume.name}`,
      buildClaim(document, volume),
    );
  }
}

/** What runs before the rollout needs its files and secrets before, too. */
function addPreparation(
  objects: Map<string, Manifest>,
  document: ServiceDocument,
  platform: PlatformDocument,
  command: { command: string[]; args?: string[] },
) {
  if (hasFiles(document)) {
    objects.set(
      'before-deploy-config-map',
      buildFiles(document, { prepared: true }),
    );
  }
  if (hasSecrets(document)) {
    objects.set(
      'before-deploy-external-secret',
      buildExternalSecret(document, { prepared: true }),
    );
  }
  objects.set(
    'before-deploy-job',
    buildBeforeDeployJob(document, platform, command),
  );
}
