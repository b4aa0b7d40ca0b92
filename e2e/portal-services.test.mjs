import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { hasBrowser, launchBrowser } from './lib/browser.mjs';
import { openPortal } from './lib/portal.mjs';
import { startPlatform } from './lib/startPlatform.mjs';
import { tellStory } from './lib/story.mjs';
import { until } from './lib/until.mjs';
import { WINDOWS } from './lib/windows.mjs';

describe(
  'a service in the portal',
  {
    skip: !hasBrowser && 'Chromium is not installed',
    // Both windows at once: most of the time passes waiting for the cluster.
    concurrency: WINDOWS.length,
  },
  () => {
    /** @type {Awaited<ReturnType<typeof startPlatform>>} */
    let platform;
    /** @type {Awaited<ReturnType<typeof launchBrowser>>} */
    let browser;

    before(async () => {
      platform = await startPlatform();
      browser = await launchBrowser();
    });

    after(async () => {
      await browser?.close();
      await platform?.stop();
    });

    for (const { size, width, person } of WINDOWS) {
      describe(`of ${person}, in a ${size} window`, { concurrency: 1 }, () => {
        const tenant = `team-${person}`;
        const service = 'shop';
        const path = `/services/${tenant}/${service}`;
        /** @type {Awaited<ReturnType<typeof openPortal>>} */
        let portal;
        /** @type {ReturnType<typeof platform.rest>} */
        let rest;
        const step = tellStory(() => portal.keep(`services-${width}`));
        const status = async () =>
          (await rest.query('get-service-status', { tenant, service })).body;

        before(async () => {
          rest = platform.rest(person);
          const created = await rest.start('create-tenant', {
            tenant,
            displayName: `Team ${person}`,
          });
          const { state } = await rest.finish(created.body.id);
          assert.equal(state, 'succeeded');
          portal = await openPortal(browser, {
            url: platform.url,
            person,
            width,
          });
        });

        after(() => portal?.close());

        step('is deployed and comes up healthy', async () => {
          await portal.go(`/services/deploy?tenant=${tenant}`);
          await portal.isAccessible();
          await portal.write('Service', service);
          await portal.write('Image', 'ghcr.io/acme/shop');
          await portal.write('Tag', '1.0.0');
          await portal.press('Review the plan');
          await portal.see('What will happen');
          await portal.isAccessible();
          await portal.press('Deploy');
          await portal.ends('Succeeded');
          await portal.go(path);
          await portal.see('Healthy');
          await portal.isAccessible();
        });

        step('answers at its host with the release that runs', async () => {
          const { status: code, body } = await platform.ask(tenant, service);
          assert.deepEqual([code, body.release], [200, '1.0.0']);
          const host = `${service}--${tenant}.localhost`;
          const link = portal.page.getByRole('link', { name: host });
          const href = await link.first().getAttribute('href');
          assert.equal(href, `http://${host}:${platform.ingressPort}`);
        });

        step(
          'follows a release that others deploy, on the same page',
          async () => {
            await portal.mark();
            const input = { tenant, service, tag: '1.1.0' };
            const deployed = await rest.start('deploy-service', input);
            await portal.see('1.1.0');
            const { state } = await rest.finish(deployed.body.id);
            assert.equal(state, 'succeeded');
            await portal.see('Healthy');
            assert.ok(await portal.isMarked(), 'the page was loaded anew');
          },
        );

        step('gets a variable, after its plan showed it', async () => {
          await portal.choose('More', 'Configure');
          await portal.press('Add a variable');
          await portal.write('Name of variable 1', 'GREETING');
          await portal.write('Value of variable 1', 'Hello "you"');
          await portal.isAccessible();
          await portal.press('Review the plan');
          const file = `tenants/${tenant}/services/${service}/service.yaml`;
          const diff = portal.page.getByRole('region', {
            name: `Changes in ${file}`,
          });
          await diff.getByText(/^\+.*GREETING/).waitFor();
          await portal.press('Configure');
          await portal.ends('Succeeded');
          await portal.go(`${path}/configuration`);
          await portal.see('GREETING');
          await portal.see('Hello "you"');
          await portal.isAccessible();
        });

        step('shows what it writes, and finds lines', async () => {
          await portal.open('Logs');
          const lines = portal.page
            .getByRole('list', { name: 'Log lines' })
            .getByRole('listitem');
          await lines.first().waitFor();
          await portal.isAccessible();
          const search = portal.page.getByRole('searchbox', {
            name: 'Text in the lines',
          });
          await search.fill('no line has this');
          await portal.see('No line matches.');
          await search.fill('(a+)+$');
          await portal.see('No line matches.');
          await search.fill('listening');
          await lines.first().waitFor();
          for (const text of await lines.allInnerTexts()) {
            assert.match(text, /listening/i);
          }
        });

        step('shows what the cluster reports of it', async () => {
          await portal.open('Events');
          await portal.see('ScalingReplicaSet');
          await portal.isAccessible();
        });

        step('is scaled to three', async () => {
          await portal.choose('More', 'Scale');
          await portal.write('Replicas', '51');
          await portal.see(/50/);
          await portal.write('Replicas', '3');
          await portal.press('Review the plan');
          await portal.see('What will happen');
          await portal.press('Scale');
          await portal.ends('Succeeded');
          await portal.go(path);
          await portal.see(/^3 of 3 ready/);
        });

        step('scales itself, and stops to', async () => {
          await portal.choose('More', 'Scale');
          await portal.pick('How many', /As many as the load needs/);
          await portal.write('Fewest replicas', '2');
          await portal.write('Most replicas', '4');
          await portal.isAccessible();
          await portal.press('Review the plan');
          await portal.press('Scale');
          await portal.ends('Succeeded');
          await portal.go(path);
          const autoscaling = portal.panel('Autoscaling');
          await portal.see('2 to 4', { within: autoscaling });

          await portal.choose('More', 'Scale');
          await portal.pick('How many', /A fixed number/);
          await portal.write('Replicas', '2');
          await portal.press('Review the plan');
          await portal.press('Scale');
          await portal.ends('Succeeded');
          await portal.go(path);
          await portal.see(/^2 of 2 ready/);
          await autoscaling.waitFor({ state: 'detached' });
        });

        step('is restarted', async () => {
          await portal.choose('More', 'Restart');
          await portal.see('What will happen');
          await portal.press('Restart');
          await portal.ends('Succeeded');
        });

        step('shows what it uses', async () => {
          await portal.go(`${path}/usage`);
          // A new pod is measured after a while.
          await portal.see(/^CPU .+, memory .+ in 2 pods$/, {
            timeout: 60_000,
          });
          const pods = portal.page.getByRole('table', {
            name: 'Use of each pod',
          });
          const memory = pods.locator('[data-label="Memory"]');
          await memory.first().waitFor();
          for (const text of await memory.allInnerTexts()) {
            assert.match(text, /\d/);
          }
          await portal.isAccessible();
        });

        step(
          'says why a release crashes, while the one before serves',
          async () => {
            await platform.breakService(tenant, service, {
              fault: 'crash-loop',
              release: '2.0.0',
            });
            await portal.go(path);
            await portal.follow('Deploy a release');
            await portal.write('Tag', '2.0.0');
            await portal.press('Review the plan');
            await portal.press('Deploy');
            await portal.ends('Failed');
            await portal.see('Why it failed');
            await portal.isAccessible();
            await portal.go(path);
            await portal.see('The last operation failed');
            await portal.see('CrashLoopBackOff', {
              within: portal.panel('Pods'),
            });
            await portal.isAccessible();
            await portal.keep(`service-failed-${width}`);
            const { body } = await platform.ask(tenant, service);
            assert.equal(body.release, '1.1.0');
          },
        );

        step('is healed by going back', async () => {
          await portal.follow('Roll back');
          await portal.see('What will happen');
          await portal.press('Roll back');
          await portal.ends('Succeeded');
          await portal.go(path);
          await portal.see('Healthy');
          assert.equal((await status()).desired.tag, '1.1.0');
          const { body } = await platform.ask(tenant, service);
          assert.equal(body.release, '1.1.0');
          await portal.open('Releases');
          const releases = portal.panel('Releases');
          await portal.see('Failed', { within: releases });
          await portal.see('Current', { within: releases });
          await portal.isAccessible();
        });

        step('is retired, and gone everywhere', async () => {
          await portal.choose('More', 'Retire');
          await portal.see('What will happen');
          const retire = portal.page.getByRole('button', {
            name: 'Retire this service',
          });
          assert.ok(await retire.isDisabled());
          await portal.write('Type shop to confirm', service);
          await portal.isAccessible();
          await retire.click();
          await portal.ends('Succeeded');
          const catalog = platform.catalog(person);
          await until(
            async () => !(await catalog.entity('component', tenant, service)),
            { what: 'gone from the catalog', timeout: 3_000 },
          );
          assert.equal((await platform.ask(tenant, service)).status, 404);
          await portal.go(path);
          await portal.see('There is no such service');
          await portal.go('/services');
          await portal.see('No service yet');
          await portal.isAccessible();
        });
      });
    }
  },
);
