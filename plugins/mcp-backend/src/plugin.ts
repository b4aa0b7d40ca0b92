import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  callerServiceRef,
  capabilityRunnerServiceRef,
  platformSettingsServiceRef,
} from '@mctl/plugin-platform-node';
import { McpEndpoint } from './McpEndpoint';
import { createRouter, METADATA_PATH } from './router';

/** Serves the platform's capabilities to AI clients at `/mcp`. @public */
export const mcpPlugin = createBackendPlugin({
  pluginId: 'mcp',
  register(env) {
    env.registerInit({
      deps: {
        rootHttpRouter: coreServices.rootHttpRouter,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        lifecycle: coreServices.lifecycle,
        callers: callerServiceRef,
        runner: capabilityRunnerServiceRef,
        settings: platformSettingsServiceRef,
      },
      async init({
        rootHttpRouter,
        config,
        logger,
        lifecycle,
        callers,
        runner,
        settings,
      }) {
        const publicUrls = [
          settings.urls.mcp,
          settings.urls.portal,
          config.getString('backend.baseUrl'),
        ];
        const endpoint = McpEndpoint.create({
          runner,
          callers,
          logger,
          url: settings.urls.mcp,
          publicUrls,
        });
        lifecycle.addShutdownHook(() => endpoint.close());
        const router = createRouter({ endpoint });
        rootHttpRouter.use('/mcp', router.mcp);
        rootHttpRouter.use(METADATA_PATH, router.metadata);
      },
    });
  },
});
