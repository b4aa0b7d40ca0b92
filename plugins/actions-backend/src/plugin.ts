import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import {
  callerServiceRef,
  capabilityRegistryServiceRef,
  capabilityRunnerServiceRef,
} from '@mctl/plugin-platform-node';
import { actionOf } from './actionOf';

/** Registers each capability as the action `platform:<name>`. @public */
export const actionsPlugin = createBackendPlugin({
  pluginId: 'platform',
  register(env) {
    env.registerInit({
      deps: {
        actions: actionsRegistryServiceRef,
        callers: callerServiceRef,
        lifecycle: coreServices.rootLifecycle,
        logger: coreServices.logger,
        registry: capabilityRegistryServiceRef,
        runner: capabilityRunnerServiceRef,
      },
      async init({ actions, callers, lifecycle, logger, registry, runner }) {
        lifecycle.addStartupHook(() => {
          // Every plugin has started: nothing more can be registered anyway.
          registry.freeze();
          for (const capability of runner.describe()) {
            actions.register(actionOf(capability, { callers, logger, runner }));
          }
        });
      },
    });
  },
});
