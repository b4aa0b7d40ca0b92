import type { Application } from '../store/argoObjects';
import type {
  ConfigMap,
  ExternalSecret,
  Secret,
} from '../store/configurationObjects';
import type { NetworkPolicy, Service } from '../store/networkObjects';
import {
  type Ingress,
  type KubeEvent,
  lastSeen,
  type Namespace,
  type Node,
  type ResourceQuota,
} from '../store/objects';
import type { PriorityClass } from '../store/scalingObjects';
import type {
  AccessMode,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
} from '../store/storageObjects';
import { AGE, type Column, listed, NAME, pairs, since } from './columns';

const ROLE_LABEL = 'node-role.kubernetes.io/';
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
const MODES: Readonly<Record<AccessMode, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

export const NAMESPACE_COLUMNS: Array<Column<Namespace>> = [
  NAME,
  { name: 'Status', cell: ({ status }) => status?.phase ?? 'Active' },
  AGE,
];

export const EVENT_COLUMNS: Array<Column<KubeEvent>> = [
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

export const APPLICATION_COLUMNS: Array<Column<Application>> = [
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

/** Follows `printNode` of Kubernetes. */
export const NODE_COLUMNS: Array<Column<Node>> = [
  NAME,
  {
    name: 'Status',
    cell: ({ spec, status }) => {
      const ready = status?.conditions?.find(({ type }) => type === 'Ready');
      const states = [
        ...(ready ? [ready.status === 'True' ? 'Ready' : 'NotReady'] : []),
        ...(spec.unschedulable ? ['SchedulingDisabled'] : []),
      ];
      return states.join(',') || 'Unknown';
    },
  },
  {
    name: 'Roles',
    cell: ({ metadata }) =>
      listed(
        Object.keys(metadata.labels ?? {})
          .filter(label => label.startsWith(ROLE_LABEL))
          .map(label => label.slice(ROLE_LABEL.length))
          .sort(),
      ),
  },
  AGE,
  {
    name: 'Version',
    cell: ({ status }) => status?.nodeInfo?.kubeletVersion ?? '',
  },
];

/** Follows `printService` of Kubernetes. */
export const SERVICE_COLUMNS: Array<Column<Service>> = [
  NAME,
  { name: 'Type', cell: ({ spec }) => spec.type ?? '' },
  { name: 'Cluster-IP', cell: ({ spec }) => spec.clusterIP ?? '<none>' },
  {
    name: 'External-IP',
    cell: ({ spec, status }) => {
      const found = (status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip);
      return spec.type === 'LoadBalancer' && found.length === 0
        ? '<pending>'
        : listed(found);
    },
  },
  {
    name: 'Port(s)',
    cell: ({ spec }) =>
      listed(
        (spec.ports ?? []).map(
          ({ port, protocol = 'TCP' }) => `${port}/${protocol}`,
        ),
      ),
  },
  AGE,
  { name: 'Selector', wide: true, cell: ({ spec }) => pairs(spec.selector) },
];

/** Follows `printIngress` of Kubernetes. */
export const INGRESS_COLUMNS: Array<Column<Ingress>> = [
  NAME,
  {
    name: 'Class',
    cell: ({ spec }) => spec?.ingressClassName ?? '<none>',
  },
  {
    name: 'Hosts',
    cell: ({ spec }) =>
      (spec?.rules ?? []).map(({ host }) => host ?? '*').join(',') || '*',
  },
  {
    name: 'Address',
    cell: ({ status }) =>
      (status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip).join(','),
  },
  { name: 'Ports', cell: ({ spec }) => (spec?.tls?.length ? '80, 443' : '80') },
  AGE,
];

/** Follows `printPersistentVolumeClaim` of Kubernetes. */
export const CLAIM_COLUMNS: Array<Column<PersistentVolumeClaim>> = [
  NAME,
  {
    name: 'Status',
    cell: ({ metadata, status }) =>
      metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
  },
  { name: 'Volume', cell: ({ spec }) => spec.volumeName ?? '' },
  { name: 'Capacity', cell: ({ status }) => status?.capacity?.storage ?? '' },
  {
    name: 'Access Modes',
    cell: ({ status }) => modes(status?.accessModes),
  },
  { name: 'StorageClass', cell: ({ spec }) => spec.storageClassName ?? '' },
  { name: 'VolumeAttributesClass', cell: () => '<unset>' },
  AGE,
  {
    name: 'VolumeMode',
    wide: true,
    cell: ({ spec }) => spec.volumeMode ?? '<unset>',
  },
];

/** Follows `printPersistentVolume` of Kubernetes. */
export const VOLUME_COLUMNS: Array<Column<PersistentVolume>> = [
  NAME,
  { name: 'Capacity', cell: ({ spec }) => spec.capacity?.storage ?? '' },
  { name: 'Access Modes', cell: ({ spec }) => modes(spec.accessModes) },
  {
    name: 'Reclaim Policy',
    cell: ({ spec }) => spec.persistentVolumeReclaimPolicy ?? '',
  },
  { name: 'Status', cell: ({ status }) => status?.phase ?? '' },
  {
    name: 'Claim',
    cell: ({ spec: { claimRef } }) =>
      claimRef ? `${claimRef.namespace}/${claimRef.name}` : '',
  },
  { name: 'StorageClass', cell: ({ spec }) => spec.storageClassName ?? '' },
  { name: 'VolumeAttributesClass', cell: () => '<unset>' },
  { name: 'Reason', cell: ({ status }) => status?.reason ?? '' },
  AGE,
];

/** Follows `printStorageClass` of Kubernetes. */
export const STORAGE_CLASS_COLUMNS: Array<Column<StorageClass>> = [
  {
    name: 'Name',
    cell: ({ metadata }) =>
      metadata.annotations?.[DEFAULT_CLASS] === 'true'
        ? `${metadata.name} (default)`
        : metadata.name,
  },
  { name: 'Provisioner', cell: ({ provisioner }) => provisioner },
  { name: 'ReclaimPolicy', cell: type => type.reclaimPolicy ?? 'Delete' },
  {
    name: 'VolumeBindingMode',
    cell: type => type.volumeBindingMode ?? '<unset>',
  },
  {
    name: 'AllowVolumeExpansion',
    cell: type => String(type.allowVolumeExpansion ?? false),
  },
  AGE,
];

/** Follows `printPriorityClass` of Kubernetes. */
export const PRIORITY_CLASS_COLUMNS: Array<Column<PriorityClass>> = [
  NAME,
  { name: 'Value', integer: true, cell: ({ value }) => value },
  {
    name: 'Global-Default',
    cell: ({ globalDefault }) => String(globalDefault ?? false),
  },
  AGE,
  {
    name: 'PreemptionPolicy',
    cell: ({ preemptionPolicy }) => preemptionPolicy ?? '',
  },
];

/** Follows `printResourceQuota` of Kubernetes. */
export const QUOTA_COLUMNS: Array<Column<ResourceQuota>> = [
  NAME,
  { name: 'Request', cell: quota => quotaUsage(quota, false) },
  { name: 'Limit', cell: quota => quotaUsage(quota, true) },
  AGE,
];

/** Follows `printNetworkPolicy` of Kubernetes. */
export const NETWORK_POLICY_COLUMNS: Array<Column<NetworkPolicy>> = [
  NAME,
  {
    name: 'Pod-Selector',
    cell: ({ spec }) => pairs(spec.podSelector.matchLabels),
  },
  AGE,
];

/** Follows `printConfigMap` of Kubernetes. */
export const CONFIG_MAP_COLUMNS: Array<Column<ConfigMap>> = [
  NAME,
  {
    name: 'Data',
    integer: true,
    cell: ({ data, binaryData }) =>
      Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
  },
  AGE,
];

/** Follows `printSecret` of Kubernetes. */
export const SECRET_COLUMNS: Array<Column<Secret>> = [
  NAME,
  { name: 'Type', cell: ({ type }) => type ?? '' },
  {
    name: 'Data',
    integer: true,
    cell: ({ data }) => Object.keys(data ?? {}).length,
  },
  AGE,
];

/** The `additionalPrinterColumns` of external-secrets' definition. */
export const EXTERNAL_SECRET_COLUMNS: Array<Column<ExternalSecret>> = [
  NAME,
  { name: 'StoreType', cell: ({ spec }) => spec.secretStoreRef?.kind ?? '' },
  { name: 'Store', cell: ({ spec }) => spec.secretStoreRef?.name ?? '' },
  {
    name: 'Refresh Interval',
    cell: ({ spec }) => spec.refreshInterval ?? '',
  },
  { name: 'Status', cell: object => readyOf(object)?.reason ?? '' },
  { name: 'Ready', cell: object => readyOf(object)?.status ?? '' },
];

function modes(accessModes: readonly AccessMode[] = []): string {
  return accessModes.map(mode => MODES[mode]).join(',');
}

function quotaUsage({ spec, status }: ResourceQuota, limits: boolean): string {
  return Object.keys(spec.hard ?? {})
    .filter(resource => resource.startsWith('limits.') === limits)
    .sort()
    .map(
      resource =>
        `${resource}: ${status?.used?.[resource] ?? '0'}/${spec.hard?.[resource]}`,
    )
    .join(', ');
}

function readyOf({ status }: ExternalSecret) {
  return status?.conditions?.find(({ type }) => type === 'Ready');
}
