// How long an operation takes to be accepted and to succeed, one at a time, on
// a freshly started platform with the default configuration.
import { startPlatform } from '../e2e/lib/startPlatform.mjs';
import { percentile, report } from './lib/report.mjs';

const ROUNDS = 20;

const platform = await startPlatform();
try {
  // A platform admin may create any number of tenants.
  const rest = platform.rest('guest');
  const accepted = [];
  const tenants = [];
  const deploys = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const tenant = `bench-${String.fromCharCode(97 + round)}x`;
    tenants.push(
      await time(rest, accepted, 'create-tenant', {
        tenant,
        displayName: 'Bench',
      }),
    );
    deploys.push(
      await time(rest, accepted, 'deploy-service', {
        tenant,
        service: 'shop',
        image: 'ghcr.io/acme/shop',
        tag: '1.0.0',
      }),
    );
  }
  report(`Operations, ${accepted.length} one after the other`, [
    { name: 'accepted, p50', value: percentile(accepted, 0.5) },
    { name: 'accepted, p95', value: percentile(accepted, 0.95), target: 150 },
    { name: 'create-tenant succeeded, p50', value: percentile(tenants, 0.5) },
    {
      name: 'create-tenant succeeded, p95',
      value: percentile(tenants, 0.95),
      target: 5_000,
    },
    { name: 'deploy-service succeeded, p50', value: percentile(deploys, 0.5) },
    {
      name: 'deploy-service succeeded, p95',
      value: percentile(deploys, 0.95),
      target: 8_000,
    },
  ]);
} finally {
  await platform.stop();
}

async function time(rest, accepted, operation, input) {
  const began = performance.now();
  const { status, body } = await rest.start(operation, input);
  accepted.push(performance.now() - began);
  if (status !== 202) {
    throw new Error(`${operation} was refused: ${JSON.stringify(body)}`);
  }
  const { state, error } = await rest.finish(body.id);
  if (state !== 'succeeded') {
    throw new Error(`${operation} ${state}: ${JSON.stringify(error)}`);
  }
  return performance.now() - began;
}
