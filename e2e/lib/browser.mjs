import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Whether there is a browser to test the portal with. */
export const hasBrowser = existsSync(executablePath);

/** Starts a headless browser that calls nobody but the portal. */
export function launchBrowser() {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * Opens the portal and signs one of the local people in.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {{ url: string, person: string, width?: number }} options
 */
export async function signIn(browser, { url, person, width = 1440 }) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('button', { name: new RegExp(person, 'i') }).click();
  await page
    .getByRole('heading', { name: /sign in/i })
    .waitFor({ state: 'detached' });
  return page;
}
