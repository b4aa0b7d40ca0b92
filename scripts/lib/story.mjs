// The story that `npm run demo` tells, over MCP with a real client: a tenant, a
// service, a release that breaks, why it broke, and the way back.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../toolchain.mjs';
import { Failure, main } from './failure.mjs';
import { connectMcp, ToolError } from './mcpClient.mjs';

const SERVICE = 'shop';
const IMAGE = 'ghcr.io/acme/shop';
const BROKEN_TAG = '1.2.0-missing';

const { values: flags } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:7007' },
    user: { type: 'string', default: 'ada' },
    state: { type: 'string', default: join(root, '.mctl') },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const paint = process.stdout.isTTY
  ? (code, text) => `\u001b[${code}m${text}\u001b[0m`
  : (_code, text) => text;
const say = text => process.stdout.write(`${text}\n`);
const detail = text => say(paint(2, `         ${text}`));

await main(async () => {
  if (flags.help) {
    say(
      'npm run demo -- [--url http://localhost:7007] [--user ada] [--state .mctl] [--keep]',
    );
    return;
  }
  const client = await connect();
  try {
    await tell(client);
  } catch (error) {
    throw error instanceof ToolError ? explainRefusal(error) : error;
  } finally {
    await client.close();
  }
});

async function connect() {
  const startIt = 'Start it with "npm start" and try again.';
  let token;
  try {
    token = readFileSync(join(flags.state, 'tokens', flags.user), 'utf8');
  } catch (error) {
    throw new Failure('The platform is not running here.', startIt, error);
  }
  try {
    return await connectMcp({
      url: `${flags.url}/mcp`,
      token: token.trim(),
      name: 'mctl demo',
    });
  } catch (error) {
    throw new Failure(
      `The platform does not answer at ${flags.url}.`,
      startIt,
      error,
    );
  }
}

function explainRefusal(error) {
  return error.body.details?.rule === 'tenants.selfService.perUser'
    ? new Failure(
        `${flags.user} has made a tenant already and may make no other.`,
        'Tell the story as the platform admin: npm run demo -- --user guest.',
      )
    : new Failure(
        `The platform refused what the story asked for (${error.code}).`,
        error.message,
      );
}

async function tell(client) {
  const tenant = `demo-${Date.now().toString(36)}`;
  const service = { tenant, service: SERVICE };
  const began = performance.now();
  try {
    await step('A team asks for a tenant', async () => {
      await succeed(client, 'create-tenant', {
        tenant,
        displayName: 'Demo',
        description: 'Made by npm run demo',
      });
      detail(`${tenant}: a namespace with quota and network policies`);
    });

    await step('Its first service goes live with release 1.0.0', async () => {
      const { result } = await succeed(client, 'deploy-service', {
        ...service,
        image: IMAGE,
        tag: '1.0.0',
      });
      detail(`host ${result.host}`);
      await showHealth(client, service);
    });

    await step('Release 1.1.0 follows', async () => {
      await succeed(client, 'deploy-service', { ...service, tag: '1.1.0' });
      await showHealth(client, service);
    });

    await step(`Release ${BROKEN_TAG} does not exist`, async () => {
      const operation = await client.call('deploy-service', {
        ...service,
        tag: BROKEN_TAG,
        wait: true,
      });
      expect(operation.state === 'failed', 'the broken release to fail');
      detail(`failed in ${operation.step}: ${operation.error.message}`);
      for (const { source, reason, message } of operation.error.evidence) {
        detail(`evidence: ${source} ${reason ?? ''} ${message}`);
      }
    });

    await step('Why? And who serves meanwhile?', async () => {
      const status = await client.call('get-service-status', service);
      for (const pod of status.pods.value ?? []) {
        detail(
          `pod ${pod.name}: ${pod.tag} ${pod.ready ? 'ready' : (pod.reason ?? pod.phase)}`,
        );
      }
      expect(
        (status.pods.value ?? []).some(pod => pod.ready && pod.tag === '1.1.0'),
        'release 1.1.0 to keep serving',
      );
    });

    await step('The way back: first the plan, then with its hash', async () => {
      const { plan } = await client.call('rollback-service', service);
      detail(plan.summary);
      plan.warnings.forEach(warning => detail(`warning: ${warning}`));
      plan.changes.forEach(({ change, path }) => detail(`${change} ${path}`));
      await succeed(client, 'rollback-service', {
        ...service,
        plan_hash: plan.hash,
        reason: `${BROKEN_TAG} does not exist`,
      });
      await showHealth(client, service);
    });

    await step('All of it is on record', async () => {
      const { items } = await client.call('get-service-history', service);
      for (const release of items) {
        detail(
          `${release.tag} ${release.outcome}${release.current ? ' (current)' : ''} by ${release.operation?.actor ?? 'a push'}, commit ${release.commit.slice(0, 7)}`,
        );
      }
      expect(items[0].tag === '1.1.0', 'the history to begin with 1.1.0');
    });
  } finally {
    if (flags.keep) {
      detail(`kept: tenant ${tenant}`);
    } else {
      await removeTenant(client, tenant);
    }
  }
  say(`Told in ${seconds(began)}`);
}

async function removeTenant(client, tenant) {
  const { items } = await client.call('list-tenants', { limit: 200 });
  if (!items.some(item => item.tenant === tenant)) return;
  await step('The tenant is given back', async () => {
    const { plan } = await client.call('delete-tenant', { tenant });
    detail(plan.summary);
    await succeed(client, 'delete-tenant', { tenant, plan_hash: plan.hash });
  });
}

async function step(title, act) {
  const began = performance.now();
  say(paint(1, title));
  await act();
  say(`${paint(32, seconds(began).padStart(7))}  done`);
}

async function succeed(client, capability, args) {
  let said;
  const operation = await client.call(
    capability,
    { ...args, wait: true },
    {
      onProgress(message) {
        if (message !== said) detail(message);
        said = message;
      },
    },
  );
  expect(
    operation.state === 'succeeded',
    `${capability} to succeed; it ${operation.state}: ${operation.error?.message ?? ''}`,
  );
  return operation;
}

async function showHealth(client, service) {
  const { health, replicas } = await client.call('get-service-status', service);
  expect(health.value?.status === 'Healthy', 'the service to be healthy');
  detail(
    `Healthy, ${replicas.value?.ready} of ${replicas.value?.desired} ready`,
  );
}

function expect(condition, what) {
  if (!condition) {
    throw new Failure(
      `The story went another way: expected ${what}.`,
      'Logs: .mctl/logs/backend.log.',
    );
  }
}

function seconds(began) {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}
