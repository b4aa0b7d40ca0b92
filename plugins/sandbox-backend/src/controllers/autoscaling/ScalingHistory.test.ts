import fc from 'fast-check';
import type { HorizontalPodAutoscaler } from '../../store/scalingObjects';
import { ScalingHistory } from './ScalingHistory';

type Spec = HorizontalPodAutoscaler['spec'];

function decider(spec: Partial<Spec> = {}) {
  const history = new ScalingHistory();
  const full: Spec = {
    scaleTargetRef: { kind: 'Deployment', name: 'shop' },
    minReplicas: 1,
    maxReplicas: 20,
    ...spec,
  };
  return (seconds: number, current: number, wanted: number) => {
    const now = new Date(Date.parse('2026-01-01T00:00:00Z') + seconds * 1000);
    const decision = history.decide({ spec: full, current, wanted, now });
    if (decision.replicas !== current) {
      history.record(now, decision.replicas - current);
    }
    return decision;
  };
}

describe('ScalingHistory', () => {
  it('grows at once, to at most four more or twice as many', () => {
    const decide = decider();
    expect(decide(0, 2, 20)).toMatchObject({
      replicas: 6,
      limited: 'ScaleUpLimit',
    });
    expect(decide(15, 6, 20)).toMatchObject({
      replicas: 12,
      limited: 'ScaleUpLimit',
    });
    expect(decide(30, 12, 20)).toEqual({ replicas: 20, stabilized: undefined });
  });

  it('lets no policy be used up twice in its period', () => {
    const decide = decider();
    decide(0, 2, 20);
    expect(decide(5, 6, 20)).toMatchObject({ replicas: 6 });
  });

  it('shrinks only five minutes after more was wanted', () => {
    const decide = decider();
    decide(0, 6, 6);
    expect(decide(15, 6, 2)).toEqual({
      replicas: 6,
      stabilized: 'ScaleDownStabilized',
    });
    expect(decide(299, 6, 3)).toMatchObject({ replicas: 6 });
    expect(decide(316, 6, 2)).toEqual({
      replicas: 3,
      stabilized: 'ScaleDownStabilized',
    });
    expect(decide(700, 3, 2)).toEqual({ replicas: 2, stabilized: undefined });
  });

  it.each([
    [50, 'TooManyReplicas', 12],
    [0, 'TooFewReplicas', 3],
  ])('keeps %i within its bounds', (wanted, limited, replicas) => {
    const decide = decider({
      minReplicas: 3,
      maxReplicas: 12,
      behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
    });
    expect(decide(0, 8, wanted)).toMatchObject({ replicas, limited });
  });

  it('follows rules of its own', () => {
    const decide = decider({
      behavior: {
        scaleUp: { stabilizationWindowSeconds: 60 },
        scaleDown: {
          stabilizationWindowSeconds: 0,
          policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
        },
      },
    });
    decide(0, 5, 5);
    expect(decide(15, 5, 9)).toMatchObject({
      replicas: 5,
      stabilized: 'ScaleUpStabilized',
    });
    expect(decide(30, 5, 1)).toMatchObject({
      replicas: 4,
      limited: 'ScaleDownLimit',
    });
    expect(decide(45, 4, 1)).toMatchObject({ replicas: 4 });
    expect(decide(91, 4, 1)).toMatchObject({ replicas: 3 });
  });

  it('does not move in a direction that is switched off', () => {
    const decide = decider({
      behavior: { scaleUp: { selectPolicy: 'Disabled' } },
    });
    expect(decide(0, 2, 9)).toMatchObject({ replicas: 2 });
  });

  it('never leaves its bounds, whatever is wanted', () => {
    const wanted = fc.array(fc.integer({ min: 0, max: 100 }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(
        wanted,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 20 }),
        (series, min, extra) => {
          const max = min + extra;
          const decide = decider({ minReplicas: min, maxReplicas: max });
          let current = min;
          series.forEach((count, index) => {
            const { replicas } = decide(index * 15, current, count);
            expect(replicas).toBeGreaterThanOrEqual(min);
            expect(replicas).toBeLessThanOrEqual(max);
            expect(replicas).toBeLessThanOrEqual(
              Math.max(current + 4, current * 2),
            );
            current = replicas;
          });
        },
      ),
    );
  });
});
