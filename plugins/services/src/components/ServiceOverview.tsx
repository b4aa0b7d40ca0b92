import { Link } from '@backstage/ui';
import { isKnown } from '@mctl/plugin-platform-common';
import {
  Code,
  Columns,
  Facts,
  HealthBadge,
  HostLink,
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
            [
              'Host',
              details.host && <HostLink key="host" host={details.host} />,
            ],
          ]}
        />
      </Panel>
      <Panel title="Asked for">
        <Facts
          facts={[
            ['Release', <Code key="tag">{desired.tag}</Code>],
            ['Image', <Code key="image">{desired.image}</Code>],
            ['Replicas', wantedReplicas(details)],
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

/** How many replicas are asked for, or between which bounds. */
function wantedReplicas({ desired, autoscaling }: ServiceDetails): string {
  if (isKnown(autoscaling) && autoscaling.value) {
    const { min, max, cpu } = autoscaling.value;
    const target = cpu.target === null ? '' : ` at ${cpu.target} % CPU`;
    return `${min} to ${max}${target}`;
  }
  return desired.replicas === 0 ? '0: it sleeps' : String(desired.replicas);
}
