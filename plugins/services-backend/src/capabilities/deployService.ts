import { z } from 'zod';
import {
  applicationName,
  DOCUMENT_API_VERSION,
  envName,
  envValue,
  imageRepository,
  imageTag,
  port,
  probesSchema,
  serviceHost,
  serviceName,
  tenantName,
  type PlatformDocument,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import { servicePath } from '@mctl/plugin-gitops-node';
import { defineOperation, PlatformError } from '@mctl/plugin-platform-node';
import { findService, planServiceChange } from '../planServiceChange';
import { rolloutHealthy } from './rolloutHealthy';

const input = z.object({
  tenant: tenantName,
  service: serviceName,
  tag: imageTag,
  image: imageRepository
    .optional()
    .describe(
      'Image repository without tag, such as ghcr.io/acme/shop; needed for the first deploy, kept afterwards',
    ),
  type: z
    .enum(['web', 'worker'])
    .optional()
    .describe('web serves HTTP under a host of its own; worker does not'),
  port: port.optional().describe('Port the container listens on'),
  replicas: z.number().int().min(0).max(50).optional(),
  env: z
    .strictObject({
      set: z.record(envName, envValue).optional(),
      unset: z.array(envName).optional(),
    })
    .optional()
    .describe('Environment variables to set and to remove'),
  probes: probesSchema.optional(),
});

type Input = z.infer<typeof input>;

/** Deploys a release of a service, and makes the service when it is new. */
export function deployService() {
  return defineOperation({
    name: 'deploy-service',
    title: 'Deploy a service',
    description:
      'Deploys an image tag of a service and proves that the rollout is healthy. The first deploy makes the service and needs the image; later ones keep every setting that is not named. When the new release does not come up, the operation fails with the evidence and the release before keeps serving.',
    risk: 'write',
    role: 'developer',
    input,
    subject: ({ tenant, service }) => `service:${tenant}/${service}`,
    writes: ({ tenant, service }) => [servicePath(tenant, service)],
    plan({ input: request, snapshot, domain }) {
      const { tenant, service, tag } = request;
      const existing = findService(snapshot, tenant, service);
      const document = existing
        ? changedService(existing, request)
        : newService(request, snapshot.platform.document);
      const host =
        document.spec.type === 'web'
          ? serviceHost({ service, tenant, domain })
          : null;
      return {
        changes: planServiceChange({ document, snapshot, domain }),
        summary: existing
          ? `Service ${service} of ${tenant} runs ${tag} instead of ${existing.spec.image.tag}`
          : `Service ${service} exists in ${tenant} and runs ${tag}`,
        title: `feat(${tenant}/${service}): deploy ${tag}`,
        warnings: warningsOf(existing, document),
        result: {
          tenant,
          service,
          image: document.spec.image.repository,
          tag,
          host,
        },
      };
    },
    sync: ({ tenant, service }) => [
      {
        application: applicationName.service(tenant, service),
        expect: 'present',
      },
    ],
    verify: rolloutHealthy,
  });
}

function newService(
  request: Input,
  platform: PlatformDocument,
): ServiceDocument {
  if (!request.image) {
    const message = `is needed: "${request.service}" is not deployed in "${request.tenant}" yet`;
    throw new PlatformError('invalid_input', `image: ${message}`, {
      faults: [{ path: 'image', message }],
      hint: 'Name the image repository, such as ghcr.io/acme/shop, beside the tag.',
    });
  }
  const type = request.type ?? 'web';
  return {
    apiVersion: DOCUMENT_API_VERSION,
    kind: 'Service',
    metadata: { name: request.service, tenant: request.tenant },
    spec: {
      type,
      image: { repository: request.image, tag: request.tag },
      ...(type === 'web' && {
        port: request.port ?? platform.spec.defaults.port,
      }),
      ...(type === 'worker' && request.port && { port: request.port }),
      replicas: request.replicas ?? platform.spec.defaults.replicas,
      ...withEnv(undefined, request.env),
      ...(request.probes && { probes: request.probes }),
    },
  };
}

function changedService(
  existing: ServiceDocument,
  request: Input,
): ServiceDocument {
  const { env, ...spec } = existing.spec;
  return {
    ...existing,
    spec: {
      ...spec,
      image: {
        repository: request.image ?? spec.image.repository,
        tag: request.tag,
      },
      ...(request.type && { type: request.type }),
      ...(request.port && { port: request.port }),
      ...(request.replicas !== undefined && { replicas: request.replicas }),
      ...withEnv(env, request.env),
      ...(request.probes && { probes: request.probes }),
    },
  };
}

function withEnv(
  before: Record<string, string> | undefined,
  change: Input['env'],
): { env?: Record<string, string> } {
  const env = { ...before, ...change?.set };
  for (const name of change?.unset ?? []) {
    delete env[name];
  }
  return Object.keys(env).length > 0 ? { env } : {};
}

function warningsOf(
  existing: ServiceDocument | undefined,
  next: ServiceDocument,
): string[] {
  const warnings: string[] = [];
  if (
    existing &&
    existing.spec.image.repository !== next.spec.image.repository
  ) {
    warnings.push(
      `The image changes from ${existing.spec.image.repository} to ${next.spec.image.repository}`,
    );
  }
  if (existing?.spec.type === 'web' && next.spec.type === 'worker') {
    warnings.push('The service loses its host: a worker serves no HTTP');
  }
  if (next.spec.replicas === 0) {
    warnings.push('The service sleeps: it has no replicas');
  }
  return warnings;
}
