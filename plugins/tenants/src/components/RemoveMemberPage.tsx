import { useParams } from 'react-router-dom';
import { PlannedChangePage, paths } from '@mctl/plugin-platform-react';

/** Removes a member from a tenant, after the plan was seen. */
export function RemoveMemberPage() {
  const { tenant = '', user = '' } = useParams();
  return (
    <PlannedChangePage
      title={`Remove ${user}`}
      description={`From the tenant ${tenant}`}
      path={paths.removeMember(tenant, user)}
      cancelPath={paths.tenant(tenant)}
      request={{ operation: 'remove-member', input: { tenant, user } }}
      confirmLabel="Remove this member"
      isDestructive
    />
  );
}
