import type { Clock } from '@mctl/plugin-cluster-node';
import type { UsageSource } from '../../metrics/UsageSource';
import type { StoreEvent } from '../../store/History';
import {
  type Condition,
  type Deployment,
  kubeTime,
  objectKey,
  type Pod,
  withCondition,
} from '../../store/objects';
import type { ObjectStore } from '../../store/ObjectStore';
import { AUTOSCALERS, DEPLOYMENTS, PODS } from '../../store/resources';
import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
} from '../../store/scalingObjects';
import type { Controller } from '../ControlLoop';
import type { EventRecorder } from '../EventRecorder';
import { matchesLabels } from '../labelSelector';
import { hasEnded, isActive } from '../podPhase';
import { type Measured, measureMetric } from './measureMetric';
import { type ScalingDecision, ScalingHistory } from './ScalingHistory';

const COMPONENT = 'horizontal-pod-autoscaler';
/** `--horizontal-pod-autoscaler-sync-period`. */
const SYNC_MS = 15_000;
const DEFAULT_METRIC: MetricSpec = {
  type: 'Resource',
  resource: {
    name: 'cpu',
    target: { type: 'Utilization', averageUtilization: 80 },
  },
};
const WITHIN_RANGE = 'the desired count is within the acceptable range';
const LIMITS = {
  TooManyReplicas:
    'the desired replica count is more than the maximum replica count',
  TooFewReplicas:
    'the desired replica count is less than the minimum replica count',
  ScaleUpLimit:
    'the desired replica count is increasing faster than the maximum scale rate',
  ScaleDownLimit:
    'the desired replica count is decreasing faster than the maximum scale rate',
};
const STABILIZED = {
  ScaleDownStabilized:
    'recent recommendations were higher than current one, applying the highest recent recommendation',
  ScaleUpStabilized:
    'recent recommendations were lower than current one, applying the lowest recent recommendation',
};

type Wanted = { replicas: number; reason: string; scaled?: boolean };

/**
 * Scales deployments by what their pods use.
 *
 * @remarks
 * `reconcileAutoscaler` of kubernetes/pkg/controller/podautoscaler, with its
 * conditions, events and messages.
 */
export class AutoscalerController implements Controller {
  readonly name = 'autoscaler';
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #events: EventRecorder;
  readonly #usage: UsageSource;
  readonly #isBlind: ((pod: Pod) => boolean) | undefined;
  readonly #histories = new Map<string, ScalingHistory>();

  constructor(options: {
    store: ObjectStore;
    clock: Clock;
    events: EventRecorder;
    usage: UsageSource;
    /** Pods whose requests count as missing. */
    isBlind?: (pod: Pod) => boolean;
  }) {
    this.#isBlind = options.isBlind;
    this.#store = options.store;
    this.#clock = options.clock;
    this.#events = options.events;
    this.#usage = options.usage;
  }

  keysFor({ type, object, previous }: StoreEvent): readonly string[] {
    const asked = previous?.metadata.generation !== object.metadata.generation;
    return type === AUTOSCALERS && asked ? [objectKey(object)] : [];
  }

  reconcile(key: string): number | undefined {
    const autoscaler = this.#store.getByKey(AUTOSCALERS, key);
    if (!autoscaler) {
      this.#histories.delete(key);
      return undefined;
    }
    const { kind, name } = autoscaler.spec.scaleTargetRef;
    const { namespace } = autoscaler.metadata;
    const target =
      kind === DEPLOYMENTS.kind
        ? this.#store.get(DEPLOYMENTS, namespace, name)
        : undefined;
    if (!target) {
      this.#missTarget(autoscaler);
      return SYNC_MS;
    }
    this.#scale(autoscaler, target);
    return SYNC_MS;
  }

  #missTarget(autoscaler: HorizontalPodAutoscaler): void {
    const { kind, name } = autoscaler.spec.scaleTargetRef;
    const fault = `${kind.toLowerCase()}s.apps "${name}" not found`;
    this.#tell(autoscaler, 'Warning', 'FailedGetScale', fault);
    this.#report(autoscaler, {
      conditions: [
        {
          type: 'AbleToScale',
          status: 'False',
          reason: 'FailedGetScale',
          message: `the HPA controller was unable to get the target's current scale: ${fault}`,
        },
      ],
    });
  }

  #scale(autoscaler: HorizontalPodAutoscaler, target: Deployment): void {
    const { minReplicas = 1, maxReplicas } = autoscaler.spec;
    const current = target.spec.replicas;
    const conditions: Condition[] = [
      {
        type: 'AbleToScale',
        status: 'True',
        reason: 'SucceededGetScale',
        message:
          "the HPA controller was able to get the target's current scale",
      },
    ];
    if (current === 0 && minReplicas !== 0) {
      conditions.push({
        type: 'ScalingActive',
        status: 'False',
        reason: 'ScalingDisabled',
        message:
          'scaling is disabled since the replica count of the target is zero',
      });
      this.#report(autoscaler, { conditions, current, desired: 0 });
      return;
    }
    const outside = outsideRange(current, minReplicas, maxReplicas);
    if (outside) {
      this.#rescale(autoscaler, target, outside, conditions);
      this.#report(autoscaler, {
        conditions,
        current,
        desired: outside.replicas,
      });
      return;
    }
    const measured = this.#measure(autoscaler, target);
    const fault = measured.find(result => 'fault' in result);
    const found = measured.filter(result => 'replicas' in result);
    // What could be measured may ask for more, but never for less.
    const most = found.sort((a, b) => b.replicas - a.replicas)[0];
    if (!most || (fault && most.replicas <= current)) {
      if (fault) {
        conditions.push(this.#missMetric(autoscaler, fault, measured.length));
      }
      this.#report(autoscaler, { conditions, current, desired: current });
      return;
    }
    conditions.push({
      type: 'ScalingActive',
      status: 'True',
      reason: 'ValidMetricFound',
      message: `the HPA was able to successfully calculate a replica count from ${most.name}`,
    });
    const decision = this.#historyOf(autoscaler).decide({
      spec: autoscaler.spec,
      current,
      wanted: most.replicas,
      now: this.#clock.now(),
    });
    conditions.push(...decisionConditions(decision));
    const reason =
      decision.replicas > current
        ? `${most.name} above target`
        : 'All metrics below target';
    const wanted = { replicas: decision.replicas, reason };
    const scaled = decision.replicas !== current;
    if (scaled) {
      this.#rescale(autoscaler, target, wanted, conditions);
    }
    this.#report(autoscaler, {
      conditions,
      current,
      desired: decision.replicas,
      metrics: found.map(({ status }) => status),
    });
  }

  #measure({ spec }: HorizontalPodAutoscaler, target: Deployment): Measured[] {
    const pods = this.#store
      .list(PODS, target.metadata.namespace)
      .filter(
        pod =>
          isActive(pod) &&
          !hasEnded(pod) &&
          matchesLabels(target.spec.selector, pod.metadata.labels),
      );
    const metrics = spec.metrics?.length ? spec.metrics : [DEFAULT_METRIC];
    return metrics.map(metric =>
      measureMetric({
        metric,
        pods,
        current: target.spec.replicas,
        usage: this.#usage,
        isBlind: this.#isBlind,
      }),
    );
  }

  #missMetric(
    autoscaler: HorizontalPodAutoscaler,
    { reason, fault }: { reason: string; fault: string },
    metrics: number,
  ): Condition {
    this.#tell(autoscaler, 'Warning', reason, fault);
    this.#tell(
      autoscaler,
      'Warning',
      'FailedComputeMetricsReplicas',
      `invalid metrics (1 invalid out of ${metrics}), first error is: ${fault}`,
    );
    return {
      type: 'ScalingActive',
      status: 'False',
      reason,
      message: `the HPA was unable to compute the replica count: ${fault}`,
    };
  }

  #rescale(
    autoscaler: HorizontalPodAutoscaler,
    target: Deployment,
    { replicas, reason }: Wanted,
    conditions: Condition[],
  ): void {
    const { namespace, name } = target.metadata;
    this.#store.modify(DEPLOYMENTS, namespace, name, draft => {
      draft.spec.replicas = replicas;
    });
    this.#historyOf(autoscaler).record(
      this.#clock.now(),
      replicas - target.spec.replicas,
    );
    this.#tell(
      autoscaler,
      'Normal',
      'SuccessfulRescale',
      `New size: ${replicas}; reason: ${reason}`,
    );
    conditions.push({
      type: 'AbleToScale',
      status: 'True',
      reason: 'SucceededRescale',
      message: `the HPA controller was able to update the target scale to ${replicas}`,
    });
  }

  #report(
    autoscaler: HorizontalPodAutoscaler,
    found: {
      conditions: readonly Condition[];
      current?: number;
      desired?: number;
      metrics?: MetricStatus[];
    },
  ): void {
    const { namespace, name } = autoscaler.metadata;
    const now = kubeTime(this.#clock.now());
    const { current, desired = 0, metrics, conditions } = found;
    this.#store.modify(AUTOSCALERS, namespace, name, draft => {
      const scaled = current !== undefined && current !== desired;
      draft.status = {
        ...draft.status,
        observedGeneration: draft.metadata.generation,
        currentReplicas: current ?? draft.status?.currentReplicas,
        desiredReplicas: desired,
        ...(metrics && { currentMetrics: metrics }),
        ...(scaled && desired > 0 && { lastScaleTime: now }),
        conditions: conditions.reduce<Condition[]>(
          (known, condition) => withCondition(known, condition, now),
          draft.status?.conditions ?? [],
        ),
      };
    });
  }

  #historyOf(autoscaler: HorizontalPodAutoscaler): ScalingHistory {
    const key = objectKey(autoscaler);
    const history = this.#histories.get(key) ?? new ScalingHistory();
    this.#histories.set(key, history);
    return history;
  }

  #tell(
    autoscaler: HorizontalPodAutoscaler,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): void {
    this.#events.record({
      object: autoscaler,
      type,
      reason,
      message,
      component: COMPONENT,
    });
  }
}

function outsideRange(
  current: number,
  min: number,
  max: number,
): Wanted | undefined {
  if (current > max) {
    return {
      replicas: max,
      reason: 'Current number of replicas above Spec.MaxReplicas',
    };
  }
  return current < min
    ? {
        replicas: min,
        reason: 'Current number of replicas below Spec.MinReplicas',
      }
    : undefined;
}

function decisionConditions(decision: ScalingDecision): Condition[] {
  const { stabilized, limited } = decision;
  return [
    {
      type: 'AbleToScale',
      status: 'True',
      reason: stabilized ?? 'ReadyForNewScale',
      message: stabilized
        ? STABILIZED[stabilized]
        : 'recommended size matches current size',
    },
    {
      type: 'ScalingLimited',
      status: limited ? 'True' : 'False',
      reason: limited ?? 'DesiredWithinRange',
      message: limited ? LIMITS[limited] : WITHIN_RANGE,
    },
  ];
}
