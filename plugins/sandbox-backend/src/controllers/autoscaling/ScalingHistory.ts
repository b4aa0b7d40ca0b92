import type {
  HorizontalPodAutoscaler,
  ScalingRules,
} from '../../store/scalingObjects';

/** How many replicas are allowed now, and what keeps it from what is wanted. */
export interface ScalingDecision {
  replicas: number;
  /** In the words of the autoscaler's conditions. */
  stabilized?: 'ScaleDownStabilized' | 'ScaleUpStabilized';
  limited?:
    'TooManyReplicas' | 'TooFewReplicas' | 'ScaleUpLimit' | 'ScaleDownLimit';
}

const UP: Required<ScalingRules> = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
const DOWN: Required<ScalingRules> = {
  stabilizationWindowSeconds: 300,
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

/**
 * What one autoscaler recommended and did lately.
 *
 * @remarks
 * `normalizeDesiredReplicasWithBehaviors` of
 * kubernetes/pkg/controller/podautoscaler.
 */
export class ScalingHistory {
  #recommendations: Array<{ at: number; replicas: number }> = [];
  #changes: Array<{ at: number; by: number }> = [];

  /** Notes that a change was made. */
  record(at: Date, by: number): void {
    this.#changes.push({ at: at.getTime(), by });
  }

  decide(options: {
    spec: HorizontalPodAutoscaler['spec'];
    current: number;
    wanted: number;
    now: Date;
  }): ScalingDecision {
    const { spec, current, wanted } = options;
    const now = options.now.getTime();
    const up = { ...UP, ...spec.behavior?.scaleUp };
    const down = { ...DOWN, ...spec.behavior?.scaleDown };
    const steady = this.#stabilize(current, wanted, now, { up, down });
    return {
      ...this.#limit(spec, current, steady, now, { up, down }),
      stabilized: stabilization(wanted, steady),
    };
  }

  /** The least extreme of what was recommended in each direction's window. */
  #stabilize(
    current: number,
    wanted: number,
    now: number,
    { up, down }: Record<'up' | 'down', Required<ScalingRules>>,
  ): number {
    const longest = Math.max(
      up.stabilizationWindowSeconds,
      down.stabilizationWindowSeconds,
    );
    const within = (seconds: number) =>
      this.#recommendations
        .filter(({ at }) => at > now - seconds * 1000)
        .map(({ replicas }) => replicas);
    const lowest = Math.min(wanted, ...within(up.stabilizationWindowSeconds));
    const highest = Math.max(
      wanted,
      ...within(down.stabilizationWindowSeconds),
    );
    this.#recommendations = [
      ...this.#recommendations.filter(({ at }) => at > now - longest * 1000),
      { at: now, replicas: wanted },
    ];
    // Where it is now lies between what was asked for of late.
    return Math.min(highest, Math.max(lowest, current));
  }

  #limit(
    spec: HorizontalPodAutoscaler['spec'],
    current: number,
    steady: number,
    now: number,
    { up, down }: Record<'up' | 'down', Required<ScalingRules>>,
  ): ScalingDecision {
    const { minReplicas = 1, maxReplicas } = spec;
    if (steady > current) {
      const most = Math.max(current, this.#bound(up, current, now, 1));
      if (steady > Math.min(most, maxReplicas)) {
        return most < maxReplicas
          ? { replicas: most, limited: 'ScaleUpLimit' }
          : { replicas: maxReplicas, limited: 'TooManyReplicas' };
      }
    } else if (steady < current) {
      const least = Math.min(current, this.#bound(down, current, now, -1));
      if (steady < Math.max(least, minReplicas)) {
        return least > minReplicas
          ? { replicas: least, limited: 'ScaleDownLimit' }
          : { replicas: minReplicas, limited: 'TooFewReplicas' };
      }
    } else if (steady < minReplicas) {
      return { replicas: minReplicas, limited: 'TooFewReplicas' };
    }
    return { replicas: steady };
  }

  /** How far the policies of one direction let go from here. */
  #bound(
    rules: Required<ScalingRules>,
    current: number,
    now: number,
    sign: 1 | -1,
  ): number {
    if (rules.selectPolicy === 'Disabled') {
      return current;
    }
    const bounds = rules.policies.map(({ type, value, periodSeconds }) => {
      const lately = this.#changes
        .filter(
          ({ at, by }) => at > now - periodSeconds * 1000 && by * sign > 0,
        )
        .reduce((sum, { by }) => sum + by, 0);
      const start = current - lately;
      return type === 'Pods'
        ? start + sign * value
        : start * (1 + (sign * value) / 100);
    });
    const furthest = (rules.selectPolicy === 'Max') === (sign === 1);
    const bound = furthest ? Math.max(...bounds) : Math.min(...bounds);
    return sign === 1 ? Math.ceil(bound) : Math.floor(bound);
  }
}

function stabilization(
  wanted: number,
  steady: number,
): ScalingDecision['stabilized'] {
  if (steady === wanted) {
    return undefined;
  }
  return steady < wanted ? 'ScaleUpStabilized' : 'ScaleDownStabilized';
}
