import { ButtonLink, Flex } from '@backstage/ui';
import {
  DataTable,
  Panel,
  paths,
  useMay,
  useWhoAmI,
  userLabel,
  type DataColumn,
  type TenantDetails,
} from '@mctl/plugin-platform-react';

type Member = TenantDetails['members'][number];

const COLUMNS: ReadonlyArray<DataColumn<Member>> = [
  { header: 'Person', cell: member => userLabel(member.user) },
  { header: 'Role', cell: member => member.role },
];

/** Who is in a tenant, and what owners may do about it. */
export function TenantMembers(props: { details: TenantDetails }) {
  const { tenant, members } = props.details;
  const isOwner = useMay(tenant, 'owner');
  const you = useWhoAmI().data?.user.split('/').at(-1);
  const owners = members.filter(({ role }) => role === 'owner');
  const isLastOwner = (member: Member) =>
    member.role === 'owner' && owners.length === 1;
  return (
    <Panel
      title={`Members (${members.length})`}
      actions={
        isOwner && (
          <ButtonLink
            size="small"
            variant="secondary"
            href={paths.addMember(tenant)}
          >
            Add a member
          </ButtonLink>
        )
      }
    >
      <DataTable
        label="Members"
        columns={[
          ...COLUMNS,
          {
            header: 'Change',
            cell: member =>
              isLastOwner(member) ? (
                'The last owner stays'
              ) : (
                <Flex gap="2">
                  {isOwner && (
                    <ButtonLink
                      size="small"
                      variant="secondary"
                      href={paths.changeMember(tenant, member.user)}
                      aria-label={`Change the role of ${member.user}`}
                    >
                      Role
                    </ButtonLink>
                  )}
                  {(isOwner || member.user === you) && (
                    <ButtonLink
                      size="small"
                      variant="secondary"
                      href={paths.removeMember(tenant, member.user)}
                      aria-label={
                        member.user === you
                          ? 'Leave the tenant'
                          : `Remove ${member.user}`
                      }
                    >
                      {member.user === you ? 'Leave' : 'Remove'}
                    </ButtonLink>
                  )}
                </Flex>
              ),
          },
        ]}
        rows={members}
        rowKey={member => member.user}
      />
    </Panel>
  );
}
