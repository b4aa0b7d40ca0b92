import {
  type Application,
  type Deployment,
  type KubeEvent,
  type KubeObject,
  lastSeen,
  type Namespace,
  type Pod,
  type ReplicaSet,
} from '../store/objects';
import {
  APPLICATIONS,
  DEPLOYMENTS,
  EVENTS,
  NAMESPACES,
  PODS,
  REPLICA_SETS,
  type ResourceType,
} from '../store/resources';
import { humanDuration } from './humanDuration';
import type { ListPage } from './listPage';

type Cell = string | number;

interface Column<T> {
  name: string;
  cell: (object: T, now: Date) => Cell;
  /** Shown only with `-o wide`. */
  wide?: boolean;
  integer?: boolean;
}

/** A list of objects as the table that kubectl prints. */
export function toTable(options: {
  type: ResourceType;
  objects: readonly KubeObject[];
  metadata: ListPage['metadata'];
  now: Date;
  /** What goes along with each row. */
  include: 'Metadata' | 'Object' | 'None';
}) {
  const columns = columnsOf(options.type);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata,
    columnDefinitions: columns.map(column => ({
      name: column.name,
      type: column.integer ? 'integer' : 'string',
      format: column.name === 'Name' ? 'name' : '',
      description: '',
      priority: column.wide ? 1 : 0,
    })),
    rows: options.objects.map(object => ({
      cells: columns.map(column => column.cell(object, options.now)),
      object:
        options.include === 'Object'
          ? object
          : {
              kind: 'PartialObjectMetadata',
              apiVersion: 'meta.k8s.io/v1',
              metadata: object.metadata,
            },
    })),
  };
}

const NAME: Column<KubeObject> = {
  name: 'Name',
  cell: object => object.metadata.name,
};
const AGE: Column<KubeObject> = {
  name: 'Age',
  cell: (object, now) => since(object.metadata.creationTimestamp, now),
};

const POD_COLUMNS: Array<Column<Pod>> = [
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

const DEPLOYMENT_COLUMNS: Array<Column<Deployment>> = [
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

const REPLICA_SET_COLUMNS: Array<Column<ReplicaSet>> = [
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

const NAMESPACE_COLUMNS: Array<Column<Namespace>> = [
  NAME,
  { name: 'Status', cell: ({ status }) => status?.phase ?? 'Active' },
  AGE,
];

const EVENT_COLUMNS: Array<Column<KubeEvent>> = [
  {
    name: 'Last Seen',
    cell: (event, now) => since(lastSeen(event), now),
  },
  { name: 'Type', cell: event => event.type },
  { name: 'Reason', cell: event => event.reason },
  {
    name: 'Object',
    cell: ({ involvedObject }) =>
      `${involvedObject.kind.toLowerCase()}/${involvedObject.name}`,
  },
  {
    name: 'Subobject',
    wide: true,
    cell: ({ involvedObject }) => involvedObject.fieldPath ?? '',
  },
  {
    name: 'Source',
    wide: true,
    cell: ({ source }) =>
      [source?.component, source?.host].filter(Boolean).join(', '),
  },
  { name: 'Message', cell: event => event.message.trim() },
  {
    name: 'First Seen',
    wide: true,
    cell: (event, now) => since(event.firstTimestamp ?? lastSeen(event), now),
  },
  {
    name: 'Count',
    integer: true,
    wide: true,
    cell: ({ series, count }) => series?.count ?? count ?? 1,
  },
  { ...NAME, wide: true },
];

const APPLICATION_COLUMNS: Array<Column<Application>> = [
  NAME,
  { name: 'Sync Status', cell: ({ status }) => status?.sync.status ?? '' },
  { name: 'Health Status', cell: ({ status }) => status?.health.status ?? '' },
  {
    name: 'Revision',
    wide: true,
    cell: ({ status }) => status?.sync.revision ?? '',
  },
  { name: 'Project', wide: true, cell: ({ spec }) => spec.project },
];

function columnsOf(type: ResourceType): ReadonlyArray<Column<KubeObject>> {
  const columns = new Map<ResourceType, unknown>([
    [PODS, POD_COLUMNS],
    [DEPLOYMENTS, DEPLOYMENT_COLUMNS],
    [REPLICA_SETS, REPLICA_SET_COLUMNS],
    [NAMESPACES, NAMESPACE_COLUMNS],
    [EVENTS, EVENT_COLUMNS],
    [APPLICATIONS, APPLICATION_COLUMNS],
  ]).get(type);
  // The store guarantees that the objects of a type have the type's shape.
  return (columns as Array<Column<KubeObject>> | undefined) ?? [NAME, AGE];
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

function since(time: string, now: Date): string {
  return humanDuration(now.getTime() - Date.parse(time));
}

function names(containers: ReadonlyArray<{ name: string }>): string {
  return containers.map(({ name }) => name).join(',');
}

function pairs(labels: Readonly<Record<string, string>> = {}): string {
  const list = Object.keys(labels)
    .sort()
    .map(key => `${key}=${labels[key]}`);
  return list.join(',') || '<none>';
}

function images(containers: ReadonlyArray<{ image: string }>): string {
  return containers.map(({ image }) => image).join(',');
}
