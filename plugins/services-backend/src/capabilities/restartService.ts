import { z } from 'zod';
import { defineOperation, PlatformError } from '@mctl/plugin-platform-node';
import { changeService } from '../changes/changeService';
import { onService, serviceInput } from '../changes/serviceOperation';
import { planServiceChange, requireService } from '../planServiceChange';
import { provenByRollout } from './provenByRollout';

/** Replaces the pods of a service by new ones of the same release. */
export function restartService() {
  return defineOperation({
    name: 'restart-service',
    title: 'Restart a service',
    description:
      'Replaces all pods of a service by new ones of the same release, a few at a time, and proves that they are ready. Use it when a service hangs or has to read something anew; it changes no setting.',
    risk: 'write',
    role: 'developer',
    input: z.object(serviceInput),
    ...onService,
    plan({ input: { tenant, service }, snapshot, domain }) {
      const existing = requireService(snapshot, tenant, service);
      const { type, replicas, image, restarts = 0 } = existing.spec;
      if (type === 'cron') {
        throw new PlatformError(
          'not_possible',
          'A cron service has nothing to restart: each run starts anew',
          { hint: 'get-service-status shows its runs.' },
        );
      }
      if (replicas === 0) {
        throw new PlatformError(
          'not_possible',
          'The service sleeps, so it has nothing to restart',
          { hint: 'Wake it with scale-service.' },
        );
      }
      const document = changeService(
        existing,
        { restarts: restarts + 1 },
        snapshot.platform.document,
      );
      return {
        changes: planServiceChange({ document, snapshot, domain }),
        summary: `Service ${service} of ${tenant} runs ${image.tag} in new pods`,
        title: `feat(${tenant}/${service}): restart`,
        warnings:
          document.spec.strategy === 'recreate' || document.spec.volumes
            ? [
                'The service is interrupted: its old pod ends before the new one starts',
              ]
            : [],
        result: { tenant, service, tag: image.tag },
      };
    },
    ...provenByRollout,
  });
}
