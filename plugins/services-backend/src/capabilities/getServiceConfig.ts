import { z } from 'zod';
import {
  resourcesSchema,
  serviceDocumentSchema,
  serviceName,
  tenantName,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import {
  InvalidDocumentError,
  RENDERER_VERSION,
  serviceDocumentPath,
  serviceRenderedFolder,
  type RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import { defineQuery } from '@mctl/plugin-platform-node';
import { planServiceChange, requireService } from '../planServiceChange';
import {
  effectiveResources,
  effectiveResourcesSchema,
} from '../usage/effectiveResources';

const driftSchema = z
  .object({
    state: z.enum([
      'none',
      'not_rendered',
      'renderer_outdated',
      'not_renderable',
    ]),
    files: z
      .array(z.string())
      .describe('Manifests that are not those of the document'),
    message: z.string().nullable(),
  })
  .describe('Whether the manifests are those of the document');

/** Shows what a service is configured to be. */
export function getServiceConfig() {
  return defineQuery({
    name: 'get-service-config',
    title: 'Get the configuration of a service',
    description:
      'Shows the document of a service as it stands in the repository: image, environment variables with their values, names and versions of secrets (never their values), probes, resources, volumes, jobs. Also which resources hold in effect, and whether the manifests are those of the document.',
    role: 'viewer',
    input: z.object({ tenant: tenantName, service: serviceName }),
    output: z.object({
      tenant: z.string(),
      service: z.string(),
      path: z.string().describe('Where the document is in the repository'),
      commit: z.string().describe('The commit it was read at'),
      document: serviceDocumentSchema,
      resources: effectiveResourcesSchema
        .nullable()
        .describe(
          'What holds in effect; null when the platform has no such profile',
        ),
      renderedWith: z
        .number()
        .int()
        .nullable()
        .describe('Version of the renderer that wrote the manifests'),
      renderer: z.number().int().describe('The version in use now'),
      drift: driftSchema,
      profiles: z
        .array(resourcesSchema.extend({ name: z.string() }))
        .describe('Sizes that apply-resource-profile takes'),
    }),
    run({ input, snapshot, domain }) {
      const { tenant, service } = input;
      const document = requireService(snapshot, tenant, service);
      return {
        tenant,
        service,
        path: serviceDocumentPath(tenant, service),
        commit: snapshot.commit,
        document,
        resources: effectiveResources(document, snapshot.platform.document),
        renderedWith: document.renderedWith ?? null,
        renderer: RENDERER_VERSION,
        drift: driftOf({ document, snapshot, domain }),
        profiles: Object.entries(
          snapshot.platform.document.spec.profiles ?? {},
        ).map(([name, sizes]) => ({ name, ...sizes })),
      };
    },
  });
}

/** How the manifests in the repository compare with the document. */
function driftOf(options: {
  document: ServiceDocument;
  snapshot: RepositorySnapshot;
  domain: string;
}): z.infer<typeof driftSchema> {
  const { document, snapshot, domain } = options;
  const { tenant, name } = document.metadata;
  if ((document.renderedWith ?? 0) < RENDERER_VERSION) {
    return {
      state: 'renderer_outdated',
      files: [],
      message:
        'The manifests are not of the renderer in use, so they cannot be compared; the next change of the service, or re-render, brings them up to date.',
    };
  }
  const folder = serviceRenderedFolder(tenant, name);
  try {
    const files = planServiceChange({ document, snapshot, domain })
      .map(({ path }) => path)
      .filter(path => path.startsWith(folder));
    return files.length === 0
      ? { state: 'none', files, message: null }
      : {
          state: 'not_rendered',
          files,
          message:
            'The document or its manifests were changed by hand, and the cluster runs the manifests. The next change of the service writes them anew.',
        };
  } catch (error) {
    if (error instanceof InvalidDocumentError) {
      return { state: 'not_renderable', files: [], message: error.message };
    }
    throw error;
  }
}
