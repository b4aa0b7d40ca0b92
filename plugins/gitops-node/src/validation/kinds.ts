import { AppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { CronJob } from 'kubernetes-models/batch/v1/CronJob';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { LimitRange } from 'kubernetes-models/v1/LimitRange';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { ResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import { Service } from 'kubernetes-models/v1/Service';
import type { z } from 'zod';
import { CUSTOM_KINDS } from './customKinds';

/** How objects of a kind are checked. */
export interface KindRules {
  /** The model, whose schema knows types, formats and required fields. */
  model?: new (data: never) => { validate(): void };
  /** What the Kubernetes client calls the type; its fields are all there are. */
  type?: string;
  /** The schema of a custom kind, every field of which it names. */
  schema?: z.ZodType;
  /** The kind has one object for the cluster, not one in each namespace. */
  clusterScoped?: boolean;
}

/** Every kind that is ever rendered, by `apiVersion` and `kind`. */
export const KINDS: ReadonlyMap<string, KindRules> = new Map<string, KindRules>(
  [
    ['v1 ConfigMap', { model: ConfigMap, type: 'V1ConfigMap' }],
    ['v1 LimitRange', { model: LimitRange, type: 'V1LimitRange' }],
    [
      'v1 Namespace',
      { model: Namespace, type: 'V1Namespace', clusterScoped: true },
    ],
    [
      'v1 PersistentVolumeClaim',
      { model: PersistentVolumeClaim, type: 'V1PersistentVolumeClaim' },
    ],
    ['v1 ResourceQuota', { model: ResourceQuota, type: 'V1ResourceQuota' }],
    ['v1 Service', { model: Service, type: 'V1Service' }],
    ['apps/v1 Deployment', { model: Deployment, type: 'V1Deployment' }],
    [
      'autoscaling/v2 HorizontalPodAutoscaler',
      { model: HorizontalPodAutoscaler, type: 'V2HorizontalPodAutoscaler' },
    ],
    ['batch/v1 CronJob', { model: CronJob, type: 'V1CronJob' }],
    ['batch/v1 Job', { model: Job, type: 'V1Job' }],
    ['networking.k8s.io/v1 Ingress', { model: Ingress, type: 'V1Ingress' }],
    [
      'networking.k8s.io/v1 NetworkPolicy',
      { model: NetworkPolicy, type: 'V1NetworkPolicy' },
    ],
    [
      'policy/v1 PodDisruptionBudget',
      { model: PodDisruptionBudget, type: 'V1PodDisruptionBudget' },
    ],
    [
      'argoproj.io/v1alpha1 AppProject',
      { model: AppProject, schema: CUSTOM_KINDS.appProject },
    ],
    [
      'monitoring.coreos.com/v1 ServiceMonitor',
      { model: ServiceMonitor, schema: CUSTOM_KINDS.serviceMonitor },
    ],
    [
      'external-secrets.io/v1 ExternalSecret',
      { schema: CUSTOM_KINDS.externalSecret },
    ],
  ],
);
