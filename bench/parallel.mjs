// How many operations a second reach their commit when 100 people deploy at the
// same moment, on a freshly started platform with the default configuration.
import { startPlatform } from '../e2e/lib/startPlatform.mjs';
import { percentile, report } from './lib/report.mjs';

const TENANTS = 10;
const SERVICES = 10;
const ROUNDS = 100;

const platform = await startPlatform();
try {
  // A platform admin may create any number of tenants.
  const rest = platform.rest('guest');
  const names = Array.from(
    { length: TENANTS },
    (_, index) => `bench-${letter(index)}`,
  );
  for (const tenant of names) {
    await rest.finish(
      await start(rest, 'create-tenant', { tenant, displayName: 'Bench' }),
    );
  }

  const began = Date.now();
  const accepted = [];
  const ids = await Promise.all(
    Array.from({ length: ROUNDS }, async (_, index) => {
      const id = await start(rest, 'deploy-service', {
        tenant: names[index % TENANTS],
        service: `shop-${letter(Math.floor(index / TENANTS) % SERVICES)}`,
        image: 'ghcr.io/acme/shop',
        tag: '1.0.0',
      });
      accepted.push(Date.now() - began);
      return id;
    }),
  );
  const operations = await Promise.all(ids.map(id => rest.finish(id)));
  const committed = operations.map(operation => {
    const { finishedAt } = operation.steps.find(
      ({ name }) => name === 'commit',
    );
    if (!operation.commit) throw new Error(JSON.stringify(operation.error));
    return Date.parse(finishedAt) - began;
  });
  const succeeded = operations.map(({ state, finishedAt, error }) => {
    if (state !== 'succeeded')
      throw new Error(`${state}: ${JSON.stringify(error)}`);
    return Date.parse(finishedAt) - began;
  });
  const rate = times => (times.length * 1_000) / Math.max(...times);
  report(`${ROUNDS} deploys of different services at the same moment`, [
    { name: 'accepted', value: rate(accepted), kind: 'rate' },
    { name: 'committed', value: rate(committed), kind: 'rate', target: 10 },
    { name: 'committed, p50', value: percentile(committed, 0.5) },
    { name: 'committed, last', value: Math.max(...committed) },
    { name: 'succeeded, p50', value: percentile(succeeded, 0.5) },
    { name: 'succeeded, last', value: Math.max(...succeeded) },
  ]);
} finally {
  await platform.stop();
}

async function start(rest, operation, input) {
  const { status, body } = await rest.start(operation, input);
  if (status !== 202) {
    throw new Error(`${operation} was refused: ${JSON.stringify(body)}`);
  }
  return body.id;
}

function letter(index) {
  return `${String.fromCharCode(97 + index)}x`;
}
