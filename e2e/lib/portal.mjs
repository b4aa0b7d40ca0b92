import assert from 'node:assert/strict';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { signIn } from './browser.mjs';

/** Milliseconds until something must be seen, also on a busy machine. */
const PATIENCE = 20_000;
/** Milliseconds in which an operation and its rollout must come to an end. */
const ROLLOUT = 120_000;

/** Violations of these impacts keep people from using a page. */
const GRAVE = ['serious', 'critical'];

/**
 * Opens the portal as one of the local people, in a window of its own.
 *
 * Every page is checked before it is left: it must fit the width of the window
 * and must not have reported an error.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {{ url: string, person: string, width: number }} options
 */
export async function openPortal(browser, { url, person, width }) {
  const page = await signIn(browser, { url, person, width });
  page.setDefaultTimeout(PATIENCE);
  /** @type {string[]} */
  const faults = [];
  page.on('pageerror', error => faults.push(String(error.stack ?? error)));
  page.on('console', message => {
    if (message.type() === 'error' && !isRefusal(message)) {
      faults.push(`${message.text()} (${message.location().url})`);
    }
  });

  /** Checks the page that is shown. */
  async function check() {
    const wide = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return undefined;
      const widest = [...document.body.querySelectorAll('*')]
        .filter(node => node.getBoundingClientRect().right > clientWidth + 1)
        .slice(-3)
        .map(node => node.outerHTML.slice(0, 200));
      return { scrollWidth, clientWidth, widest };
    });
    assert.equal(wide, undefined, `${page.url()}: ${JSON.stringify(wide)}`);
    assert.deepEqual(faults, [], page.url());
  }

  /**
   * A part of a page, by its heading.
   *
   * @param {string | RegExp} name
   */
  const panel = name =>
    page.getByRole('region', {
      name,
      ...(typeof name === 'string' && { exact: true }),
    });

  /**
   * @param {string | RegExp} text
   * @param {{ within?: import('playwright-core').Locator, timeout?: number }} [options]
   */
  const see = (text, { within, timeout } = {}) =>
    (within ?? page.locator('body'))
      .getByText(text, { exact: true })
      .filter({ visible: true })
      .first()
      .waitFor({ timeout });

  return {
    page,
    check,
    panel,
    see,

    /** @param {string} path */
    async go(path) {
      await check();
      await page.goto(`${url}${path}`);
    },

    /** Waits until this address is reached. @param {string | RegExp} path */
    at: path =>
      page.waitForURL(address =>
        typeof path === 'string'
          ? address.pathname === path
          : path.test(address.pathname),
      ),

    /** @param {string} name @param {import('playwright-core').Locator} [within] */
    async press(name, within) {
      await check();
      await (within ?? page).getByRole('button', { name, exact: true }).click();
    },

    /** @param {string} name @param {import('playwright-core').Locator} [within] */
    async follow(name, within) {
      await check();
      await (within ?? page.locator('#content'))
        .getByRole('link', { name, exact: true })
        .filter({ visible: true })
        .first()
        .click();
    },

    /**
     * Chooses an entry of a menu.
     *
     * @param {string} menu
     * @param {string} entry
     */
    async choose(menu, entry) {
      await check();
      await page.getByRole('button', { name: menu, exact: true }).click();
      await page.getByRole('menuitem', { name: entry, exact: true }).click();
    },

    /** @param {string} tab */
    async open(tab) {
      await check();
      await page.getByRole('tab', { name: tab, exact: true }).click();
    },

    /** @param {string} field @param {string} text */
    write: (field, text) =>
      page
        .getByRole('textbox', { name: new RegExp(`^${field}\\b`) })
        .filter({ visible: true })
        .first()
        .fill(text),

    /** @param {string} group @param {RegExp} choice */
    pick: (group, choice) =>
      page.getByRole('radiogroup', { name: group }).getByText(choice).click(),

    /**
     * Waits for the page of an operation and for how it ends.
     *
     * @param {string} outcome
     */
    async ends(outcome) {
      await page.waitForURL(address =>
        address.pathname.startsWith('/operations/op_'),
      );
      const head = page.locator('header').filter({ visible: true });
      await head
        .getByText(/^(Succeeded|Failed|Cancelled|Superseded)$/)
        .first()
        .waitFor({ timeout: ROLLOUT });
      await see(outcome, { timeout: 1000 });
      return /** @type {string} */ (new URL(page.url()).pathname.split('/')[2]);
    },

    /** Marks the page as it was loaded; another one has no mark. */
    mark: () =>
      page.evaluate(() => {
        document.documentElement.dataset.loaded = 'once';
      }),

    isMarked: () =>
      page.evaluate(() => document.documentElement.dataset.loaded === 'once'),

    /**
     * Finds nothing that keeps people with disabilities from using the page.
     *
     * @param {{ within?: string }} [options] a part of a page, by its selector,
     * where the rest of it is Backstage's own
     */
    async isAccessible({ within = 'body' } = {}) {
      // A color on its way to another one is nothing to judge.
      await page.evaluate(() =>
        Promise.allSettled(
          document
            .getAnimations()
            .filter(
              ({ effect }) => effect?.getComputedTiming().endTime !== Infinity,
            )
            .map(({ finished }) => finished),
        ),
      );
      const { violations } = await new AxeBuilder({ page })
        .include(within)
        // What React Aria reads aloud stays there for a while, also when what
        // it names has gone.
        .exclude('[data-live-announcer]')
        .analyze();
      const grave = violations
        .filter(({ impact }) => GRAVE.includes(String(impact)))
        .map(({ id, help, nodes }) => ({
          id,
          help,
          nodes: nodes
            .slice(0, 3)
            .map(node => [node.html, node.failureSummary]),
        }));
      assert.deepEqual(grave, [], `${page.url()} for people with disabilities`);
    },

    /**
     * Keeps a picture of the page where one is asked for by SCREENSHOTS.
     *
     * @param {string} name
     */
    async keep(name) {
      const folder = process.env.SCREENSHOTS;
      if (folder) {
        const path = join(folder, `${name}.png`);
        await page.screenshot({ path, fullPage: true });
      }
    },

    async close() {
      await check();
      await page.context().close();
    },
  };
}

/**
 * Whether the browser only notes that something was refused, which the page
 * tells its user: by the platform, or by a form of the scaffolder.
 *
 * @param {import('playwright-core').ConsoleMessage} message
 */
function isRefusal(message) {
  const text = message.text();
  return (
    text.startsWith('Form validation failed') ||
    (/status of 4(00|03|04|09|22)/.test(text) &&
      /\/api\/operations\/v1\/(plans|queries)/.test(message.location().url))
  );
}
