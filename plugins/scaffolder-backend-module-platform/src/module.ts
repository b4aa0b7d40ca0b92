import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { capabilityRunnerServiceRef } from '@mctl/plugin-platform-node';
import { createRunOperationAction } from './actions/createRunOperationAction';

/** Lets templates start operations of the platform. */
export const scaffolderModulePlatform = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'platform',
  register(registration) {
    registration.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        logger: coreServices.logger,
        runner: capabilityRunnerServiceRef,
      },
      async init({ actions, auth, logger, runner }) {
        actions.addActions(createRunOperationAction({ auth, logger, runner }));
      },
    });
  },
});
