import { z } from 'zod';

/*
 * Custom kinds that the platform renders, as far as it renders them. The
 * Kubernetes client does not know their fields, and the models let unknown ones
 * pass, so that every field is named here.
 */

const metadata = z.strictObject({
  name: z.string().min(1),
  namespace: z.string().min(1),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

const groupKinds = z.array(
  z.strictObject({ group: z.string(), kind: z.string().min(1) }),
);

const name = z.string().min(1).max(253);

/** https://argo-cd.readthedocs.io/en/stable/operator-manual/project-specification */
const appProject = z.strictObject({
  apiVersion: z.literal('argoproj.io/v1alpha1'),
  kind: z.literal('AppProject'),
  metadata,
  spec: z.strictObject({
    description: z.string().max(255),
    sourceRepos: z.array(z.string()).min(1),
    destinations: z
      .array(z.strictObject({ server: z.url(), namespace: z.string() }))
      .min(1),
    clusterResourceWhitelist: groupKinds,
    namespaceResourceWhitelist: groupKinds,
    roles: z.array(
      z.strictObject({
        name: z.string().min(1),
        description: z.string(),
        groups: z.array(z.string()),
        policies: z.array(z.string().startsWith('p, proj:')),
      }),
    ),
  }),
});

/** https://external-secrets.io/latest/api/externalsecret */
const externalSecret = z.strictObject({
  apiVersion: z.literal('external-secrets.io/v1'),
  kind: z.literal('ExternalSecret'),
  metadata,
  spec: z.strictObject({
    refreshPolicy: z.enum(['CreatedOnce', 'Periodic', 'OnChange']),
    secretStoreRef: z.strictObject({ kind: z.literal('SecretStore'), name }),
    target: z.strictObject({
      name,
      creationPolicy: z.enum(['Owner', 'Orphan', 'Merge', 'None']),
      immutable: z.boolean(),
    }),
    data: z
      .array(
        z.strictObject({
          secretKey: z.string().regex(/^[-._a-zA-Z0-9]{1,253}$/),
          remoteRef: z.strictObject({
            key: z.string().min(1),
            property: z.string().min(1),
            version: z.string().regex(/^[1-9][0-9]*$/),
          }),
        }),
      )
      .min(1),
  }),
});

/** https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor */
const serviceMonitor = z.strictObject({
  apiVersion: z.literal('monitoring.coreos.com/v1'),
  kind: z.literal('ServiceMonitor'),
  metadata,
  spec: z.strictObject({
    selector: z.strictObject({
      matchLabels: z.record(z.string(), z.string()),
    }),
    endpoints: z
      .array(
        z.strictObject({
          port: z.string().min(1).max(15),
          path: z.string().startsWith('/'),
        }),
      )
      .min(1),
  }),
});

/** Schemas of the custom kinds that are rendered. */
export const CUSTOM_KINDS = { appProject, externalSecret, serviceMonitor };
