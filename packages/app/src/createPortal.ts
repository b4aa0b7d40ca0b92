import { createApp } from '@backstage/frontend-defaults';
import operationsPlugin from '@mctl/plugin-operations';
import scaffolderModulePlatform from '@mctl/plugin-scaffolder-module-platform';
import servicesPlugin from '@mctl/plugin-services';
import tenantsPlugin from '@mctl/plugin-tenants';
import { authModule } from './modules/auth';
import { homePlugin } from './modules/home';
import { layoutModule } from './modules/layout';
import { themeModule } from './modules/theme';

/**
 * The portal: Backstage, the platform's own plugins, and what makes them one
 * product. Plugins of others are found by `app.packages` of the app-config.
 */
export function createPortal() {
  return createApp({
    features: [
      operationsPlugin,
      scaffolderModulePlatform,
      servicesPlugin,
      tenantsPlugin,
      homePlugin,
      authModule,
      layoutModule,
      themeModule,
    ],
  });
}
