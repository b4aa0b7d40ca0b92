import type { RepositorySnapshot } from '@mctl/plugin-gitops-node';
import { PlatformError } from '@mctl/plugin-platform-node';
import type { ServiceSpec } from './ServicePatch';

/**
 * Refuses to bind a service to a Git repository that is not its own to bind:
 * CI of that repository may deploy the service from then on.
 *
 * @throws PlatformError `conflict`; another tenant is never named
 */
export function requireOwnSource(options: {
  tenant: string;
  /** The service as it is, when there is one. */
  existing?: ServiceSpec;
  repository: string;
  snapshot: RepositorySnapshot;
}): void {
  const { tenant, existing, repository, snapshot } = options;
  const bound = existing?.source?.repository;
  if (bound !== undefined) {
    if (!isSameRepository(bound, repository)) {
      throw new PlatformError(
        'conflict',
        `The service is bound to the repository ${bound} and cannot be bound to ${repository}`,
        {
          hint: 'Retire the service and deploy it anew, or ask a platform admin to change the binding.',
        },
      );
    }
    return;
  }
  for (const { document } of snapshot.services.values()) {
    const other = document.spec.source?.repository;
    if (
      other !== undefined &&
      document.metadata.tenant !== tenant &&
      isSameRepository(other, repository)
    ) {
      throw new PlatformError(
        'conflict',
        `The repository ${repository} is bound to a service of another tenant`,
        {
          hint: 'Leave source out, or name a repository of your own. If this one is yours, a platform admin can tell who bound it.',
        },
      );
    }
  }
}

/** Git hosts do not tell upper case from lower case in repository names. */
function isSameRepository(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
