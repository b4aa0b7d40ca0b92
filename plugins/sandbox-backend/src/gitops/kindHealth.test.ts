import type { HealthStatus } from '../store/argoObjects';
import type { Condition, KubeObject } from '../store/objects';
import {
  AUTOSCALERS,
  CLAIMS,
  CRON_JOBS,
  EXTERNAL_SECRETS,
  JOBS,
  type ResourceType,
  SERVICES,
} from '../store/resources';
import { healthOf } from './health';

function object(status: unknown, spec: unknown = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Any',
    metadata: {
      name: 'a',
      uid: '1',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec,
    ...(status !== undefined && { status }),
  };
}
const conditions = (...list: Condition[]) => ({ conditions: list });
const holds = (type: string, message?: string): Condition => ({
  type,
  status: 'True',
  ...(message && { message }),
});
const fails = (type: string, reason: string, message: string): Condition => ({
  type,
  status: 'False',
  reason,
  message,
});
const early = '2026-01-01T00:00:00Z';
const late = '2026-01-01T00:05:00Z';

// What pkg/health of gitops-engine and the Lua checks of argo-cd answer.
describe('healthOf', () => {
  it.each<[ResourceType, unknown, HealthStatus]>([
    [
      AUTOSCALERS,
      undefined,
      { status: 'Progressing', message: 'Waiting to Autoscale' },
    ],
    [
      AUTOSCALERS,
      conditions(
        holds('AbleToScale', 'ready'),
        holds('ScalingLimited', 'at the minimum'),
      ),
      { status: 'Healthy', message: 'ready' },
    ],
    [
      AUTOSCALERS,
      conditions(
        holds('AbleToScale'),
        fails('ScalingActive', 'FailedGetResourceMetric', 'no metrics'),
      ),
      { status: 'Degraded', message: 'no metrics' },
    ],
    [
      AUTOSCALERS,
      conditions(holds('ScalingActive')),
      { status: 'Progressing', message: 'Waiting to Autoscale' },
    ],
    [
      // As it is between its bounds, most of the time.
      AUTOSCALERS,
      conditions(
        holds('AbleToScale', 'ready'),
        holds('ScalingActive'),
        fails('ScalingLimited', 'DesiredWithinRange', 'in range'),
      ),
      { status: 'Healthy', message: 'ready' },
    ],
    [JOBS, undefined, { status: 'Progressing' }],
    [JOBS, conditions(holds('Complete')), { status: 'Healthy' }],
    [
      JOBS,
      conditions(holds('FailureTarget'), holds('Failed', 'too often')),
      { status: 'Degraded', message: 'too often' },
    ],
    [JOBS, conditions(holds('Suspended')), { status: 'Suspended' }],
    [
      CRON_JOBS,
      undefined,
      { status: 'Healthy', message: 'CronJob has never run' },
    ],
    [
      CRON_JOBS,
      { active: [{ name: 'a-1' }], lastScheduleTime: early },
      { status: 'Progressing', message: 'CronJob has active jobs' },
    ],
    [
      CRON_JOBS,
      { lastScheduleTime: early, lastSuccessfulTime: late },
      { status: 'Healthy', message: 'CronJob has run successfully' },
    ],
    [
      CRON_JOBS,
      { lastScheduleTime: late, lastSuccessfulTime: early },
      { status: 'Degraded', message: 'CronJob has not run successfully' },
    ],
    [CLAIMS, { phase: 'Pending' }, { status: 'Progressing' }],
    [CLAIMS, { phase: 'Bound' }, { status: 'Healthy' }],
    [CLAIMS, { phase: 'Lost' }, { status: 'Degraded' }],
    [CLAIMS, undefined, { status: 'Unknown' }],
    [SERVICES, undefined, { status: 'Healthy' }],
    [
      EXTERNAL_SECRETS,
      undefined,
      { status: 'Progressing', message: 'Waiting for ExternalSecret' },
    ],
    [
      EXTERNAL_SECRETS,
      conditions(holds('Ready', 'secret synced')),
      { status: 'Healthy', message: 'secret synced' },
    ],
    [
      EXTERNAL_SECRETS,
      conditions(fails('Ready', 'SecretSyncedError', 'no such key')),
      { status: 'Degraded', message: 'no such key' },
    ],
  ])('of $kind %#', (type, status, expected) => {
    expect(healthOf(type, object(status))).toEqual(expected);
  });

  it('waits for the address of a load balancer', () => {
    const spec = { type: 'LoadBalancer' };
    expect(healthOf(SERVICES, object(undefined, spec))).toEqual({
      status: 'Progressing',
    });
    const status = { loadBalancer: { ingress: [{ ip: '127.0.0.1' }] } };
    expect(healthOf(SERVICES, object(status, spec))).toEqual({
      status: 'Healthy',
    });
  });
});
