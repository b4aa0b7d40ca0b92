import type { KubeObject } from '../store/objects';
import {
  APPLICATIONS,
  AUTOSCALERS,
  CLAIMS,
  CONFIG_MAPS,
  CRON_JOBS,
  DEPLOYMENTS,
  DISRUPTION_BUDGETS,
  EVENTS,
  EXTERNAL_SECRETS,
  INGRESSES,
  JOBS,
  NAMESPACES,
  NETWORK_POLICIES,
  NODES,
  PODS,
  PRIORITY_CLASSES,
  QUOTAS,
  REPLICA_SETS,
  type ResourceType,
  SECRETS,
  SERVICES,
  STORAGE_CLASSES,
  VOLUMES,
} from '../store/resources';
import { AGE, type Column, NAME } from './columns';
import type { ListPage } from './listPage';
import {
  APPLICATION_COLUMNS,
  CLAIM_COLUMNS,
  CONFIG_MAP_COLUMNS,
  EVENT_COLUMNS,
  EXTERNAL_SECRET_COLUMNS,
  INGRESS_COLUMNS,
  NAMESPACE_COLUMNS,
  NETWORK_POLICY_COLUMNS,
  NODE_COLUMNS,
  PRIORITY_CLASS_COLUMNS,
  QUOTA_COLUMNS,
  SECRET_COLUMNS,
  SERVICE_COLUMNS,
  STORAGE_CLASS_COLUMNS,
  VOLUME_COLUMNS,
} from './objectColumns';
import {
  AUTOSCALER_COLUMNS,
  CRON_JOB_COLUMNS,
  DEPLOYMENT_COLUMNS,
  DISRUPTION_BUDGET_COLUMNS,
  JOB_COLUMNS,
  POD_COLUMNS,
  REPLICA_SET_COLUMNS,
} from './workloadColumns';

/** A list of objects as the table that kubectl prints. */
export function toTable(options: {
  type: ResourceType;
  objects: readonly KubeObject[];
  metadata: ListPage['metadata'];
  now: Date;
  /** What goes along with each row. */
  include: 'Metadata' | 'Object' | 'None';
}) {
  const shown = columnsOf(options.type);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata,
    columnDefinitions: shown.map(column => ({
      name: column.name,
      type: column.integer ? 'integer' : 'string',
      format: column.name === 'Name' ? 'name' : '',
      description: '',
      priority: column.wide ? 1 : 0,
    })),
    rows: options.objects.map(object => ({
      cells: shown.map(column => column.cell(object, options.now)),
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

type Columns = ReadonlyArray<Column<KubeObject>>;

function columns<T extends KubeObject>(
  type: ResourceType<T>,
  own: ReadonlyArray<Column<T>>,
): [ResourceType, Columns] {
  // The store guarantees that the objects of a type have the type's shape.
  return [type, own as unknown as Columns];
}

const COLUMNS = new Map<ResourceType, Columns>([
  columns(PODS, POD_COLUMNS),
  columns(DEPLOYMENTS, DEPLOYMENT_COLUMNS),
  columns(REPLICA_SETS, REPLICA_SET_COLUMNS),
  columns(JOBS, JOB_COLUMNS),
  columns(CRON_JOBS, CRON_JOB_COLUMNS),
  columns(AUTOSCALERS, AUTOSCALER_COLUMNS),
  columns(DISRUPTION_BUDGETS, DISRUPTION_BUDGET_COLUMNS),
  columns(NAMESPACES, NAMESPACE_COLUMNS),
  columns(NODES, NODE_COLUMNS),
  columns(EVENTS, EVENT_COLUMNS),
  columns(QUOTAS, QUOTA_COLUMNS),
  columns(SERVICES, SERVICE_COLUMNS),
  columns(INGRESSES, INGRESS_COLUMNS),
  columns(NETWORK_POLICIES, NETWORK_POLICY_COLUMNS),
  columns(CONFIG_MAPS, CONFIG_MAP_COLUMNS),
  columns(SECRETS, SECRET_COLUMNS),
  columns(EXTERNAL_SECRETS, EXTERNAL_SECRET_COLUMNS),
  columns(CLAIMS, CLAIM_COLUMNS),
  columns(VOLUMES, VOLUME_COLUMNS),
  columns(STORAGE_CLASSES, STORAGE_CLASS_COLUMNS),
  columns(PRIORITY_CLASSES, PRIORITY_CLASS_COLUMNS),
  columns(APPLICATIONS, APPLICATION_COLUMNS),
]);

function columnsOf(type: ResourceType): Columns {
  return COLUMNS.get(type) ?? [NAME, AGE];
}
