// How long a change in the cluster takes to show on the open page: from the
// moment a watch of the Kubernetes API reports a new pod, to its name on screen.
import { launchBrowser, signIn } from '../e2e/lib/browser.mjs';
import { startPlatform } from '../e2e/lib/startPlatform.mjs';
import { openCluster } from './lib/cluster.mjs';
import { percentile, report } from './lib/report.mjs';

const ROUNDS = 15;
const PODS = '/api/v1/namespaces/bench/pods';

const platform = await startPlatform();
const browser = await launchBrowser();
try {
  await prepare(platform.rest('ada'));
  const page = await signIn(browser, { url: platform.url, person: 'ada' });
  await page.goto(`${platform.url}/services/bench/shop`);
  const cluster = openCluster(platform.kubeconfig);

  const delays = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await cluster.list(PODS);
    const names = new Set(before.map(({ metadata }) => metadata.name));
    // The one of the round before may still be on its way out.
    const victim = before.find(pod => !pod.metadata.deletionTimestamp);
    await page.getByText(victim.metadata.name).first().waitFor();

    const added = cluster.waitFor(
      PODS,
      ({ type, object }) =>
        type === 'ADDED' && !names.has(object.metadata.name),
    );
    await cluster.remove(`${PODS}/${victim.metadata.name}`);
    const { metadata } = await added;
    const began = performance.now();
    await page.getByText(metadata.name).first().waitFor();
    delays.push(performance.now() - began);
  }
  report(`A change in the cluster on the open page, ${ROUNDS} times`, [
    { name: 'visible, p50', value: percentile(delays, 0.5) },
    { name: 'visible, p95', value: percentile(delays, 0.95), target: 1_000 },
    { name: 'visible, slowest', value: Math.max(...delays) },
  ]);
} finally {
  await browser.close();
  await platform.stop();
}

async function prepare(rest) {
  for (const [operation, input] of [
    ['create-tenant', { tenant: 'bench', displayName: 'Bench' }],
    [
      'deploy-service',
      {
        tenant: 'bench',
        service: 'shop',
        image: 'ghcr.io/acme/shop',
        tag: '1.0.0',
      },
    ],
  ]) {
    const { status, body } = await rest.start(operation, input);
    if (status !== 202) {
      throw new Error(`${operation} was refused: ${JSON.stringify(body)}`);
    }
    await rest.finish(body.id);
  }
}
