import { toThousandths } from '../controllers/quantities';
import type { Container, ContainerStatus, Pod } from '../store/objects';
import type { FamilyBuilder, Labels } from './families';

const PHASES = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'];
const UNITS = { cpu: 'core', memory: 'byte' } as const;

/**
 * Pods as kube-state-metrics describes them: names, labels and help texts are
 * those of its `internal/store/pod.go`.
 */
export function addPodStates(
  builder: FamilyBuilder,
  pods: readonly Pod[],
): void {
  const metrics = describePodStates(builder);
  for (const pod of pods) {
    const { namespace = '', name, uid } = pod.metadata;
    const labels = { namespace, pod: name, uid };
    for (const phase of PHASES) {
      metrics.phase(
        { ...labels, phase },
        (pod.status?.phase ?? 'Pending') === phase ? 1 : 0,
      );
    }
    metrics.info(
      {
        ...labels,
        node: pod.spec.nodeName ?? '',
        pod_ip: pod.status?.podIP ?? '',
        created_by_kind: pod.metadata.ownerReferences?.[0]?.kind ?? '<none>',
        created_by_name: pod.metadata.ownerReferences?.[0]?.name ?? '<none>',
      },
      1,
    );
    const ready = pod.status?.conditions?.find(({ type }) => type === 'Ready');
    for (const condition of ['true', 'false', 'unknown']) {
      metrics.ready(
        { ...labels, condition },
        (ready?.status ?? 'False').toLowerCase() === condition ? 1 : 0,
      );
    }
    if (isUnschedulable(pod)) {
      metrics.unschedulable(labels, 1);
    }
    for (const status of pod.status?.containerStatuses ?? []) {
      addContainer(metrics, labels, status);
    }
    for (const container of pod.spec.containers) {
      addResources(
        metrics,
        { ...labels, node: pod.spec.nodeName ?? '' },
        container,
      );
    }
  }
}

type PodMetrics = ReturnType<typeof describePodStates>;

function describePodStates(builder: FamilyBuilder) {
  return {
    phase: builder.describe(
      'kube_pod_status_phase',
      'gauge',
      'The pods current phase.',
    ),
    info: builder.describe('kube_pod_info', 'gauge', 'Information about pod.'),
    ready: builder.describe(
      'kube_pod_status_ready',
      'gauge',
      'Describes whether the pod is ready to serve requests.',
    ),
    unschedulable: builder.describe(
      'kube_pod_status_unschedulable',
      'gauge',
      'Describes the unschedulable status for the pod.',
    ),
    restarts: builder.describe(
      'kube_pod_container_status_restarts_total',
      'counter',
      'The number of container restarts per container.',
    ),
    containerReady: builder.describe(
      'kube_pod_container_status_ready',
      'gauge',
      'Describes whether the containers readiness check succeeded.',
    ),
    waiting: builder.describe(
      'kube_pod_container_status_waiting_reason',
      'gauge',
      'Describes the reason the container is currently in waiting state.',
    ),
    lastReason: builder.describe(
      'kube_pod_container_status_last_terminated_reason',
      'gauge',
      'Describes the last reason the container was in terminated state.',
    ),
    lastCode: builder.describe(
      'kube_pod_container_status_last_terminated_exitcode',
      'gauge',
      'Describes the exit code for the last container in terminated state.',
    ),
    requests: builder.describe(
      'kube_pod_container_resource_requests',
      'gauge',
      'The number of requested request resource by a container.',
    ),
    limits: builder.describe(
      'kube_pod_container_resource_limits',
      'gauge',
      'The number of requested limit resource by a container.',
    ),
  };
}

function addContainer(
  metrics: PodMetrics,
  pod: Labels,
  { name, ready, restartCount, state, lastState }: ContainerStatus,
): void {
  const labels = { ...pod, container: name };
  metrics.restarts(labels, restartCount);
  metrics.containerReady(labels, ready ? 1 : 0);
  if (state.waiting) {
    metrics.waiting({ ...labels, reason: state.waiting.reason }, 1);
  }
  if (lastState.terminated) {
    const { reason, exitCode } = lastState.terminated;
    metrics.lastReason({ ...labels, reason }, 1);
    metrics.lastCode(labels, exitCode);
  }
}

function addResources(
  metrics: PodMetrics,
  pod: Labels,
  { name, resources }: Container,
): void {
  for (const [kind, add] of [
    ['requests', metrics.requests],
    ['limits', metrics.limits],
  ] as const) {
    for (const [resource, quantity] of Object.entries(
      resources?.[kind] ?? {},
    )) {
      if (resource === 'cpu' || resource === 'memory') {
        add(
          { ...pod, container: name, resource, unit: UNITS[resource] },
          toThousandths(quantity) / 1000,
        );
      }
    }
  }
}

function isUnschedulable({ status }: Pod): boolean {
  return (
    status?.conditions?.some(
      ({ type, status: is, reason }) =>
        type === 'PodScheduled' && is === 'False' && reason === 'Unschedulable',
    ) === true
  );
}
