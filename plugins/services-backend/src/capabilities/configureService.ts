import { z } from 'zod';
import { imageSchema } from '@mctl/plugin-platform-common';
import { defineOperation } from '@mctl/plugin-platform-node';
import { changedSettings, listed } from '../changes/describeChange';
import { changeService } from '../changes/changeService';
import { changeWarnings } from '../changes/changeWarnings';
import { serviceSettings } from '../changes/serviceSettings';
import { onService, serviceInput } from '../changes/serviceOperation';
import { planServiceChange, requireService } from '../planServiceChange';
import { provenByRollout } from './provenByRollout';

const input = z.object({
  ...serviceInput,
  ...serviceSettings,
  pullSecret: imageSchema.shape.pullSecret.unwrap().nullable().optional(),
  deploys: z
    .strictObject({ auto: z.boolean() })
    .optional()
    .describe(
      'Whether automatic deploys are on; a rollback pauses them, {auto: true} resumes them',
    ),
});

/** Changes how a service runs, and leaves its release as it is. */
export function configureService() {
  return defineOperation({
    name: 'configure-service',
    title: 'Configure a service',
    description:
      'Changes how a service runs: environment, files, volumes, probes, resources or profile, port, command, jobs, strategy, metrics, schedule, and whether automatic deploys are on. What is left out stays as it is. Proves that the rollout is healthy; when nothing changes, it succeeds with changed: false. Use scale-service for replicas and deploy-service for another image tag.',
    risk: 'write',
    role: 'developer',
    input,
    ...onService,
    plan({ input: request, snapshot, domain }) {
      const { tenant, service, ...patch } = request;
      const existing = requireService(snapshot, tenant, service);
      const document = changeService(
        existing,
        patch,
        snapshot.platform.document,
      );
      const settings = changedSettings(existing.spec, document.spec);
      return {
        changes: planServiceChange({ document, snapshot, domain }),
        summary:
          settings.length > 0
            ? `Service ${service} of ${tenant} runs with other settings: ${listed(settings)}`
            : `Service ${service} of ${tenant} stays as it is`,
        title: `feat(${tenant}/${service}): configure ${listed(settings) || 'nothing'}`,
        warnings: changeWarnings(existing.spec, document.spec),
        result: { tenant, service, settings },
      };
    },
    ...provenByRollout,
  });
}
