import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

const tenantField = FormFieldBlueprint.make({
  name: 'platform-tenant',
  params: {
    field: () => import('./fields/tenantField').then(m => m.tenantField),
  },
});

const textField = FormFieldBlueprint.make({
  name: 'platform-text',
  params: {
    field: () => import('./fields/textField').then(m => m.textField),
  },
});

const planField = FormFieldBlueprint.make({
  name: 'platform-plan',
  params: {
    field: () => import('./fields/planField').then(m => m.planField),
  },
});

/** The fields `PlatformTenant`, `PlatformText` and `PlatformPlan`. @public */
export const scaffolderModulePlatform = createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [tenantField, textField, planField],
});
