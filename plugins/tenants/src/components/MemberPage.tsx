import { useState } from 'react';
import { useNavigate, useParams } from 'react-router-dom';
import { Radio, RadioGroup, TextField } from '@backstage/ui';
import { ROLES, userName, type Role } from '@mctl/plugin-platform-common';
import {
  CheckedForm,
  PlatformPage,
  ReviewedChange,
  explainFault,
  paths,
  useCapabilityQuery,
} from '@mctl/plugin-platform-react';

const ROLE_TEXTS: Readonly<Record<Role, string>> = {
  viewer: 'Viewer: sees everything in the tenant and changes nothing',
  developer: 'Developer: deploys, configures and scales services',
  owner: 'Owner: also members, quota, settings and deletion',
};

/** Adds a member to a tenant, or gives one another role. */
export function MemberPage() {
  const { tenant = '', user } = useParams();
  const isNew = user === undefined;
  const query = useCapabilityQuery('get-tenant', { tenant });
  const member = query.data?.members.find(each => each.user === user);
  return (
    <PlatformPage
      title={isNew ? 'Add a member' : `Role of ${user}`}
      path={isNew ? paths.addMember(tenant) : paths.changeMember(tenant, user)}
      description={`In the tenant ${tenant}`}
    >
      <MemberForm
        key={member?.role}
        tenant={tenant}
        user={user}
        role={member?.role ?? 'developer'}
      />
    </PlatformPage>
  );
}

function MemberForm(props: {
  tenant: string;
  /** Undefined for somebody new. */
  user: string | undefined;
  role: Role;
}) {
  const { tenant } = props;
  const navigate = useNavigate();
  const [user, setUser] = useState(props.user ?? '');
  const [role, setRole] = useState(props.role);
  return (
    <ReviewedChange
      request={{
        operation: 'set-member',
        input: { tenant, user: user.trim(), role },
      }}
      confirmLabel={props.user ? 'Change the role' : 'Add the member'}
    >
      {review => (
        <CheckedForm
          title={props.user ? 'Role' : 'New member'}
          faults={{ user: explainFault(userName, user.trim()) }}
          onSubmit={review}
          onCancel={() => navigate(paths.tenant(tenant))}
        >
          {({ fault }) => (
            <>
              {!props.user && (
                <TextField
                  label="Person"
                  description="User name as in the catalog, such as octocat"
                  isRequired
                  autoComplete="off"
                  spellCheck="false"
                  value={user}
                  onChange={setUser}
                  {...fault('user', user)}
                />
              )}
              <RadioGroup
                label="Role"
                value={role}
                onChange={value =>
                  setRole(ROLES.find(each => each === value) ?? role)
                }
              >
                {ROLES.map(each => (
                  <Radio key={each} value={each}>
                    {ROLE_TEXTS[each]}
                  </Radio>
                ))}
              </RadioGroup>
            </>
          )}
        </CheckedForm>
      )}
    </ReviewedChange>
  );
}
