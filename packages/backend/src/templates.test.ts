import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { clusterStatusServiceRef } from '@mctl/plugin-cluster-node';
import { gitOpsRepositoryServiceRef } from '@mctl/plugin-gitops-node';
import operationsPlugin from '@mctl/plugin-operations-backend';
import {
  explainReservedTenantName,
  newTenantName,
  RESERVED_TENANT_NAMES,
  RESERVED_TENANT_PREFIXES,
  RESERVED_TENANT_SUFFIXES,
  type CapabilityDescription,
} from '@mctl/plugin-platform-common';
import {
  capabilityRegistryServiceRef,
  type CapabilityRegistry,
} from '@mctl/plugin-platform-node';
import { TestPlatform } from '@mctl/plugin-platform-node/testUtils';
import scaffolderModulePlatform from '@mctl/plugin-scaffolder-backend-module-platform';
import servicesPlugin from '@mctl/plugin-services-backend';
import tenantsPlugin from '@mctl/plugin-tenants-backend';
import Ajv from 'ajv';
import fc from 'fast-check';
import request from 'supertest';
import { parse } from 'yaml';

type JsonSchema = Record<string, unknown> & {
  properties: Record<string, JsonSchema>;
};

type Template = Entity & {
  spec: {
    parameters: Array<JsonSchema & { required?: string[] }>;
    steps: Array<{
      input: { operation: string; input: Record<string, unknown> };
    }>;
  };
};

/** Keywords that decide what a form lets through. */
const DECISIVE = [
  'type',
  'enum',
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'maximum',
];

const templates = ['create-tenant', 'deploy-service', 'onboard-service'].map(
  readTemplate,
);

function readTemplate(name: string): Template {
  const folder = resolve(__dirname, '../../../templates', name);
  return parse(readFileSync(resolve(folder, 'template.yaml'), 'utf8'));
}

function fieldsOf(template: Template): Record<string, JsonSchema> {
  return Object.assign(
    {},
    ...template.spec.parameters.map(({ properties }) => properties),
  );
}

/** What an operation takes, besides null and other choices. */
function takenBy(schema: JsonSchema): JsonSchema {
  const choices = (schema.anyOf ?? []) as JsonSchema[];
  const choice = choices.find(({ type }) => type !== 'null');
  return choice ? takenBy(choice) : schema;
}

/**
 * The limits of a field and of what is in it.
 *
 * @param taken - where to read the limits of the same parts, by default the
 * field itself
 */
function limitsOf(field: JsonSchema, taken = field): unknown {
  const parts = Object.entries(field.properties ?? {});
  return {
    ...decisive(taken),
    ...(field.propertyNames !== undefined && {
      propertyNames: decisive(taken.propertyNames as JsonSchema),
      additionalProperties: decisive(taken.additionalProperties as JsonSchema),
    }),
    properties: Object.fromEntries(
      parts.map(([name, part]) => [
        name,
        limitsOf(part, takenBy(takenBy(taken).properties[name])),
      ]),
    ),
  };
}

function decisive(schema: JsonSchema): Record<string, unknown> {
  return Object.fromEntries(
    DECISIVE.flatMap(key => (key in schema ? [[key, schema[key]]] : [])),
  );
}

let platform: TestPlatform;
let backend: TestBackend;
let registry: CapabilityRegistry;

beforeAll(async () => {
  platform = await TestPlatform.create({ capabilities: [] });
  // The ledger of this backend runs by the clock on the wall.
  platform.pass(Date.now() - platform.now.getTime());
  backend = await startTestBackend({
    features: [
      operationsPlugin,
      scaffolderPlugin,
      scaffolderModulePlatform,
      servicesPlugin,
      tenantsPlugin,
      catalogServiceMock.factory({
        entities: templates.map(template => ({
          ...template,
          metadata: {
            ...template.metadata,
            namespace: 'default',
            annotations: {
              'backstage.io/managed-by-location':
                'url:http://files.test/t.yaml',
            },
          },
        })),
      }),
      createServiceFactory({
        service: gitOpsRepositoryServiceRef,
        deps: {},
        factory: () => platform.repository,
      }),
      createServiceFactory({
        service: clusterStatusServiceRef,
        deps: {},
        factory: () => platform.cluster,
      }),
      createBackendModule({
        pluginId: 'scaffolder',
        moduleId: 'test',
        register(registration) {
          registration.registerInit({
            deps: { capabilities: capabilityRegistryServiceRef },
            async init({ capabilities }) {
              registry = capabilities;
            },
          });
        },
      }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://portal.test' },
          backend: { baseUrl: 'http://localhost' },
          mctl: {
            admins: [],
            cluster: {
              type: 'kubernetes',
              url: 'https://cluster.test',
              token: 'a',
            },
          },
        },
      }),
    ],
  });
});

afterAll(async () => {
  await backend?.stop();
  await platform?.stop();
});

function describeCapability(name: string): CapabilityDescription {
  const capability = registry.describe().find(each => each.name === name);
  if (!capability) {
    throw new Error(`There is no capability ${name}`);
  }
  return capability;
}

describe('the forms of the templates', () => {
  it.each(templates.map(template => [template.metadata.name, template]))(
    '%s asks for what its operation takes, with the same limits',
    (_, template) => {
      const [{ input: step }] = template.spec.steps;
      const schema = describeCapability(step.operation)
        .inputSchema as JsonSchema;
      const fields = fieldsOf(template);

      const names = Object.keys(step.input);
      expect(names.filter(name => !(name in schema.properties))).toEqual([]);
      for (const name of names) {
        expect([name, limitsOf(fields[name])]).toEqual([
          name,
          limitsOf(fields[name], takenBy(schema.properties[name])),
        ]);
      }
      expect(
        template.spec.parameters.flatMap(page => page.required ?? []),
      ).toEqual(expect.arrayContaining(schema.required as string[]));
      // What else the form holds is the hash of the plan that was shown.
      expect(Object.keys(fields).sort()).toEqual([...names, 'plan'].sort());
      expect(fields.plan).toMatchObject({
        'ui:field': 'PlatformPlan',
        'ui:options': { operation: step.operation },
      });
    },
  );

  describe('the name of a new tenant', () => {
    // As the portal's forms check it; the other keywords are for messages.
    const accepts = new Ajv({ strict: false }).compile(
      fieldsOf(readTemplate('create-tenant')).tenant,
    );

    it.each([
      ...RESERVED_TENANT_NAMES,
      ...RESERVED_TENANT_PREFIXES.map(prefix => `${prefix}x`),
      ...RESERVED_TENANT_SUFFIXES.map(suffix => `x${suffix}`),
    ])('%s is refused while one types', name => {
      expect(accepts(name)).toBe(false);
    });

    it('is let through exactly when it can be had', () => {
      const part = fc.constantFrom(
        ...RESERVED_TENANT_NAMES,
        ...RESERVED_TENANT_PREFIXES,
        ...RESERVED_TENANT_SUFFIXES,
        ...['a', 'acme', '-', '--', '9', 'A', ' ', '_', '', 'é', '\n'],
      );
      fc.assert(
        fc.property(fc.array(part, { maxLength: 4 }), parts => {
          const name = parts.join('');
          expect([name, accepts(name)]).toEqual([
            name,
            newTenantName.safeParse(name).success,
          ]);
        }),
        { numRuns: 2_000 },
      );
      expect(explainReservedTenantName('acme')).toBeUndefined();
    });
  });
});

describe('a task', () => {
  /** Runs a template as a person and waits for the end of the task. */
  async function run(
    person: string,
    template: string,
    values: Record<string, unknown>,
  ) {
    const authorization = mockCredentials.user.header(`user:default/${person}`);
    const created = await request(backend.server)
      .post('/api/scaffolder/v2/tasks')
      .set('Authorization', authorization)
      .send({ templateRef: `template:default/${template}`, values });
    expect(created.status).toBe(201);
    // The stream ends with the task.
    const { text } = await request(backend.server)
      .get(`/api/scaffolder/v2/tasks/${created.body.id}/eventstream`)
      .set('Authorization', authorization);
    const events = text
      .split('\n')
      .filter(line => line.startsWith('data: '))
      .map(line => JSON.parse(line.slice('data: '.length)));
    return events.find(({ type }) => type === 'completion').body;
  }

  beforeAll(async () => {
    const follow = (revision: string) => {
      for (const name of ['initech', 'initech.project']) {
        platform.cluster.applications.set(name, {
          name,
          sync: 'Synced',
          revision,
          health: 'Healthy',
          healthMessage: null,
          operation: null,
          conditions: [],
        });
      }
    };
    platform.repository.subscribe(({ commit }) => follow(commit));
  });

  it('creates a tenant through the one write path', async () => {
    platform.repository.subscribe(() => {
      platform.cluster.namespaces.set('initech', tenantNamespace('initech'));
    });

    const end = await run('ivy', 'create-tenant', {
      tenant: 'initech',
      displayName: 'Initech',
      internetEgress: true,
    });

    expect(end).toMatchObject({
      message: 'Run completed with status: completed',
      output: {
        links: [
          { url: '/tenants/initech' },
          { url: '/create/templates/default/onboard-service' },
          {
            url: expect.stringMatching(
              /^http:\/\/portal\.test\/operations\/op_/,
            ),
          },
        ],
        text: [
          {
            title: 'What happened',
            content: expect.stringMatching(
              /^create-tenant of tenant:initech succeeded with commit \w{7}\. Seen in the cluster: Namespace initech is active and has its quota\.$/,
            ),
          },
        ],
      },
    });
    const document = parse(await platform.read('tenants/initech/tenant.yaml'));
    expect(document.spec).toMatchObject({
      displayName: 'Initech',
      members: [{ user: 'ivy', role: 'owner' }],
      network: { internetEgress: true },
    });
    expect(document.spec).not.toHaveProperty('description');
  });

  it('fails with what to do when the platform refuses', async () => {
    const end = await run('ada', 'deploy-service', {
      tenant: 'acme',
      service: 'shop',
      tag: '1.0.0',
    });

    expect(end.message).toBe('Run completed with status: failed');
    expect(end.error.message).toBe(
      'image: is needed: "shop" is not deployed in "acme" yet. Name the image repository, such as ghcr.io/acme/shop, beside the tag.',
    );
  });

  it('runs the plan that was shown, and no other', async () => {
    const end = await run('ada', 'onboard-service', {
      tenant: 'acme',
      service: 'shop',
      image: 'ghcr.io/acme/shop',
      tag: '1.0.0',
      type: 'web',
      probes: { readiness: {}, liveness: {} },
      env: { set: {} },
      autoscaling: {},
      plan: `sha256:${'0'.repeat(64)}`,
    });

    expect(end.message).toBe('Run completed with status: failed');
    expect(end.error.message).toContain('plan');
    const snapshot = await platform.repository.refresh();
    expect(snapshot.hasService('acme', 'shop')).toBe(false);
  });

  it('does not get past the form with a name that is reserved', async () => {
    const refused = await request(backend.server)
      .post('/api/scaffolder/v2/tasks')
      .set('Authorization', mockCredentials.user.header('user:default/eve'))
      .send({
        templateRef: 'template:default/create-tenant',
        values: { tenant: 'kube-acme', displayName: 'Acme' },
      });

    expect(refused.status).toBe(400);
  });
});

function tenantNamespace(name: string) {
  return {
    name,
    phase: 'Active' as const,
    labels: { 'mctl.ai/tenant': name },
    quotas: [{ name: 'tenant', hard: {}, used: {} }],
  };
}
