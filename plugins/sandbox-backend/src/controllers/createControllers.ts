import type { Clock } from '@mctl/plugin-cluster-node';
import type { UsageSource } from '../metrics/UsageSource';
import type { Pod } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { AutoscalerController } from './autoscaling/AutoscalerController';
import type { Controller } from './ControlLoop';
import { DeploymentController } from './DeploymentController';
import { DisruptionController } from './DisruptionController';
import { EventExpiryController } from './EventExpiryController';
import type { EventRecorder } from './EventRecorder';
import { GarbageCollector } from './GarbageCollector';
import { IngressController } from './IngressController';
import { CronJobController } from './jobs/CronJobController';
import { JobController } from './jobs/JobController';
import { NamespaceController } from './NamespaceController';
import { EndpointsController } from './network/EndpointsController';
import { QuotaController } from './quota/QuotaController';
import type { QuotaUsage } from './quota/QuotaUsage';
import { ReplicaSetController } from './ReplicaSetController';
import { VolumeController } from './volumes/VolumeController';

/** What a controller manager runs: all controllers that need no more than this. */
export function createControllers(options: {
  store: ObjectStore;
  clock: Clock;
  events: EventRecorder;
  quotaUsage: QuotaUsage;
  usage: UsageSource;
  /** Pods whose requests autoscalers do not find. */
  isBlind?: (pod: Pod) => boolean;
}): Controller[] {
  const { store, quotaUsage } = options;
  return [
    new DeploymentController(options),
    new ReplicaSetController(options),
    new JobController(options),
    new CronJobController(options),
    new AutoscalerController(options),
    new VolumeController(options),
    new EndpointsController(options),
    new DisruptionController(options),
    new IngressController(options),
    new QuotaController({ store, usage: quotaUsage }),
    new NamespaceController(options),
    new GarbageCollector(options),
    new EventExpiryController(options),
  ];
}
