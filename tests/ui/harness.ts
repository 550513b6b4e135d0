import { type Page, test as base } from '@playwright/test';
import { ensureChromium } from '../../scripts/lib/chromium.ts';
import { catalogue, fillIn } from '../support/catalogue.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { buildPages } from './build-pages.ts';
import { installFakeWorker } from './fake-worker.ts';
import { servePages } from './serve-pages.ts';

interface PageFixtures {
  /** Opens a page of the extension with a puppet for its worker. */
  readonly openPage: (name: 'popup' | 'options', answer: unknown, place?: string) => Promise<Page>;
}

/** The extension's pages in a plain browser, under the extension's own content security policy. */
export const test = base.extend<PageFixtures, { readonly pagesOrigin: string }>({
  browser: [
    async ({ playwright: { chromium } }, use) => {
      const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox'] });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  pagesOrigin: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures that one needs from here
    async ({}, use) => {
      const pages = await servePages(await buildPages());
      await use(pages.origin);
      await pages.close();
    },
    { scope: 'worker', timeout: PATIENCE_MS },
  ],
  openPage: async ({ page, pagesOrigin }, use) => {
    const broken: string[] = [];
    // A refused style or script is an error in the console; so is whatever the page did not catch.
    page.on('console', (message) => message.type() === 'error' && broken.push(message.text()));
    page.on('pageerror', (error) => broken.push(String(error)));
    await use(async (name, answer, place = '') => {
      await page.addInitScript({ content: `globalThis.fillIn = ${fillIn.toString()}` });
      await page.addInitScript(installFakeWorker, { catalogue, answer });
      await page.goto(`${pagesOrigin}/src/${name}/index.html${place}`);
      return page;
    });
    base.expect(broken).toEqual([]);
  },
});

export { expect } from '@playwright/test';
