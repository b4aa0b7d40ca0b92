import type { CronJob, Job } from '../store/batchObjects';
import type { Deployment, Pod, ReplicaSet } from '../store/objects';
import type {
  HorizontalPodAutoscaler,
  MetricTarget,
  PodDisruptionBudget,
} from '../store/scalingObjects';
import { AGE, type Column, NAME, pairs, since } from './columns';
import { humanDuration } from './humanDuration';

export const POD_COLUMNS: Array<Column<Pod>> = [
  NAME,
  {
    name: 'Ready',
    cell: pod => {
      const ready = pod.status?.containerStatuses?.filter(
        ({ ready: yes }) => yes,
      );
      return `${ready?.length ?? 0}/${pod.spec.containers.length}`;
    },
  },
  { name: 'Status', cell: podStatus },
  {
    name: 'Restarts',
    cell: (pod, now) => {
      const containers = pod.status?.containerStatuses ?? [];
      const restarts = containers.reduce(
        (sum, { restartCount }) => sum + restartCount,
        0,
      );
      const latest = containers
        .flatMap(({ lastState }) => lastState.terminated?.finishedAt ?? [])
        .sort()
        .at(-1);
      return restarts > 0 && latest
        ? `${restarts} (${since(latest, now)} ago)`
        : String(restarts);
    },
  },
  AGE,
  { name: 'IP', wide: true, cell: pod => pod.status?.podIP ?? '<none>' },
  { name: 'Node', wide: true, cell: pod => pod.spec.nodeName ?? '<none>' },
  { name: 'Nominated Node', wide: true, cell: () => '<none>' },
  { name: 'Readiness Gates', wide: true, cell: () => '<none>' },
];

const TEMPLATE_COLUMNS: Array<Column<Deployment | ReplicaSet>> = [
  {
    name: 'Containers',
    wide: true,
    cell: ({ spec }) => names(spec.template.spec.containers),
  },
  {
    name: 'Images',
    wide: true,
    cell: ({ spec }) => images(spec.template.spec.containers),
  },
  {
    name: 'Selector',
    wide: true,
    cell: ({ spec }) => pairs(spec.selector.matchLabels),
  },
];

export const DEPLOYMENT_COLUMNS: Array<Column<Deployment>> = [
  NAME,
  {
    name: 'Ready',
    cell: ({ spec, status }) =>
      `${status?.readyReplicas ?? 0}/${spec.replicas}`,
  },
  {
    name: 'Up-to-date',
    integer: true,
    cell: ({ status }) => status?.updatedReplicas ?? 0,
  },
  {
    name: 'Available',
    integer: true,
    cell: ({ status }) => status?.availableReplicas ?? 0,
  },
  AGE,
  ...TEMPLATE_COLUMNS,
];

export const REPLICA_SET_COLUMNS: Array<Column<ReplicaSet>> = [
  NAME,
  { name: 'Desired', integer: true, cell: ({ spec }) => spec.replicas },
  {
    name: 'Current',
    integer: true,
    cell: ({ status }) => status?.replicas ?? 0,
  },
  {
    name: 'Ready',
    integer: true,
    cell: ({ status }) => status?.readyReplicas ?? 0,
  },
  AGE,
  ...TEMPLATE_COLUMNS,
];

/** Follows `printJob` of Kubernetes. */
export const JOB_COLUMNS: Array<Column<Job>> = [
  NAME,
  { name: 'Status', cell: jobStatus },
  {
    name: 'Completions',
    cell: ({ spec, status }) => {
      const { completions, parallelism = 1 } = spec;
      const succeeded = status?.succeeded ?? 0;
      if (completions !== undefined) {
        return `${succeeded}/${completions}`;
      }
      return parallelism > 1
        ? `${succeeded}/1 of ${parallelism}`
        : `${succeeded}/1`;
    },
  },
  {
    name: 'Duration',
    cell: ({ status }, now) => {
      if (!status?.startTime) {
        return '';
      }
      const end = status.completionTime
        ? Date.parse(status.completionTime)
        : now.getTime();
      return humanDuration(end - Date.parse(status.startTime));
    },
  },
  AGE,
  {
    name: 'Containers',
    wide: true,
    cell: ({ spec }) => names(spec.template.spec.containers),
  },
  {
    name: 'Images',
    wide: true,
    cell: ({ spec }) => images(spec.template.spec.containers),
  },
  {
    name: 'Selector',
    wide: true,
    cell: ({ spec }) => pairs(spec.selector?.matchLabels),
  },
];

/** Follows `printCronJob` of Kubernetes. */
export const CRON_JOB_COLUMNS: Array<Column<CronJob>> = [
  NAME,
  { name: 'Schedule', cell: ({ spec }) => spec.schedule },
  { name: 'Timezone', cell: ({ spec }) => spec.timeZone ?? '<none>' },
  { name: 'Suspend', cell: ({ spec }) => (spec.suspend ? 'True' : 'False') },
  {
    name: 'Active',
    integer: true,
    cell: ({ status }) => status?.active?.length ?? 0,
  },
  {
    name: 'Last Schedule',
    cell: ({ status }, now) =>
      status?.lastScheduleTime ? since(status.lastScheduleTime, now) : '<none>',
  },
  AGE,
];

/** Follows `printHorizontalPodAutoscaler` of Kubernetes. */
export const AUTOSCALER_COLUMNS: Array<Column<HorizontalPodAutoscaler>> = [
  NAME,
  {
    name: 'Reference',
    cell: ({ spec }) =>
      `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
  },
  { name: 'Targets', cell: autoscalerTargets },
  {
    name: 'MinPods',
    integer: true,
    cell: ({ spec }) => spec.minReplicas ?? '<unset>',
  },
  { name: 'MaxPods', integer: true, cell: ({ spec }) => spec.maxReplicas },
  {
    name: 'Replicas',
    integer: true,
    cell: ({ status }) => status?.currentReplicas ?? 0,
  },
  AGE,
];

/** Follows `printPodDisruptionBudget` of Kubernetes. */
export const DISRUPTION_BUDGET_COLUMNS: Array<Column<PodDisruptionBudget>> = [
  NAME,
  { name: 'Min Available', cell: ({ spec }) => spec.minAvailable ?? 'N/A' },
  {
    name: 'Max Unavailable',
    cell: ({ spec }) => spec.maxUnavailable ?? 'N/A',
  },
  {
    name: 'Allowed Disruptions',
    integer: true,
    cell: ({ status }) => status?.disruptionsAllowed ?? 0,
  },
  AGE,
];

function jobStatus({ metadata, status }: Job): string {
  const holds = (wanted: string) =>
    status?.conditions?.some(
      ({ type, status: value }) => type === wanted && value === 'True',
    );
  if (holds('Complete')) {
    return 'Complete';
  }
  if (holds('Failed')) {
    return 'Failed';
  }
  if (metadata.deletionTimestamp) {
    return 'Terminating';
  }
  if (holds('Suspended')) {
    return 'Suspended';
  }
  return holds('FailureTarget') ? 'FailureTarget' : 'Running';
}

function autoscalerTargets({ spec, status }: HorizontalPodAutoscaler): string {
  const targets = (spec.metrics ?? []).map(metric => {
    const { name, target } = metric.resource ?? metric.containerResource ?? {};
    const current = status?.currentMetrics?.find(
      ({ resource }) => resource?.name === name,
    )?.resource?.current;
    if (!target) {
      return '<unknown>/<unknown>';
    }
    return target.averageUtilization === undefined
      ? `${current?.averageValue ?? '<unknown>'}/${wantedValue(target)}`
      : `${name}: ${current?.averageUtilization === undefined ? '<unknown>' : `${current.averageUtilization}%`}/${target.averageUtilization}%`;
  });
  return targets.length === 0 ? '<none>' : targets.join(', ');
}

function wantedValue({ averageValue, value }: MetricTarget): string {
  return averageValue ?? value ?? '<auto>';
}

/** What the STATUS column of pods says, as `printPod` of Kubernetes does. */
function podStatus(pod: Pod): string {
  if (pod.metadata.deletionTimestamp) {
    return 'Terminating';
  }
  const state = pod.status?.containerStatuses?.find(
    container => !container.state.running,
  )?.state;
  return (
    state?.waiting?.reason ??
    state?.terminated?.reason ??
    pod.status?.phase ??
    'Unknown'
  );
}

function names(containers: ReadonlyArray<{ name: string }>): string {
  return containers.map(({ name }) => name).join(',');
}

function images(containers: ReadonlyArray<{ image: string }>): string {
  return containers.map(({ image }) => image).join(',');
}
