import {
  RiCheckLine,
  RiErrorWarningLine,
  RiLoader4Line,
  RiSubtractLine,
} from '@remixicon/react';
import { Text } from '@backstage/ui';
import type { Observed, PodStatus } from '@mctl/plugin-platform-common';
import {
  Badge,
  Code,
  DataTable,
  ObservedNote,
  ObservedValue,
  Panel,
  RelativeTime,
  type DataColumn,
} from '@mctl/plugin-platform-react';

/** Phases in which a pod that is not ready may still become so. */
const ON_ITS_WAY = ['Pending', 'Running', 'ContainerCreating'];

const COLUMNS: ReadonlyArray<DataColumn<PodStatus>> = [
  { header: 'Pod', cell: pod => <Code>{pod.name}</Code> },
  { header: 'State', cell: pod => <PodBadge pod={pod} /> },
  { header: 'Release', cell: pod => pod.tag ?? 'unknown' },
  { header: 'Restarts', cell: pod => pod.restarts },
  {
    header: 'Why',
    cell: pod => pod.message ?? pod.lastState ?? pod.reason,
  },
  {
    header: 'Started',
    cell: pod =>
      pod.startedAt ? <RelativeTime time={pod.startedAt} /> : 'not yet',
  },
];

/** The pods of a service. */
export function ServicePods(props: { pods: Observed<PodStatus[]> }) {
  return (
    <Panel title="Pods" actions={<ObservedNote observed={props.pods} />}>
      <ObservedValue observed={props.pods}>
        {pods =>
          pods.length > 0 ? (
            <DataTable
              label="Pods"
              columns={COLUMNS}
              rows={pods}
              rowKey={pod => pod.name}
            />
          ) : (
            <Text as="p">The cluster runs no pod of this service.</Text>
          )
        }
      </ObservedValue>
    </Panel>
  );
}

function PodBadge(props: { pod: PodStatus }) {
  const { ready, reason, phase } = props.pod;
  if (ready) {
    return (
      <Badge tone="success" icon={RiCheckLine}>
        Ready
      </Badge>
    );
  }
  if (reason && !ON_ITS_WAY.includes(reason)) {
    return (
      <Badge tone="danger" icon={RiErrorWarningLine}>
        {reason}
      </Badge>
    );
  }
  if (phase === 'Terminating' || phase === 'Succeeded') {
    return (
      <Badge tone="neutral" icon={RiSubtractLine}>
        {phase}
      </Badge>
    );
  }
  return ON_ITS_WAY.includes(phase) ? (
    <Badge tone="info" icon={RiLoader4Line} isBusy>
      {phase === 'Running' ? 'Not ready' : phase}
    </Badge>
  ) : (
    <Badge tone="danger" icon={RiErrorWarningLine}>
      {phase}
    </Badge>
  );
}
