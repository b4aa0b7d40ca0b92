import {
  wantedReplicas,
  type PlatformDocument,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import {
  Deployment,
  type IDeployment,
} from 'kubernetes-models/apps/v1/Deployment';
import {
  DOCUMENT_DIGEST_ANNOTATION,
  documentDigest,
} from '../documents/documentDigest';
import { buildPodTemplate } from './buildPodTemplate';
import { serviceLabels, serviceSelector } from './objectLabels';

/** A rollout without progress for this long has failed. */
const PROGRESS_DEADLINE_SECONDS = 60;
const REVISION_HISTORY_LIMIT = 5;

type Strategy = NonNullable<IDeployment['spec']>['strategy'];

/** A volume is attached to one pod at a time, so the old one ends first. */
function buildStrategy({
  strategy,
  volumes,
}: ServiceDocument['spec']): Strategy {
  return strategy === 'recreate' || volumes
    ? { type: 'Recreate' }
    : {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
      };
}

/** The deployment of a service that runs all the time. */
export function buildDeployment(
  document: ServiceDocument,
  platform: PlatformDocument,
): Deployment {
  const { name, tenant } = document.metadata;
  const { spec } = document;
  return new Deployment({
    metadata: {
      name,
      namespace: tenant,
      labels: serviceLabels(tenant, name),
      annotations: { [DOCUMENT_DIGEST_ANNOTATION]: documentDigest(document) },
    },
    spec: {
      // The autoscaler sets them; here, every sync would set them back.
      replicas: spec.autoscaling ? undefined : wantedReplicas(document),
      revisionHistoryLimit: REVISION_HISTORY_LIMIT,
      progressDeadlineSeconds: PROGRESS_DEADLINE_SECONDS,
      selector: { matchLabels: serviceSelector(tenant, name) },
      strategy: buildStrategy(spec),
      template: buildPodTemplate(document, platform, {
        purpose: 'serve',
        command: spec.command,
        args: spec.args,
      }),
    },
  });
}
