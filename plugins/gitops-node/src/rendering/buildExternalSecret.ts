import type { ServiceDocument } from '@mctl/plugin-platform-common';
import { PRUNE_LAST, preSyncHook } from './argoAnnotations';
import { manifest, type Manifest } from './Manifest';
import { serviceLabels } from './objectLabels';
import { preparedName, secretsName } from './objectNames';

/** The SecretStore of a tenant: it reads the tenant's secrets and no others. */
export const SECRET_STORE = 'tenant';

/** Where the secret store keeps each value. */
const VALUE_PROPERTY = 'value';

/** Whether a service has secrets. */
export function hasSecrets(document: ServiceDocument): boolean {
  return Object.keys(document.spec.secrets ?? {}).length > 0;
}

/**
 * Fetches exactly the pinned version of each secret of a service; the values
 * are nowhere in the repository.
 *
 * @param options.prepared - the copy for the job before the rollout
 */
export function buildExternalSecret(
  document: ServiceDocument,
  options: { prepared: boolean },
): Manifest {
  const { name: service, tenant } = document.metadata;
  const { secrets = {} } = document.spec;
  const name = options.prepared
    ? preparedName(secretsName(document))
    : secretsName(document);
  return manifest({
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: {
      name,
      namespace: tenant,
      labels: serviceLabels(tenant, service),
      annotations: options.prepared ? preSyncHook(-1) : PRUNE_LAST,
    },
    spec: {
      // The version is pinned, so there is nothing to look at again.
      refreshPolicy: 'OnChange',
      secretStoreRef: { kind: 'SecretStore', name: SECRET_STORE },
      target: { name, creationPolicy: 'Owner', immutable: true },
      data: Object.keys(secrets)
        .sort()
        .map(key => ({
          secretKey: key,
          remoteRef: {
            key: `${tenant}/${service}/${key}`,
            property: VALUE_PROPERTY,
            version: String(secrets[key].version),
          },
        })),
    },
  });
}
