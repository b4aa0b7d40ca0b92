import {
  DOCUMENT_API_VERSION,
  type PlatformDocument,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import { PlatformError } from '@mctl/plugin-platform-node';
import { changeService } from './changeService';
import type { ServicePatch } from './ServicePatch';

/**
 * The document of a service that is deployed for the first time: what the
 * platform gives by default, with a patch applied.
 *
 * @throws PlatformError `invalid_input` when the image is missing, or the
 * service could not run
 */
export function newService(options: {
  tenant: string;
  service: string;
  tag: string;
  patch: ServicePatch;
  platform: PlatformDocument;
}): ServiceDocument {
  const { tenant, service, tag, patch, platform } = options;
  if (patch.image === undefined) {
    const message = `is needed: "${service}" is not deployed in "${tenant}" yet`;
    throw new PlatformError('invalid_input', `image: ${message}`, {
      faults: [{ path: 'image', message }],
      hint: 'Name the image repository, such as ghcr.io/acme/shop, beside the tag.',
    });
  }
  const { type = 'web' } = patch;
  const { defaults } = platform.spec;
  return changeService(
    {
      apiVersion: DOCUMENT_API_VERSION,
      kind: 'Service',
      metadata: { name: service, tenant },
      spec: {
        type,
        image: { repository: patch.image, tag },
        ...(type === 'web' && { port: defaults.port }),
        ...(type !== 'cron' && { replicas: defaults.replicas }),
      },
    },
    patch,
    platform,
  );
}
