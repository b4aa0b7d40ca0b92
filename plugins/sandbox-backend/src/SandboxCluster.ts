import { join } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { type Clock, systemClock } from '@mctl/plugin-cluster-node';
import type { GitOpsRepository } from '@mctl/plugin-gitops-node';
import { ApiServer } from './apiserver/ApiServer';
import { openCredentials, writeKubeConfig } from './apiserver/credentials';
import { ResourceHandler } from './apiserver/ResourceHandler';
import { ControlLoop } from './controllers/ControlLoop';
import { EventRecorder } from './controllers/EventRecorder';
import { createControllers } from './controllers/createControllers';
import { PodController } from './controllers/PodController';
import { addAdmissions } from './controllers/admission/addAdmissions';
import { QuotaUsage } from './controllers/quota/QuotaUsage';
import { SchedulerController } from './controllers/scheduling/SchedulerController';
import {
  autoscalerBlindness,
  schedulingHold,
  syncFailure,
} from './faults/clusterFaults';
import { claimHold, selectNode } from './controllers/volumes/claimHold';
import { FaultBook } from './faults/FaultBook';
import { createTagCheck } from './faults/image';
import { ApplicationController } from './gitops/ApplicationController';
import { TargetSource } from './gitops/TargetSource';
import { ServiceLogs } from './logs/ServiceLogs';
import { IngressServer } from './ingress/IngressServer';
import { ServiceGateway } from './ingress/ServiceGateway';
import { ClusterMetrics } from './metrics/ClusterMetrics';
import { seedCluster } from './seedCluster';
import type { NodePool } from './seedNodes';
import { StateFile } from './StateFile';
import { objectKey } from './store/objects';
import { ObjectStore } from './store/ObjectStore';
import { APPLICATIONS, PODS } from './store/resources';

const REPOSITORY_URL = 'file:gitops.git';

export interface SandboxClusterOptions {
  /** Folder that the cluster keeps its state in. */
  folder: string;
  /** Where the kubeconfig is written. */
  kubeConfigFile: string;
  /** Port of the API on loopback; 0 for any that is free. */
  port: number;
  /** Port that services answer on; 0 for any that is free. */
  ingressPort?: number;
  /** Tags that the registry has, with `*` for anything. */
  knownTags?: readonly string[];
  /** Nodes of the cluster; three of a laptop's size when left out. */
  nodes?: NodePool;
  repository: GitOpsRepository;
  logger: LoggerService;
  clock?: Clock;
}

/** The whole embedded cluster: API, controllers, faults and state. */
export class SandboxCluster {
  readonly faults: FaultBook;
  /** Port that the API listens on. */
  readonly port: number;
  /** Port that services answer on, and metrics under the machine's own name. */
  readonly ingressPort: number;
  readonly #server: ApiServer;
  readonly #ingress: IngressServer;
  readonly #metrics: ClusterMetrics;
  readonly #loop: ControlLoop;
  readonly #targets: TargetSource;
  readonly #state: StateFile;

  /** Starts a cluster as it was left, or a new one. */
  static async start(options: SandboxClusterOptions): Promise<SandboxCluster> {
    const { folder, kubeConfigFile, repository, logger } = options;
    const clock = options.clock ?? systemClock;
    const file = join(folder, 'objects.json');
    const saved = await StateFile.load(file, logger);
    const store = ObjectStore.create({ clock, dump: saved?.cluster });
    const faults = FaultBook.create({
      store,
      clock,
      faults: saved?.faults,
      past: saved?.pastFaults,
    });
    const state = StateFile.create({
      file,
      clock,
      logger,
      read: () => ({
        cluster: store.dump(),
        faults: faults.list(),
        pastFaults: faults.past(),
      }),
    });
    const metrics = ClusterMetrics.create({ store, clock, faults, logger });
    const usage = QuotaUsage.create({ store });
    addAdmissions({ store, usage });
    seedCluster(store, { nodes: options.nodes });

    const applications = new ApplicationController({
      store,
      clock,
      repositoryUrl: REPOSITORY_URL,
      branch: repository.branch,
      failure: syncFailure(faults),
    });
    const events = EventRecorder.create({ store, clock });
    const pods = new PodController({
      store,
      clock,
      events,
      faults,
      tagExists: createTagCheck(options.knownTags),
    });
    const scheduler = new SchedulerController({
      store,
      clock,
      events,
      holds: [schedulingHold(faults), pod => claimHold(store, pod)],
      onAssign: (pod, node) => selectNode(store, pod, node),
    });
    const loop = ControlLoop.create({
      store,
      clock,
      logger,
      controllers: [
        applications,
        scheduler,
        pods,
        ...createControllers({
          store,
          clock,
          events,
          quotaUsage: usage,
          usage: metrics.usage,
          isBlind: autoscalerBlindness(faults),
        }),
      ],
    });
    const targets = TargetSource.create({
      repository,
      logger,
      schedule: clock.schedule,
      onTargets: found =>
        applications
          .setTargets(found)
          .forEach(({ key, withinMs }) =>
            loop.enqueueWithin(applications, key, withinMs),
          ),
    });

    const credentials = await openCredentials(folder);
    const server = ApiServer.create({
      tls: credentials.tls,
      token: credentials.token,
      resources: ResourceHandler.create({
        store,
        clock,
        logs: ServiceLogs.create({ store, clock, faults }),
        usage: metrics.usage,
      }),
      logger,
    });
    const ingress = IngressServer.create({
      gateway: ServiceGateway.create({ store, clock, faults }),
      clock,
      logger,
      own: (request, response) => metrics.api.handle(request, response),
      onRequest: request => metrics.requests.record(request),
    });
    const ingressPort = await ingress.listen(options.ingressPort ?? 0);
    const port = await server.listen(options.port);
    await writeKubeConfig({ file: kubeConfigFile, port, credentials });

    store.subscribe(() => state.touch());
    faults.subscribe(tenant => {
      state.touch();
      for (const pod of store.list(PODS, tenant)) {
        loop.enqueue(pods, objectKey(pod));
        loop.enqueue(scheduler, objectKey(pod));
      }
      for (const { metadata, spec } of store.list(APPLICATIONS)) {
        if (spec.destination.namespace === tenant) {
          loop.enqueue(applications, metadata.name);
        }
      }
    });
    loop.start();
    targets.start();
    metrics.start();
    return new SandboxCluster({
      faults,
      port,
      ingressPort,
      server,
      ingress,
      metrics,
      loop,
      targets,
      state,
    });
  }

  private constructor(parts: {
    faults: FaultBook;
    port: number;
    ingressPort: number;
    server: ApiServer;
    ingress: IngressServer;
    metrics: ClusterMetrics;
    loop: ControlLoop;
    targets: TargetSource;
    state: StateFile;
  }) {
    this.faults = parts.faults;
    this.port = parts.port;
    this.ingressPort = parts.ingressPort;
    this.#server = parts.server;
    this.#ingress = parts.ingress;
    this.#metrics = parts.metrics;
    this.#loop = parts.loop;
    this.#targets = parts.targets;
    this.#state = parts.state;
  }

  /** Stops everything and writes the state. */
  async stop(): Promise<void> {
    await this.#targets.stop();
    this.#loop.stop();
    this.faults.stop();
    this.#metrics.stop();
    await this.#ingress.close();
    await this.#server.close();
    await this.#state.flush();
  }
}
