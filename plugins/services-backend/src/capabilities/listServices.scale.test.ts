import type { RepositorySnapshot } from '@mctl/plugin-gitops-node';
import {
  serviceDocumentSchema,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import type { QueryContext } from '@mctl/plugin-platform-node';
import { MemoryCluster } from '@mctl/plugin-platform-node/testUtils';
import { application, workload } from '../testing/clusterSamples';
import { SHOP_IMAGE } from '../testing/shopText';
import { getServiceStatus } from './getServiceStatus';
import { listServices } from './listServices';

const TENANTS = 1_000;
const SERVICES = 10;

type Entry = { path: string; document: ServiceDocument; text: string };

/** 10,000 services of 1,000 tenants, all of them running. */
function createContext() {
  const byTenant = new Map<string, Entry[]>();
  const cluster = new MemoryCluster(() => new Date('2026-03-01T10:00:00Z'));
  for (let index = 0; index < TENANTS; index += 1) {
    const tenant = `team-${String(index).padStart(4, '0')}`;
    const entries = Array.from({ length: SERVICES }, (_, which) => {
      const name = `service-${which}`;
      cluster.applications.set(`${tenant}.svc.${name}`, application());
      cluster.workloads.set(`${tenant}/${name}`, workload('1'));
      const document = serviceDocumentSchema.parse({
        apiVersion: 'mctl.ai/v1',
        kind: 'Service',
        metadata: { name, tenant },
        spec: {
          type: 'web',
          image: { repository: SHOP_IMAGE, tag: '1' },
          replicas: 1,
        },
      });
      return { path: `${tenant}/${name}`, document, text: '' };
    });
    byTenant.set(tenant, entries);
  }
  const services = new Map(
    [...byTenant.values()].flat().map(entry => [entry.path, entry]),
  );
  const snapshot: Partial<RepositorySnapshot> = {
    services,
    servicesOf: tenant => byTenant.get(tenant) ?? [],
    faultsOf: () => undefined,
  };
  return {
    snapshot,
    cluster,
    access: { visibleTenants: () => [...byTenant.keys()] },
    caller: { user: 'user:default/admin' },
    operations: { recentOperations: async () => [] },
    domain: 'apps.test',
    // Reads look at nothing else.
  } as unknown as QueryContext<Record<string, unknown>>;
}

describe('10,000 services', () => {
  const context = createContext();

  /** The 95th percentile of how long something takes, in milliseconds. */
  async function p95(run: (round: number) => unknown): Promise<number> {
    const times: number[] = [];
    for (let round = 0; round < 60; round += 1) {
      const start = performance.now();
      await run(round);
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)];
  }

  const list = (input: object) =>
    listServices().run({ ...context, input: { ...input } });

  it.each([
    ['of all tenants', {}],
    ['that match', { search: 'service-7' }],
    ['of one tenant', { tenant: 'team-0500' }],
    [
      'on a page far behind',
      {
        limit: 200,
        cursor: Buffer.from('team-0900/service-0').toString('base64url'),
      },
    ],
  ])('are listed within 100 ms: those %s', async (_, input) => {
    expect(await list(input)).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({
          health: expect.objectContaining({
            value: { status: 'Healthy', message: null },
          }),
        }),
      ]),
    });
    expect(await p95(() => list(input))).toBeLessThan(100);
  });

  it('have a status each within 100 ms', async () => {
    const read = (round: number) =>
      getServiceStatus().run({
        ...context,
        input: { tenant: `team-0${round + 100}`, service: 'service-3' },
      });
    expect(await read(0)).toMatchObject({ pods: { value: [{ ready: true }] } });
    expect(await p95(read)).toBeLessThan(100);
  });
});
