import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { hasBrowser, launchBrowser } from './lib/browser.mjs';
import { openPortal } from './lib/portal.mjs';
import { startPlatform } from './lib/startPlatform.mjs';
import { tellStory } from './lib/story.mjs';
import { WINDOWS } from './lib/windows.mjs';

describe(
  'a tenant in the portal',
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

    for (const { size, width, person, other } of WINDOWS) {
      describe(`of ${person}, in a ${size} window`, () => {
        const tenant = `team-${person}`;
        /** @type {Awaited<ReturnType<typeof openPortal>>} */
        let portal;
        /** @type {ReturnType<typeof platform.rest>} */
        let rest;
        const step = tellStory(() => portal.keep(`tenants-${width}`));

        before(async () => {
          rest = platform.rest(person);
          portal = await openPortal(browser, {
            url: platform.url,
            person,
            width,
          });
        });

        after(() => portal?.close());

        step('is created, and a bad name told as it is typed', async () => {
          await portal.see('sandbox');
          await portal.isAccessible();
          await portal.go('/tenants/new');
          await portal.write('Display name', `Team ${person}`);
          await portal.write('Name', 'kube-team');
          await portal.see(/reserved/);
          await portal.isAccessible();
          await portal.write('Name', tenant);
          await portal.press('Review the plan');
          await portal.see('What will happen');
          await portal.press('Create this tenant');
          await portal.ends('Succeeded');
          await portal.isAccessible();
        });

        step('keeps its last owner', async () => {
          await portal.go(`/tenants/${tenant}`);
          const members = portal.panel('Members (1)');
          await portal.see('The last owner stays', { within: members });
          await portal.isAccessible();
          const changes = members.getByRole('link', { name: /role|leave/i });
          assert.equal(await changes.count(), 0);
          const demotion = { tenant, user: person, role: 'viewer' };
          const refused = await rest.start('set-member', demotion);
          assert.equal(refused.body.error?.code, 'not_possible');
        });

        step('takes a member in, who sees it', async () => {
          await portal.follow('Add a member');
          await portal.write('Person', other);
          await portal.press('Review the plan');
          await portal.press('Add the member');
          await portal.ends('Succeeded');
          await portal.go(`/tenants/${tenant}`);
          const row = portal
            .panel('Members (2)')
            .getByRole('row', { name: other });
          await portal.see('developer', { within: row });
          const { body } = await platform
            .rest(other)
            .query('get-tenant', { tenant });
          assert.equal(body.yourRole, 'developer');
        });

        step('gives a member another role', async () => {
          await portal.follow(`Change the role of ${other}`);
          await portal.pick('Role', /^Viewer/);
          await portal.press('Review the plan');
          await portal.press('Change the role');
          await portal.ends('Succeeded');
          const { body } = await platform
            .rest(other)
            .query('get-tenant', { tenant });
          assert.equal(body.yourRole, 'viewer');
        });

        step(
          'offers a member to leave and nothing that is for others',
          async () => {
            const others = await openPortal(browser, {
              url: platform.url,
              person: other,
              width,
            });
            await others.go(`/tenants/${tenant}`);
            await others.see('Members (2)');
            for (const name of [
              'Add a member',
              'Deploy a service',
              'Settings',
            ]) {
              const link = others.page
                .locator('#content')
                .getByRole('link', { name, exact: true });
              assert.equal(await link.count(), 0, name);
            }
            await others.follow('Leave the tenant');
            await others.see('What will happen');
            await others.press('Remove this member');
            await others.page.waitForURL(/\/operations\/op_/);
            await portal.go(`/tenants/${tenant}`);
            await portal.see('Members (1)');
            const { status } = await platform
              .rest(other)
              .query('get-tenant', { tenant });
            assert.equal(status, 404);
            await others.close();
          },
        );

        step('changes its settings', async () => {
          await portal.follow('Settings');
          await portal.write('Contact', '#web-shop');
          await portal.page
            .getByText('Services may reach the internet')
            .click();
          await portal.isAccessible();
          await portal.press('Review the plan');
          await portal.see(/#web-shop/);
          await portal.press('Save the settings');
          await portal.ends('Succeeded');
          await portal.go(`/tenants/${tenant}`);
          const about = portal.panel('About');
          await portal.see('#web-shop', { within: about });
          await portal.see('Allowed', { within: about });
        });

        step(
          'refuses a quota that is no quantity as it is typed, and one below what is in use by its plan',
          async () => {
            const deployed = await rest.start('deploy-service', {
              tenant,
              service: 'shop',
              image: 'ghcr.io/acme/shop',
              tag: '1.0.0',
            });
            const { state } = await rest.finish(deployed.body.id);
            assert.equal(state, 'succeeded');
            await portal.follow('Change', portal.panel('Quota'));
            await portal.write('Memory', '4 GB');
            await portal.see(/Kubernetes quantity/);
            await portal.press('Review the plan');
            await portal.see(/Kubernetes quantity/);
            await portal.write('Memory', '64Mi');
            await portal.press('Review the plan');
            await portal.see(/memory 128Mi in use, 64Mi asked/);
            await portal.press('Back');
            await portal.write('Memory', '4Gi');
            await portal.press('Review the plan');
            await portal.press('Change the quota');
            await portal.ends('Succeeded');
            await portal.go(`/tenants/${tenant}`);
            const quota = portal.panel('Quota');
            await portal.see(/of 4Gi$/, { within: quota });
            await portal.isAccessible();
          },
        );

        step('is listed, with what is done in it', async () => {
          await portal.go('/tenants');
          await portal.see(`Team ${person}`);
          await portal.isAccessible();
          await portal.go('/operations');
          await portal.see('Update tenant');
          await portal.isAccessible();
        });
      });
    }
  },
);
