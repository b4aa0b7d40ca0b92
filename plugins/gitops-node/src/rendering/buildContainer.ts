import type {
  PlatformDocument,
  ServiceDocument,
} from '@mctl/plugin-platform-common';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import { buildProbe } from './buildProbe';
import { fileMounts } from './buildFiles';
import { escapeReferences } from './escapeReferences';
import { imageReference } from './imageReference';
import { containerPorts, listeningPort } from './servicePorts';
import { serviceResources } from './serviceResources';

/** What the container of a pod runs, and what it is given. */
export interface ContainerPurpose {
  /** The service itself, a run of it on schedule, or a job beside it. */
  purpose: 'serve' | 'run' | 'job';
  command?: string[];
  args?: string[];
  /** The secret that holds the pinned values. */
  secretsName: string;
}

function buildProbes(
  document: ServiceDocument,
  platform: PlatformDocument,
): Pick<IContainer, 'livenessProbe' | 'readinessProbe' | 'startupProbe'> {
  const { type, probes = {}, metrics } = document.spec;
  const port = listeningPort(document, platform);
  const asked = port ?? metrics?.port ?? platform.spec.defaults.port;
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

function buildEnv(
  document: ServiceDocument,
  secret: string,
  escape: (text: string) => string,
): IEnvVar[] {
  const { env = {}, secrets = {} } = document.spec;
  return [
    ...Object.keys(env)
      .sort()
      .map(name => ({ name, value: escape(env[name]) })),
    ...Object.keys(secrets)
      .sort()
      .map(name => ({
        name,
        valueFrom: { secretKeyRef: { name: secret, key: name } },
      })),
  ];
}

/** An empty list says the same as none. */
function unlessEmpty<T>(list: T[] | undefined): T[] | undefined {
  return list?.length ? list : undefined;
}

/** The one container of a pod of a service. */
export function buildContainer(
  document: ServiceDocument,
  platform: PlatformDocument,
  { purpose, command, args, secretsName }: ContainerPurpose,
): IContainer {
  const { spec } = document;
  const names = new Set([
    ...Object.keys(spec.env ?? {}),
    ...Object.keys(spec.secrets ?? {}),
  ]);
  const escape = (text: string) => escapeReferences(text, names);
  const serves = purpose === 'serve';
  const volumes = purpose === 'job' ? [] : (spec.volumes ?? []);
  return {
    name: document.metadata.name,
    image: imageReference(spec.image),
    command: unlessEmpty(command?.map(escape)),
    args: unlessEmpty(args?.map(escape)),
    ports: serves
      ? unlessEmpty(
          containerPorts(document, platform).map(({ name, port }) => ({
            name,
            containerPort: port,
          })),
        )
      : undefined,
    env: unlessEmpty(buildEnv(document, secretsName, escape)),
    resources: serviceResources(document, platform),
    ...(serves && buildProbes(document, platform)),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      ...volumes.map(({ name, path }) => ({ name, mountPath: path })),
      ...fileMounts(document),
    ],
  };
}
