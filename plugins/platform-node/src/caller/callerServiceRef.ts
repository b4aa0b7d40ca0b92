import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { resolveStateDirectory } from '@mctl/plugin-cluster-node';
import { CallerService } from './CallerService';
import { LocalGrants } from './LocalGrants';

/** Says who sends a request. @public */
export const callerServiceRef = createServiceRef<CallerService>({
  id: 'mctl.caller',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        auth: coreServices.auth,
        httpAuth: coreServices.httpAuth,
        config: coreServices.rootConfig,
      },
      createRootContext: async ({ config }) => ({
        localGrants:
          (config.getOptionalString('mctl.cluster.type') ?? 'sandbox') ===
          'sandbox'
            ? await LocalGrants.open(resolveStateDirectory(config))
            : undefined,
      }),
      factory: ({ auth, httpAuth }, { localGrants }) =>
        CallerService.create({ auth, httpAuth, localGrants }),
    }),
});
