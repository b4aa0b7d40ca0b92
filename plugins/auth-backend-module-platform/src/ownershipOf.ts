import type { GitOpsRepository } from '@mctl/plugin-gitops-node';
import {
  isKnown,
  roleAmong,
  userRef,
  type LocalPerson,
} from '@mctl/plugin-platform-common';

const ADMINS = 'group:default/platform-admins';

/**
 * The entities that a person's catalog shows as owned: themselves and the
 * tenants they are in, as the repository says now. Nothing is decided by it;
 * while the repository is unknown it is the person alone.
 */
export function ownershipOf(
  name: LocalPerson['name'],
  sources: {
    repository: Pick<GitOpsRepository, 'current'>;
    /** Entity references of the platform's admins. */
    admins: readonly string[];
  },
): string[] {
  const current = sources.repository.current();
  const snapshot = isKnown(current) ? current.value : current.last?.value;
  const tenants = [...(snapshot?.tenants.values() ?? [])].filter(
    ({ document }) => roleAmong(document.spec.members, name) !== undefined,
  );
  const user = userRef(name);
  return [
    user,
    ...(sources.admins.includes(user) ? [ADMINS] : []),
    ...tenants.map(({ document }) => `group:default/${document.metadata.name}`),
  ];
}
