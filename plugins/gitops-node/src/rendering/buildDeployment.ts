import {
  wantedReplicas,
  type PlatformDocument,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import {
  Deployment,
  type IDeployment,
} from 'kubernetes-models/apps/v1/Deployment';
import type { IContainer } from 'kubernetes-models/v1/Container';
import {
  DOCUMENT_DIGEST_ANNOTATION,
  documentDigest,
} from '../documents/documentDigest';
import { buildProbe } from './buildProbe';
import { escapeReferences } from './escapeReferences';
import { serviceLabels, serviceSelector } from './objectLabels';
import { listeningPort } from './ServiceContext';

/** A rollout without progress for this long has failed. */
const PROGRESS_DEADLINE_SECONDS = 60;
const REVISION_HISTORY_LIMIT = 5;

function buildProbes(
  document: ServiceDocument,
  port: number | undefined,
): Pick<IContainer, 'livenessProbe' | 'readinessProbe' | 'startupProbe'> {
  const { type, probes = {} } = document.spec;
  const asked = port ?? 80;
  // A web service that does not listen is not ready, even if it names no probe.
  const readiness =
    probes.readiness ??
    (type === 'web' && port !== undefined ? { tcp: port } : undefined);
  return {
    livenessProbe: probes.liveness && buildProbe(probes.liveness, asked),
    readinessProbe: readiness && buildProbe(readiness, asked),
    startupProbe: probes.startup && buildProbe(probes.startup, asked),
  };
}

function buildContainer(
  document: ServiceDocument,
  platform: PlatformDocument,
): IContainer {
  const { spec } = document;
  const env = spec.env ?? {};
  const names = new Set(Object.keys(env));
  const port = listeningPort(document, platform);
  const escape = (text: string) => escapeReferences(text, names);
  return {
    name: document.metadata.name,
    image: `${spec.image.repository}:${spec.image.tag}`,
    command: spec.command?.map(escape),
    args: spec.args?.map(escape),
    ports:
      port === undefined ? undefined : [{ name: 'http', containerPort: port }],
    env:
      names.size === 0
        ? undefined
        : Array.from(names)
            .sort()
            .map(name => ({ name, value: escape(env[name]) })),
    resources: spec.resources ?? platform.spec.defaults.resources,
    ...buildProbes(document, port),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
}

/**
 * The deployment of a service. Its pod template depends on the release only,
 * so that scaling starts no rollout.
 */
export function buildDeployment(
  document: ServiceDocument,
  platform: PlatformDocument,
): Deployment {
  const { name, tenant } = document.metadata;
  const labels = serviceLabels(tenant, name);
  const spec: IDeployment['spec'] = {
    replicas: wantedReplicas(document),
    revisionHistoryLimit: REVISION_HISTORY_LIMIT,
    progressDeadlineSeconds: PROGRESS_DEADLINE_SECONDS,
    selector: { matchLabels: serviceSelector(tenant, name) },
    strategy: {
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    },
    template: {
      metadata: { labels },
      spec: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: {
          runAsNonRoot: true,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [buildContainer(document, platform)],
        volumes: [{ name: 'tmp', emptyDir: {} }],
      },
    },
  };
  return new Deployment({
    metadata: {
      name,
      namespace: tenant,
      labels,
      annotations: { [DOCUMENT_DIGEST_ANNOTATION]: documentDigest(document) },
    },
    spec,
  });
}
