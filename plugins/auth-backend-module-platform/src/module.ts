import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import { resolveStateDirectory } from '@mctl/plugin-cluster-node';
import { gitOpsRepositoryServiceRef } from '@mctl/plugin-gitops-node';
import {
  LocalGrants,
  platformSettingsServiceRef,
} from '@mctl/plugin-platform-node';
import { checkEmbedded } from './checkEmbedded';
import { localAuthenticator } from './localAuthenticator';
import { LocalSignIn } from './LocalSignIn';
import { ownershipOf } from './ownershipOf';
import { TokenFiles } from './TokenFiles';

/** Bearer tokens live for an hour, so two refreshes may fail. */
const REFRESH = { minutes: 20 };

/** Signs the local people in, in the embedded default only. */
export const authModulePlatform = createBackendModule({
  pluginId: 'auth',
  moduleId: 'platform',
  register(registration) {
    registration.registerInit({
      deps: {
        providers: authProvidersExtensionPoint,
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        repository: gitOpsRepositoryServiceRef,
        scheduler: coreServices.scheduler,
        settings: platformSettingsServiceRef,
      },
      async init(deps) {
        const { providers, config, lifecycle, scheduler } = deps;
        if (!checkEmbedded(config)) {
          return;
        }
        const stateDirectory = resolveStateDirectory(config);
        const signIn = LocalSignIn.create({
          authenticator: localAuthenticator,
          ownershipOf: name =>
            ownershipOf(name, {
              repository: deps.repository,
              admins: deps.settings.admins,
            }),
        });
        const tokens = TokenFiles.create({
          stateDirectory,
          grants: await LocalGrants.open(stateDirectory),
          issueToken: name => signIn.issueToken(name),
        });

        providers.registerProvider({
          providerId: 'local',
          factory: signIn.factory,
        });
        lifecycle.addStartupHook(() =>
          scheduler.scheduleTask({
            id: 'refresh-local-tokens',
            scope: 'local',
            frequency: REFRESH,
            timeout: { minutes: 1 },
            fn: () => tokens.write(),
          }),
        );
        lifecycle.addShutdownHook(() => tokens.remove());
      },
    });
  },
});
