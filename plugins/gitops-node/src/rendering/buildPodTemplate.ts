import type {
  PlatformDocument,
  ServiceDocument,
} from '@mctl/plugin-platform-common';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import { buildContainer, type ContainerPurpose } from './buildContainer';
import { hasFiles } from './buildFiles';
import { jobPodLabels, serviceLabels } from './objectLabels';
import { claimName, filesName, preparedName, secretsName } from './objectNames';

/** Annotation of the pod template that a restart changes. */
const RESTARTS_ANNOTATION = 'mctl.ai/restarts';

/** Files of a volume belong to this group, so that any user can write them. */
const VOLUME_GROUP = 10_001;

/** What a pod is for, and whether it runs before the release is applied. */
export type PodPurpose = Omit<ContainerPurpose, 'secretsName'>;

function buildVolumes(document: ServiceDocument, isJob: boolean): IVolume[] {
  const { name } = document.metadata;
  const volumes = isJob ? [] : (document.spec.volumes ?? []);
  const files = filesName(document);
  return [
    { name: 'tmp', emptyDir: {} },
    ...volumes.map(volume => ({
      name: volume.name,
      persistentVolumeClaim: { claimName: claimName(name, volume.name) },
    })),
    ...(hasFiles(document)
      ? [
          {
            name: 'files',
            configMap: { name: isJob ? preparedName(files) : files },
          },
        ]
      : []),
  ];
}

/**
 * The pods of a service. They depend on the release and on restarts only, so
 * that scaling starts no rollout.
 */
export function buildPodTemplate(
  document: ServiceDocument,
  platform: PlatformDocument,
  purpose: PodPurpose,
): IPodTemplateSpec {
  const { name, tenant } = document.metadata;
  const { restarts = 0, image, volumes } = document.spec;
  const isJob = purpose.purpose === 'job';
  const secrets = secretsName(document);
  return {
    metadata: {
      labels: isJob ? jobPodLabels(tenant, name) : serviceLabels(tenant, name),
      annotations:
        restarts > 0 && !isJob
          ? { [RESTARTS_ANNOTATION]: String(restarts) }
          : undefined,
    },
    spec: {
      ...(purpose.purpose !== 'serve' && { restartPolicy: 'Never' }),
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      imagePullSecrets: image.pullSecret
        ? [{ name: image.pullSecret }]
        : undefined,
      securityContext: {
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
        ...(volumes && !isJob && { fsGroup: VOLUME_GROUP }),
      },
      containers: [
        buildContainer(document, platform, {
          ...purpose,
          secretsName: isJob ? preparedName(secrets) : secrets,
        }),
      ],
      volumes: buildVolumes(document, isJob),
    },
  };
}
