import { toThousandths } from '../controllers/quantities';
import type { ObjectStore } from '../store/ObjectStore';
import {
  AUTOSCALERS,
  CLAIMS,
  DEPLOYMENTS,
  JOBS,
  QUOTAS,
} from '../store/resources';
import type { FamilyBuilder } from './families';

/**
 * Everything but pods as kube-state-metrics describes it: names, labels and
 * help texts are those of its `internal/store`.
 */
export function addWorkloadStates(
  builder: FamilyBuilder,
  store: ObjectStore,
): void {
  addDeployments(builder, store);
  addAutoscalers(builder, store);
  addJobs(builder, store);
  addClaims(builder, store);
  addQuotas(builder, store);
}

function addDeployments(builder: FamilyBuilder, store: ObjectStore): void {
  const wanted = builder.describe(
    'kube_deployment_spec_replicas',
    'gauge',
    'Number of desired pods for a deployment.',
  );
  const available = builder.describe(
    'kube_deployment_status_replicas_available',
    'gauge',
    'The number of available replicas per deployment.',
  );
  const unavailable = builder.describe(
    'kube_deployment_status_replicas_unavailable',
    'gauge',
    'The number of unavailable replicas per deployment.',
  );
  const updated = builder.describe(
    'kube_deployment_status_replicas_updated',
    'gauge',
    'The number of updated replicas per deployment.',
  );
  const condition = builder.describe(
    'kube_deployment_status_condition',
    'gauge',
    'The current status conditions of a deployment.',
  );
  for (const { metadata, spec, status = {} } of store.list(DEPLOYMENTS)) {
    const { namespace = '', name } = metadata;
    const labels = { namespace, deployment: name };
    wanted(labels, spec.replicas);
    available(labels, status.availableReplicas ?? 0);
    unavailable(labels, status.unavailableReplicas ?? 0);
    updated(labels, status.updatedReplicas ?? 0);
    for (const { type, status: is } of status.conditions ?? []) {
      for (const value of ['true', 'false', 'unknown']) {
        condition(
          { ...labels, condition: type, status: value },
          is.toLowerCase() === value ? 1 : 0,
        );
      }
    }
  }
}

function addAutoscalers(builder: FamilyBuilder, store: ObjectStore): void {
  const gauge = (name: string, help: string) =>
    builder.describe(`kube_horizontalpodautoscaler_${name}`, 'gauge', help);
  const least = gauge(
    'spec_min_replicas',
    'Lower limit for the number of pods that can be set by the autoscaler, default 1.',
  );
  const most = gauge(
    'spec_max_replicas',
    'Upper limit for the number of pods that can be set by the autoscaler; cannot be smaller than MinReplicas.',
  );
  const current = gauge(
    'status_current_replicas',
    'Current number of replicas of pods managed by this autoscaler.',
  );
  const desired = gauge(
    'status_desired_replicas',
    'Desired number of replicas of pods managed by this autoscaler.',
  );
  const condition = gauge(
    'status_condition',
    'The condition of this autoscaler.',
  );
  for (const { metadata, spec, status } of store.list(AUTOSCALERS)) {
    const labels = {
      namespace: metadata.namespace ?? '',
      horizontalpodautoscaler: metadata.name,
    };
    least(labels, spec.minReplicas ?? 1);
    most(labels, spec.maxReplicas);
    current(labels, status?.currentReplicas ?? 0);
    desired(labels, status?.desiredReplicas ?? 0);
    for (const { type, status: is } of status?.conditions ?? []) {
      for (const value of ['true', 'false', 'unknown']) {
        condition(
          { ...labels, condition: type, status: value },
          is.toLowerCase() === value ? 1 : 0,
        );
      }
    }
  }
}

function addJobs(builder: FamilyBuilder, store: ObjectStore): void {
  const failed = builder.describe(
    'kube_job_status_failed',
    'gauge',
    'The number of pods which reached Phase Failed and the reason for failure.',
  );
  const succeeded = builder.describe(
    'kube_job_status_succeeded',
    'gauge',
    'The number of pods which reached Phase Succeeded.',
  );
  const active = builder.describe(
    'kube_job_status_active',
    'gauge',
    'The number of actively running pods.',
  );
  for (const { metadata, status } of store.list(JOBS)) {
    const labels = {
      namespace: metadata.namespace ?? '',
      job_name: metadata.name,
    };
    const ended = status?.conditions?.find(
      ({ type, status: is }) => type === 'Failed' && is === 'True',
    );
    failed(
      { ...labels, ...(ended?.reason && { reason: ended.reason }) },
      status?.failed ?? 0,
    );
    succeeded(labels, status?.succeeded ?? 0);
    active(labels, status?.active ?? 0);
  }
}

function addClaims(builder: FamilyBuilder, store: ObjectStore): void {
  const phase = builder.describe(
    'kube_persistentvolumeclaim_status_phase',
    'gauge',
    'The phase the persistent volume claim is currently in.',
  );
  const requested = builder.describe(
    'kube_persistentvolumeclaim_resource_requests_storage_bytes',
    'gauge',
    'The capacity of storage requested by the persistent volume claim.',
  );
  for (const { metadata, spec, status } of store.list(CLAIMS)) {
    const labels = {
      namespace: metadata.namespace ?? '',
      persistentvolumeclaim: metadata.name,
    };
    for (const each of ['Pending', 'Bound', 'Lost']) {
      phase({ ...labels, phase: each }, status?.phase === each ? 1 : 0);
    }
    const storage = spec.resources?.requests?.storage;
    if (storage !== undefined) {
      requested(labels, toThousandths(storage) / 1000);
    }
  }
}

function addQuotas(builder: FamilyBuilder, store: ObjectStore): void {
  const quota = builder.describe(
    'kube_resourcequota',
    'gauge',
    'Information about resource quota.',
  );
  for (const { metadata, spec, status } of store.list(QUOTAS)) {
    const labels = {
      namespace: metadata.namespace ?? '',
      resourcequota: metadata.name,
    };
    for (const [type, amounts] of [
      ['hard', status?.hard ?? spec.hard ?? {}],
      ['used', status?.used ?? {}],
    ] as const) {
      for (const [resource, quantity] of Object.entries(amounts)) {
        quota({ ...labels, resource, type }, toThousandths(quantity) / 1000);
      }
    }
  }
}
