import type { KubernetesObject } from '@kubernetes/client-node';
import type { ApplicationStatus } from '../types';
import { isoTime } from './isoTime';

/** The part of an Argo CD Application that the platform reads. */
export interface Application extends KubernetesObject {
  status?: {
    sync?: { status?: string; revision?: string };
    health?: { status?: string; message?: string };
    operationState?: {
      phase?: string;
      message?: string;
      startedAt?: string;
      finishedAt?: string;
      syncResult?: { revision?: string };
    };
    conditions?: Array<{
      type: string;
      message: string;
      lastTransitionTime?: string;
    }>;
  };
}

const SYNC = ['Synced', 'OutOfSync'] as const;
const HEALTH = [
  'Healthy',
  'Progressing',
  'Degraded',
  'Suspended',
  'Missing',
] as const;

export function readApplication(application: Application): ApplicationStatus {
  const { sync, health, operationState, conditions } = application.status ?? {};
  return {
    name: application.metadata?.name ?? '',
    sync: SYNC.find(known => known === sync?.status) ?? 'Unknown',
    revision: sync?.revision || null,
    health: HEALTH.find(known => known === health?.status) ?? 'Unknown',
    healthMessage: health?.message ?? null,
    operation: operationState
      ? {
          phase: operationState.phase ?? 'Unknown',
          message: operationState.message ?? null,
          revision: operationState.syncResult?.revision || null,
          startedAt: isoTime(operationState.startedAt),
          finishedAt: isoTime(operationState.finishedAt),
        }
      : null,
    conditions: (conditions ?? []).map(condition => ({
      type: condition.type,
      message: condition.message,
      time: isoTime(condition.lastTransitionTime),
    })),
  };
}
