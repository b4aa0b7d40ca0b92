import express from 'express';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { clusterStatusServiceRef } from '@mctl/plugin-cluster-node';
import { gitOpsRepositoryServiceRef } from '@mctl/plugin-gitops-node';
import {
  accessServiceRef,
  callerServiceRef,
  capabilityRegistryServiceRef,
  capabilityRunnerServiceRef,
  platformSettingsServiceRef,
} from '@mctl/plugin-platform-node';
import { cancelOperation } from './commands/cancelOperation';
import { ChangeFeed, tenantOfChange } from './events/ChangeFeed';
import { OperationEventBus } from './events/OperationEventBus';
import { DatabaseLedger } from './ledger/DatabaseLedger';
import { LedgerService } from './ledger/LedgerService';
import { ControlLoop } from './loop/ControlLoop';
import { OperationStepper } from './loop/OperationStepper';
import { sweepOperationRefs } from './loop/sweepOperationRefs';
import { describeOperations } from './queries/describeOperations';
import { getOperation } from './queries/getOperation';
import { listOperations } from './queries/listOperations';
import { whoami } from './queries/whoami';
import { createCapabilitiesRouter } from './routers/createCapabilitiesRouter';
import { createStreamsRouter } from './routers/createStreamsRouter';
import { createErrorMiddleware } from './routers/errorMiddleware';

/** Milliseconds a claim holds; longer than the process ever pauses. */
const LEASE = 30_000;
/** Those that wait for their commit at the same moment share it. */
const CONCURRENCY = 32;
const SWEEP = 1_000;

/** Ledger, control loop and REST of all capabilities. @public */
export const operationsPlugin = createBackendPlugin({
  pluginId: 'operations',
  register(env) {
    env.registerInit({
      deps: {
        access: accessServiceRef,
        callers: callerServiceRef,
        cluster: clusterStatusServiceRef,
        database: coreServices.database,
        http: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        registry: capabilityRegistryServiceRef,
        repository: gitOpsRepositoryServiceRef,
        runner: capabilityRunnerServiceRef,
        scheduler: coreServices.scheduler,
        settings: platformSettingsServiceRef,
      },
      async init(deps) {
        const { access, callers, cluster, logger, registry } = deps;
        const { repository, runner, settings } = deps;
        const bus = new OperationEventBus();
        const ledger = await DatabaseLedger.create({
          database: deps.database,
          bus,
          portalUrl: settings.urls.portal,
        });
        const stepper = OperationStepper.create({
          ledger,
          registry,
          repository,
          cluster,
          logger,
          domain: settings.domain,
          lease: LEASE,
        });
        const loop = ControlLoop.create({
          ledger,
          advance: entry => stepper.advance(entry),
          logger,
          lease: LEASE,
          concurrency: CONCURRENCY,
          sweep: SWEEP,
        });
        const port = LedgerService.create({
          ledger,
          logger,
          onAccepted: () => loop.wake(),
        });
        const changes = ChangeFeed.create({ cluster, repository, bus });

        registry.register(
          cancelOperation(ledger),
          describeOperations(registry),
          getOperation({ ledger, bus }),
          listOperations(ledger),
          whoami(settings),
        );
        runner.connectLedger(port);
        cluster.subscribe(change => loop.wake(tenantOfChange(change)));

        deps.http.use(
          express
            .Router()
            .use('/v1', [
              express.json({ limit: '256kb' }),
              createStreamsRouter({ callers, ledger, bus, access, changes }),
              createCapabilitiesRouter({ runner, callers }),
              createErrorMiddleware(logger),
            ]),
        );
        // The caller service decides for each request who sends it; it knows
        // more kinds of tokens than Backstage does.
        deps.http.addAuthPolicy({ path: '/v1', allow: 'unauthenticated' });

        await deps.scheduler.scheduleTask({
          id: 'sweep-operation-refs',
          frequency: { hours: 1 },
          initialDelay: { minutes: 5 },
          timeout: { minutes: 10 },
          async fn() {
            const now = new Date();
            await sweepOperationRefs({ ledger, repository, now });
          },
        });
        deps.lifecycle.addStartupHook(() => loop.start());
        deps.lifecycle.addShutdownHook(async () => {
          changes.close();
          await loop.stop();
          await port.close();
        });
      },
    });
  },
});
