import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import {
  clusterLogsServiceRef,
  clusterMetricsServiceRef,
  clusterStatusServiceRef,
} from '@mctl/plugin-cluster-node';
import { gitOpsRepositoryServiceRef } from '@mctl/plugin-gitops-node';
import { AccessDecisions } from './access/AccessDecisions';
import { CallerLimits } from './capabilities/CallerLimits';
import { CapabilityRegistry } from './capabilities/CapabilityRegistry';
import { CapabilityRunner } from './capabilities/CapabilityRunner';
import { CursorSeal } from './capabilities/CursorSeal';
import { readPlatformSettings, type PlatformSettings } from './settings';

/** What the app-config says about the platform as a whole. @public */
export const platformSettingsServiceRef = createServiceRef<PlatformSettings>({
  id: 'mctl.settings',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { config: coreServices.rootConfig },
      factory: ({ config }) => readPlatformSettings(config),
    }),
});

/** Every capability of the platform. @public */
export const capabilityRegistryServiceRef =
  createServiceRef<CapabilityRegistry>({
    id: 'mctl.capability-registry',
    scope: 'root',
    defaultFactory: async service =>
      createServiceFactory({
        service,
        deps: { lifecycle: coreServices.rootLifecycle },
        factory: ({ lifecycle }) => {
          const registry = CapabilityRegistry.create();
          lifecycle.addStartupHook(() => registry.freeze());
          return registry;
        },
      }),
  });

/** Who may do what. @public */
export const accessServiceRef = createServiceRef<AccessDecisions>({
  id: 'mctl.access',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        settings: platformSettingsServiceRef,
        repository: gitOpsRepositoryServiceRef,
      },
      factory: ({ settings, repository }) =>
        AccessDecisions.create({
          repository,
          admins: settings.admins,
          maxRoleAge: settings.maxRoleAge,
        }),
    }),
});

/** Runs capabilities for every surface. @public */
export const capabilityRunnerServiceRef = createServiceRef<CapabilityRunner>({
  id: 'mctl.capability-runner',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        settings: platformSettingsServiceRef,
        registry: capabilityRegistryServiceRef,
        access: accessServiceRef,
        repository: gitOpsRepositoryServiceRef,
        cluster: clusterStatusServiceRef,
        logs: clusterLogsServiceRef,
        metrics: clusterMetricsServiceRef,
      },
      factory: ({ config, settings, ...parts }) =>
        CapabilityRunner.create({
          ...parts,
          cursors: CursorSeal.fromConfig(config),
          limits: CallerLimits.create(settings.rateLimit),
          domain: settings.domain,
          disabled: settings.disabledOperations,
        }),
    }),
});
