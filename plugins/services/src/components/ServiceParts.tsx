import {
  RiCheckLine,
  RiCloseLine,
  RiLoader4Line,
  RiPauseLine,
  type RemixiconComponentType,
} from '@remixicon/react';
import { isKnown, type Observed } from '@mctl/plugin-platform-common';
import {
  Badge,
  Code,
  Columns,
  DataTable,
  Facts,
  ObservedNote,
  ObservedValue,
  Panel,
  RelativeTime,
  type DataColumn,
  type ServiceDetails,
  type ServiceJob,
  type Tone,
} from '@mctl/plugin-platform-react';

const STATES: Record<
  ServiceJob['state'],
  { label: string; tone: Tone; icon: RemixiconComponentType }
> = {
  running: { label: 'Running', tone: 'info', icon: RiLoader4Line },
  succeeded: { label: 'Succeeded', tone: 'success', icon: RiCheckLine },
  failed: { label: 'Failed', tone: 'danger', icon: RiCloseLine },
  suspended: { label: 'Suspended', tone: 'neutral', icon: RiPauseLine },
};

const PURPOSES: Record<ServiceJob['purpose'], string> = {
  run: 'Scheduled run',
  before_deploy: 'Before a deploy',
  job: 'Job',
};

const JOB_COLUMNS: ReadonlyArray<DataColumn<ServiceJob>> = [
  { header: 'Job', cell: job => <Code>{job.name}</Code> },
  { header: 'What for', cell: job => PURPOSES[job.purpose] },
  {
    header: 'State',
    cell: job => {
      const { label, tone, icon } = STATES[job.state];
      return (
        <Badge tone={tone} icon={icon} isBusy={job.state === 'running'}>
          {label}
        </Badge>
      );
    },
  },
  { header: 'Why', cell: job => job.message ?? job.reason },
  {
    header: 'Started',
    cell: job =>
      job.startedAt ? <RelativeTime time={job.startedAt} /> : 'not yet',
  },
];

/**
 * What some services have beside their pods: autoscaler, schedule, jobs and
 * volumes. A part that a service does not have is left out; one that is not
 * known is shown as unknown.
 */
export function ServiceParts(props: { details: ServiceDetails }) {
  const { autoscaling, schedule, jobs, volumes } = props.details;
  return (
    <>
      <Columns>
        {!isAbsent(autoscaling) && (
          <Panel
            title="Autoscaling"
            actions={<ObservedNote observed={autoscaling} />}
          >
            <ObservedValue observed={autoscaling}>
              {found =>
                found && (
                  <Facts
                    facts={[
                      ['Bounds', `${found.min} to ${found.max}`],
                      ['Now', `${found.current}, wants ${found.desired}`],
                      [
                        'CPU',
                        `${percent(found.cpu.current)} of the request, wanted ${percent(found.cpu.target)}`,
                      ],
                    ]}
                  />
                )
              }
            </ObservedValue>
          </Panel>
        )}
        {!isAbsent(schedule) && (
          <Panel
            title="Schedule"
            actions={<ObservedNote observed={schedule} />}
          >
            <ObservedValue observed={schedule}>
              {found =>
                found && (
                  <Facts
                    facts={[
                      ['Cron', <Code key="cron">{found.schedule}</Code>],
                      ['State', found.paused ? 'Paused' : 'On'],
                      ['Running now', found.active],
                      ['Last run', moment(found.lastScheduledAt)],
                      ['Last success', moment(found.lastSucceededAt)],
                    ]}
                  />
                )
              }
            </ObservedValue>
          </Panel>
        )}
      </Columns>
      {!isAbsent(jobs) && (
        <Panel title="Jobs" actions={<ObservedNote observed={jobs} />}>
          <ObservedValue observed={jobs}>
            {found => (
              <DataTable
                label="Jobs"
                columns={JOB_COLUMNS}
                rows={found}
                rowKey={job => job.name}
              />
            )}
          </ObservedValue>
        </Panel>
      )}
      {!isAbsent(volumes) && (
        <Panel title="Volumes" actions={<ObservedNote observed={volumes} />}>
          <ObservedValue observed={volumes}>
            {found => (
              <DataTable
                label="Volumes"
                columns={[
                  { header: 'Claim', cell: row => <Code>{row.name}</Code> },
                  { header: 'Phase', cell: row => row.phase },
                  { header: 'Asked for', cell: row => row.requested },
                  { header: 'Size', cell: row => row.capacity ?? 'none yet' },
                ]}
                rows={found}
                rowKey={row => row.name}
              />
            )}
          </ObservedValue>
        </Panel>
      )}
    </>
  );
}

function isAbsent(part: Observed<unknown>): boolean {
  return (
    isKnown(part) &&
    (part.value === null ||
      (Array.isArray(part.value) && part.value.length === 0))
  );
}

function percent(value: number | null): string {
  return value === null ? 'not measured' : `${value} %`;
}

function moment(time: string | null) {
  return time ? <RelativeTime time={time} /> : 'never';
}
