import type { ServiceDocument } from '@mctl/plugin-platform-common';
import type { PolicySubject } from '../policies/PolicyRule';
import { renderService } from '../rendering/renderService';
import { isManifest, readManifest } from '../validation/readManifest';
import type { RenderedObject } from '../validation/RenderedObject';
import { samplePlatform, sampleService, sampleTenant } from './sampleDocuments';

/** The objects that a service of acme is rendered to. */
export function renderedObjects(
  spec: Partial<ServiceDocument['spec']> = {},
): RenderedObject[] {
  return renderService(sampleService('acme', 'shop', spec), {
    tenant: sampleTenant(),
    platform: samplePlatform,
    domain: 'apps.test',
  })
    .filter(({ path }) => isManifest(path))
    .flatMap(({ content }) => {
      const reading = readManifest(content);
      if ('fault' in reading) {
        throw new Error(reading.fault);
      }
      return reading.objects;
    });
}

/** What a policy is asked about an object of acme/shop. */
export function subjectOf(object: RenderedObject): PolicySubject {
  return {
    object,
    tenant: 'acme',
    service: 'shop',
    domain: 'apps.test',
    document: sampleService(),
  };
}

/** A deployment with this pod. */
export function deploymentOf(pod: object): RenderedObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'shop', namespace: 'acme' },
    spec: { template: { spec: pod } },
  };
}

/** The pod that the platform renders, with other fields on top. */
export function renderedPod(
  pod: object = {},
  container: object = {},
): RenderedObject {
  return deploymentOf({
    automountServiceAccountToken: false,
    securityContext: {
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: 'shop',
        image: 'ghcr.io/acme/shop:1.4.0',
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        ...container,
      },
    ],
    ...pod,
  });
}
