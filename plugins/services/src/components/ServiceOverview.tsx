import { Link } from '@backstage/ui';
import {
  Code,
  Columns,
  Facts,
  HealthBadge,
  ObservedNote,
  ObservedValue,
  Panel,
  RelativeTime,
  StateBadge,
  operationLabel,
  paths,
  shortCommit,
  userLabel,
  type ServiceDetails,
} from '@mctl/plugin-platform-react';

/** What a service is meant to be and what it is. */
export function ServiceOverview(props: { details: ServiceDetails }) {
  const { details } = props;
  const { desired, lastOperation } = details;
  return (
    <Columns>
      <Panel
        title="Live status"
        actions={<ObservedNote observed={details.health} />}
      >
        <Facts
          facts={[
            [
              'Health',
              <ObservedValue key="health" observed={details.health}>
                {({ status, message }) => (
                  <>
                    <HealthBadge
                      health={{
                        value: { status, message },
                        source: details.health.source,
                        observedAt: '',
                      }}
                    />{' '}
                    {message}
                  </>
                )}
              </ObservedValue>,
            ],
            [
              'Replicas',
              <ObservedValue key="replicas" observed={details.replicas}>
                {({ ready, desired: wanted, updated }) =>
                  `${ready} of ${wanted} ready, ${updated} on this release`
                }
              </ObservedValue>,
            ],
            [
              'Repository',
              <ObservedValue key="sync" observed={details.sync}>
                {({ status, revision }) => (
                  <>
                    {status === 'Synced' ? 'In sync' : 'Out of sync'} at{' '}
                    <Code title={revision}>{shortCommit(revision)}</Code>
                  </>
                )}
              </ObservedValue>,
            ],
            ['Host', details.host],
          ]}
        />
      </Panel>
      <Panel title="Asked for">
        <Facts
          facts={[
            ['Release', <Code key="tag">{desired.tag}</Code>],
            ['Image', <Code key="image">{desired.image}</Code>],
            ['Replicas', desired.replicas],
            [
              'Last operation',
              lastOperation && (
                <>
                  <Link href={paths.operation(lastOperation.id)}>
                    {operationLabel(lastOperation.operation)}
                  </Link>{' '}
                  by {userLabel(lastOperation.actor.user)},{' '}
                  <RelativeTime time={lastOperation.createdAt} />
                </>
              ),
            ],
            [
              'Its state',
              lastOperation && <StateBadge state={lastOperation.state} />,
            ],
          ]}
        />
      </Panel>
    </Columns>
  );
}
