import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hasBrowser, launchBrowser, signIn } from './lib/browser.mjs';
import { startPlatform } from './lib/startPlatform.mjs';

const SIZES = [
  { width: 1440, person: 'ada' },
  { width: 390, person: 'ben' },
];

describe(
  'the portal in a browser',
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

    for (const { width, person } of SIZES) {
      it(`takes ${person} from a tenant to a rollback, ${width} pixels wide`, async () => {
        const tenant = `team-${person}`;
        const page = await signIn(browser, {
          url: platform.url,
          person,
          width,
        });
        /** @type {string[]} */
        const faults = [];
        page.on('pageerror', error => faults.push(error.message));
        // Set once: were the page loaded anew, it would be gone.
        const isSamePage = () =>
          page.evaluate(() => document.documentElement.dataset.loaded);
        const mark = () =>
          page.evaluate(() => {
            document.documentElement.dataset.loaded = 'once';
          });
        /** @param {string} text */
        const see = text =>
          page
            .getByText(text, { exact: true })
            .filter({ visible: true })
            .first()
            .waitFor({ timeout: 30_000 });
        /** @param {string} name */
        const press = name =>
          page.getByRole('button', { name, exact: true }).click();

        /** @param {string} field @param {string} text */
        const write = (field, text) =>
          page
            .getByRole('textbox', { name: new RegExp(`^${field}`) })
            .fill(text);

        await see('sandbox');

        await page.goto(`${platform.url}/tenants/new`);
        await write('Display name', `Team ${person}`);
        await press('Review the plan');
        await press('Create this tenant');
        await mark();
        await see('Succeeded');
        assert.equal(await isSamePage(), 'once');

        await page.goto(`${platform.url}/services/deploy?tenant=${tenant}`);
        await write('Service', 'shop');
        await write('Image', 'ghcr.io/acme/shop');
        await write('Tag', '1.0.0');
        await press('Review the plan');
        await press('Deploy');
        await see('Succeeded');

        await page.goto(`${platform.url}/services/${tenant}/shop`);
        await mark();
        await see('Healthy');
        const rest = platform.rest(person);
        const deployed = await rest.start('deploy-service', {
          tenant,
          service: 'shop',
          tag: '1.1.0',
        });
        await see('1.1.0');
        const { state } = await rest.finish(deployed.body.id);
        assert.equal(state, 'succeeded');
        await see('Healthy');
        assert.equal(await isSamePage(), 'once');

        await page.goto(`${platform.url}/services/${tenant}/shop/rollback`);
        await see('What will happen');
        await press('Roll back');
        await see('Succeeded');
        const status = await rest.query('get-service-status', {
          tenant,
          service: 'shop',
        });
        assert.equal(status.body.desired.tag, '1.0.0');

        const overflow = await page.evaluate(
          () =>
            document.documentElement.scrollWidth -
            document.documentElement.clientWidth,
        );
        assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
        assert.deepEqual(faults, []);
        await page.context().close();
      });
    }
  },
);
