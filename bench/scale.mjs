// How the platform grows: the same questions at 100, 1,000 and 10,000 services,
// ten in a tenant, on a freshly started platform with the default
// configuration, the sandbox cluster and all its objects in the same process.
// npm run bench -- scale [services …]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPlatform } from '../e2e/lib/startPlatform.mjs';
import { measureSnapshot, writeManyServices } from './lib/manyServices.mjs';
import { largestBelow } from './lib/processMemory.mjs';
import { percentile, report } from './lib/report.mjs';

const SERVICES_PER_TENANT = 10;
const SAMPLES = 60;
const DEPLOYS = 30;
const SETTLE_TIMEOUT = 15 * 60 * 1000;
/** Tenants that are looked at to tell whether the cluster is done. */
const LOOKED_AT = 20;

const sizes = process.argv.slice(2).map(Number);
for (const services of sizes.length > 0 ? sizes : [100, 1_000, 10_000]) {
  await measure(services);
}

async function measure(services) {
  const stateFolder = mkdtempSync(join(tmpdir(), 'mctl-scale-'));
  const tenants = services / SERVICES_PER_TENANT;
  writeManyServices(join(stateFolder, 'gitops.git'), {
    tenants,
    servicesPerTenant: SERVICES_PER_TENANT,
  });
  const copy = join(stateFolder, 'measured.git');
  writeManyServices(copy, { tenants, servicesPerTenant: SERVICES_PER_TENANT });
  const snapshot = measureSnapshot(copy);
  rmSync(copy, { recursive: true });

  const platform = await startPlatform({
    stateFolder,
    // A node takes 110 pods and 8 cores; a rollout needs room on top.
    env: {
      APP_CONFIG_mctl_sandbox_nodes: String(Math.ceil(services / 60) + 3),
    },
  });
  try {
    const rest = platform.rest('guest');
    const began = performance.now();
    await settle(rest, tenants, began);
    const settled = performance.now() - began;

    const target = round => ({
      tenant: `bench-${(round * 7) % tenants}x`,
      service: `service-${round % SERVICES_PER_TENANT}x`,
    });
    const lists = await sample(SAMPLES, round =>
      rest.query('list-services', {
        search: `service-${round % 10}`,
        limit: 50,
      }),
    );
    const statuses = await sample(SAMPLES, round =>
      rest.query('get-service-status', target(round)),
    );
    const accepted = await sample(DEPLOYS, round =>
      rest.start('deploy-service', { ...target(round), tag: `2.0.${round}` }),
    );
    const memory = largestBelow(platform.pid);

    report(`${services.toLocaleString('en')} services in ${tenants} tenants`, [
      { name: 'snapshot at start', value: snapshot.load, target: 10_000 },
      {
        name: 'snapshot after a push, p95',
        value: percentile(snapshot.pushes, 0.95),
        target: 200,
      },
      { name: 'platform ready', value: platform.startedIn },
      { name: 'every service healthy in the sandbox', value: settled },
      {
        name: 'list-services, p95',
        value: percentile(lists, 0.95),
        target: 100,
      },
      {
        name: 'get-service-status, p95',
        value: percentile(statuses, 0.95),
        target: 100,
      },
      { name: 'accepted, p95', value: percentile(accepted, 0.95), target: 300 },
      {
        name: 'memory of the backend',
        value: memory,
        target: 1.5 * 1024 ** 3,
        kind: 'memory',
      },
    ]);
  } finally {
    await platform.stop();
  }
}

/** Waits until the services of tenants from first to last are healthy. */
async function settle(rest, tenants, began) {
  const waiting = new Set(
    Array.from({ length: LOOKED_AT }, (_, index) =>
      Math.floor((index * (tenants - 1)) / (LOOKED_AT - 1)),
    ),
  );
  while (performance.now() - began < SETTLE_TIMEOUT) {
    const [tenant] = waiting;
    if (tenant === undefined) return;
    const { status, body } = await rest.query('list-services', {
      tenant: `bench-${tenant}x`,
    });
    const healthy =
      status === 200 &&
      body.items.every(({ health }) => health.value?.status === 'Healthy');
    // The rate limit is part of the default configuration.
    if (healthy) waiting.delete(tenant);
    else await pause(500);
  }
  throw new Error(`after ${SETTLE_TIMEOUT} ms not every service is healthy`);
}

/** Milliseconds of each of many calls, one after the other. */
async function sample(count, call) {
  const times = [];
  while (times.length < count) {
    const began = performance.now();
    const { status, body } = await call(times.length);
    const took = performance.now() - began;
    if (status === 429) {
      await pause(1_000);
    } else if (status >= 400) {
      throw new Error(`refused: ${JSON.stringify(body)}`);
    } else {
      times.push(took);
    }
  }
  return times;
}
