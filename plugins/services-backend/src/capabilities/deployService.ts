import { z } from 'zod';
import {
  imageRepository,
  imageSchema,
  imageTag,
  serviceHost,
  serviceType,
  sourceSchema,
} from '@mctl/plugin-platform-common';
import { defineOperation } from '@mctl/plugin-platform-node';
import { changeService } from '../changes/changeService';
import { changeWarnings } from '../changes/changeWarnings';
import { newService } from '../changes/newService';
import { requireOwnSource } from '../changes/requireOwnSource';
import { scaleSettings, serviceSettings } from '../changes/serviceSettings';
import { onService, serviceInput } from '../changes/serviceOperation';
import { findService, planServiceChange } from '../planServiceChange';
import { provenByRollout } from './provenByRollout';

const { digest, pullSecret } = imageSchema.shape;

const input = z.object({
  ...serviceInput,
  tag: imageTag,
  image: imageRepository
    .optional()
    .describe(
      'Image repository without tag, such as ghcr.io/acme/shop; needed for the first deploy, kept afterwards',
    ),
  digest,
  pullSecret: pullSecret.unwrap().nullable().optional(),
  source: sourceSchema
    .optional()
    .describe(
      'Git repository the service is built from; bound with the first deploy that names it',
    ),
  type: serviceType.optional(),
  ...scaleSettings,
  ...serviceSettings,
});

/** Deploys a release of a service, and makes the service when it is new. */
export function deployService() {
  return defineOperation({
    name: 'deploy-service',
    title: 'Deploy a service',
    description:
      'Deploys an image tag of a service and proves that the rollout is healthy. The first deploy makes the service and needs the image; later ones keep every setting that is not named. A web service serves HTTP under a host of its own, a worker runs without one, a cron service runs on a schedule. When the new release does not come up, the operation fails with the evidence and the release before keeps serving.',
    risk: 'write',
    role: 'developer',
    input,
    ...onService,
    plan({ input: request, snapshot, domain }) {
      const { tenant, service, ...patch } = request;
      const { tag } = patch;
      const platform = snapshot.platform.document;
      const existing = findService(snapshot, tenant, service);
      if (patch.source) {
        requireOwnSource({
          tenant,
          existing: existing?.spec,
          repository: patch.source.repository,
          snapshot,
        });
      }
      const document = existing
        ? changeService(existing, patch, platform)
        : newService({ tenant, service, tag, patch, platform });
      const { spec } = document;
      return {
        changes: planServiceChange({ document, snapshot, domain }),
        summary: existing
          ? `Service ${service} of ${tenant} runs ${tag} instead of ${existing.spec.image.tag}`
          : `Service ${service} exists in ${tenant} and runs ${tag}`,
        title: `feat(${tenant}/${service}): deploy ${tag}`,
        warnings: changeWarnings(existing?.spec, spec),
        result: {
          tenant,
          service,
          image: spec.image.repository,
          tag,
          host:
            spec.type === 'web'
              ? serviceHost({ service, tenant, domain })
              : null,
        },
      };
    },
    ...provenByRollout,
  });
}
