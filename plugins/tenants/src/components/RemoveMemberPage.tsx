import { useNavigate, useParams } from 'react-router-dom';
import {
  PlannedOperation,
  PlatformPage,
  paths,
} from '@mctl/plugin-platform-react';

/** Removes a member from a tenant, after the plan was seen. */
export function RemoveMemberPage() {
  const { tenant = '', user = '' } = useParams();
  const navigate = useNavigate();
  return (
    <PlatformPage
      title={`Remove ${user}`}
      path={paths.removeMember(tenant, user)}
      description={`From the tenant ${tenant}`}
    >
      <PlannedOperation
        request={{ operation: 'remove-member', input: { tenant, user } }}
        confirmLabel="Remove this member"
        isDestructive
        onCancel={() => navigate(paths.tenant(tenant))}
        onAccepted={operation => navigate(paths.operation(operation.id))}
      />
    </PlatformPage>
  );
}
