import { z } from 'zod';
import { profileName } from '@mctl/plugin-platform-common';
import { defineOperation } from '@mctl/plugin-platform-node';
import { changeService } from '../changes/changeService';
import { requireProfile } from '../changes/profiles';
import { onService, serviceInput } from '../changes/serviceOperation';
import { planServiceChange, requireService } from '../planServiceChange';
import { provenByRollout } from './provenByRollout';

/** Gives a service the resources of a profile of the platform. */
export function applyResourceProfile() {
  return defineOperation({
    name: 'apply-resource-profile',
    title: 'Apply a resource profile',
    description:
      "Gives each replica of a service the CPU and memory of one of the platform's profiles, in place of what it has now, and proves that the rollout is healthy. get-sizing-recommendation names a profile that fits.",
    risk: 'write',
    role: 'developer',
    input: z.object({ ...serviceInput, profile: profileName }),
    ...onService,
    plan({ input: { tenant, service, profile }, snapshot, domain }) {
      const existing = requireService(snapshot, tenant, service);
      const platform = snapshot.platform.document;
      const { requests, limits } = requireProfile(platform, profile);
      const document = changeService(existing, { profile }, platform);
      return {
        changes: planServiceChange({ document, snapshot, domain }),
        summary: `Service ${service} of ${tenant} has the profile ${profile}: CPU ${requests.cpu} to ${limits.cpu}, memory ${requests.memory} to ${limits.memory}`,
        title: `feat(${tenant}/${service}): use the profile ${profile}`,
        result: { tenant, service, profile, resources: { requests, limits } },
      };
    },
    ...provenByRollout,
  });
}
