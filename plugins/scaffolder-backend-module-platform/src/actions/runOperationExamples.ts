import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

/** How templates use `mctl:operation:run`. */
export const runOperationExamples: TemplateExample[] = [
  {
    description: 'Deploy a release and wait until it is healthy',
    example: `steps:
  - id: deploy
    name: Deploy
    action: mctl:operation:run
    input:
      operation: deploy-service
      input:
        tenant: acme
        service: shop
        tag: 1.4.0
`,
  },
  {
    description: 'Start an operation and go on at once',
    example: `steps:
  - id: tenant
    name: Create the tenant
    action: mctl:operation:run
    input:
      operation: create-tenant
      input:
        tenant: acme
        displayName: Acme
      wait: false
`,
  },
];
