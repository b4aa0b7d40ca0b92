// How fast documents are rendered, and what checking the result costs a plan:
// schemas, policies and quota. All of it runs for every plan, on one core.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { report } from './lib/report.mjs';
import { root } from '../scripts/toolchain.mjs';

const require = createRequire(import.meta.url);
// The packages are TypeScript, as the backend runs them.
require('@backstage/cli/config/nodeTransform.cjs');
const { parse } = require('yaml');
const {
  assessQuota,
  checkPolicies,
  createDocumentText,
  findManifestFaults,
  isManifest,
  readChangedDocuments,
  readManifest,
  renderService,
  renderTenant,
} = require('@mctl/plugin-gitops-node');

const ROUNDS = 300;
const SERVICES = 10;

const platform = parse(
  readFileSync(join(root, 'gitops/platform.yaml'), 'utf8'),
);
const tenant = {
  apiVersion: 'mctl.ai/v1',
  kind: 'Tenant',
  metadata: { name: 'bench' },
  spec: {
    displayName: 'Bench',
    members: [{ user: 'ada', role: 'owner' }],
    quota: { cpu: '100', memory: '100Gi', pods: 500, storage: '50Gi' },
    network: { internetEgress: true, allowFrom: ['billing'] },
  },
};
const context = { tenant, platform, domain: 'localhost' };

/** A web service with every part that one can have. */
function fullService(name) {
  return {
    apiVersion: 'mctl.ai/v1',
    kind: 'Service',
    metadata: { name, tenant: 'bench' },
    spec: {
      type: 'web',
      image: { repository: 'ghcr.io/acme/shop', tag: '1.4.0' },
      port: 3000,
      metrics: { port: 9090, path: '/metrics' },
      autoscaling: { min: 2, max: 5, cpu: 80 },
      profile: 'medium',
      env: Object.fromEntries(
        Array.from({ length: 20 }, (_, index) => [`KEY_${index}`, 'a: value']),
      ),
      secrets: { API_KEY: { version: 3 } },
      files: { '/etc/shop/app.yaml': 'a: b\n'.repeat(50) },
      probes: {
        liveness: { path: '/healthz' },
        readiness: { path: '/readyz' },
      },
      jobs: { beforeDeploy: { command: ['./migrate'] } },
    },
  };
}

const services = Array.from({ length: SERVICES }, (_, index) =>
  fullService(`svc-${index}`),
);
const snapshot = {
  platform: { document: platform },
  tenants: new Map([['bench', { document: tenant }]]),
  invalid: [],
  servicesOf: () => services.map(document => ({ document })),
};

const [service] = services;
const manifests = renderService(service, context).filter(({ path }) =>
  isManifest(path),
);
/** Objects that no policy has seen yet, before and after a change. */
const freshObjects = () =>
  manifests.map(({ path, content }) => ({
    path,
    before: readManifest(content).objects,
    after: readManifest(content).objects,
    documentBefore: service,
    documentAfter: service,
  }));
const change = [
  {
    path: 'tenants/bench/services/svc-0/service.yaml',
    content: createDocumentText({
      ...service,
      spec: { ...service.spec, autoscaling: { min: 2, max: 9, cpu: 80 } },
    }),
  },
];

/**
 * How often a second something runs on a core of its own, once the engine has
 * seen enough of it. Processor time, so that a busy machine does not show.
 */
function rate(run) {
  for (let round = 0; round < ROUNDS; round += 1) run();
  const began = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round += 1) run();
  const { user, system } = process.cpuUsage(began);
  return (ROUNDS * 1_000_000) / (user + system);
}

report(
  `A full web service (${manifests.length} objects) and a tenant, rendered and checked, a second of processor time`,
  [
    {
      name: 'services rendered',
      value: rate(() => renderService(service, context)),
      kind: 'rate',
    },
    {
      name: 'tenants rendered',
      value: rate(() => renderTenant(tenant, context)),
      kind: 'rate',
    },
    {
      name: 'services checked against schemas',
      value: rate(() => {
        for (const { path, content } of manifests) {
          findManifestFaults(path, readManifest(content));
        }
      }),
      kind: 'rate',
      // Under 5 ms a service.
      target: 200,
    },
    {
      name: 'changes read and checked against policies',
      value: rate(() =>
        checkPolicies(freshObjects(), {
          policies: platform.spec.policies,
          domain: 'localhost',
        }),
      ),
      kind: 'rate',
    },
    {
      name: `plans of ${SERVICES} services against the quota`,
      value: rate(() => assessQuota(snapshot, readChangedDocuments(change))),
      kind: 'rate',
      // Under 2 ms a plan.
      target: 500,
    },
  ],
);
