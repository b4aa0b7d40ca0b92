import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { hasBrowser, launchBrowser } from './lib/browser.mjs';
import { openPortal } from './lib/portal.mjs';
import { startPlatform } from './lib/startPlatform.mjs';
import { tellStory } from './lib/story.mjs';
import { WINDOWS } from './lib/windows.mjs';

describe(
  'the templates in the portal',
  { skip: !hasBrowser && 'Chromium is not installed' },
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
      describe(`for ${person}, in a ${size} window`, () => {
        const tenant = `team-${person}`;
        /** @type {Awaited<ReturnType<typeof openPortal>>} */
        let portal;
        /** @type {ReturnType<typeof platform.rest>} */
        let rest;
        const step = tellStory(() => portal.keep(`templates-${width}`));

        before(async () => {
          rest = platform.rest(person);
          portal = await openPortal(browser, {
            url: platform.url,
            person,
            width,
          });
        });

        after(() => portal?.close());

        step('are offered', async () => {
          await portal.go('/create');
          await portal.see('Create a tenant');
          await portal.see('Onboard a service');
        });

        step('ask for a tenant before there is a service', async () => {
          await portal.go('/create/templates/default/onboard-service');
          await portal.see('You need a tenant first');
        });

        step(
          'create a tenant, with what is wrong told as it is typed',
          async () => {
            await portal.go('/create/templates/default/create-tenant');
            await portal.write('Name', 'kube-team');
            await portal.see(/reserved/);
            await portal.write('Name', tenant);
            await portal.write('Display name', `Team ${person}`);
            await portal.isAccessible({ within: 'form' });
            await portal.press('Next');
            await portal.see('What will happen');
            await portal.see(`tenants/${tenant}/tenant.yaml`);
            await portal.isAccessible({ within: 'form' });
            await portal.press('Review');
            await portal.see(`Team ${person}`);
            await portal.press('Create');
            await portal.see('What happened');
            await portal.see(/^create-tenant of .* succeeded/);
            await portal.follow('Open the tenant');
            await portal.at(`/tenants/${tenant}`);
            await portal.see('The last owner stays');
          },
        );

        step('refuse a name that is taken', async () => {
          const taken = await rest.start('deploy-service', {
            tenant,
            service: 'taken',
            image: 'ghcr.io/acme/shop',
            tag: '1.0.0',
          });
          assert.equal((await rest.finish(taken.body.id)).state, 'succeeded');
          await portal.go('/create/templates/default/onboard-service');
          await portal.write('Name', 'taken');
          await portal.see(/There is one of this name already/);
          await portal.write('Name', 'Web_');
          await portal.see(/must start with a lower-case letter/);
          await portal.write('Name', 'web');
          await portal.see('This name is free');
          await portal.isAccessible({ within: 'form' });
        });

        step('onboard a service, with its plan to review', async () => {
          await portal.write('Image', 'ghcr.io/acme/web');
          await portal.write('Tag', '1 0');
          await portal.press('Next');
          await portal.see(/must be an image tag/);
          await portal.write('Tag', '1.0.0');
          await portal.press('Next');
          await portal.see('Readiness');
          await portal.press('Next');
          await portal.write('Resource profile', 'huge-and-more');
          await portal.see(/profile/);
          await portal.isAccessible({ within: 'form' });
          await portal.write('Resource profile', 'small');
          await portal.press('Next');
          await portal.see('What will happen');
          await portal.see(`tenants/${tenant}/services/web/service.yaml`);
          await portal.isAccessible({ within: 'form' });
          await portal.press('Review');
          await portal.press('Onboard');
          await portal.see(/^deploy-service of .* succeeded/);
        });

        step('lead to the service, which is healthy and answers', async () => {
          await portal.follow('Open the service');
          await portal.at(`/services/${tenant}/web`);
          await portal.see('Healthy');
          const { status, body } = await platform.ask(tenant, 'web');
          assert.deepEqual([status, body.release], [200, '1.0.0']);
          const { body: config } = await rest.query('get-service-config', {
            tenant,
            service: 'web',
          });
          assert.equal(config.resources.profile, 'small');
        });

        step('say truthfully that a release failed', async () => {
          await portal.go('/create/templates/default/deploy-service');
          await portal.write('Service', 'web');
          await portal.write('Tag', '1.1.0-missing');
          await portal.press('Next');
          await portal.see('What will happen');
          await portal.press('Review');
          await portal.press('Deploy');
          await portal.see(/1\.1\.0-missing.*(not found|pull)/i);
          const opened = portal.page.getByText('Open the service');
          assert.equal(await opened.count(), 0);
          const { body } = await platform.ask(tenant, 'web');
          assert.equal(body.release, '1.0.0');
        });
      });
    }
  },
);
