import type { Page } from '@playwright/test';
import { expect, test } from '../../ui/harness.ts';
import { HISTORY_STATES } from '../../ui/history-states.ts';
import { HOME_FACES } from '../../ui/home-faces.ts';

const root = (page: Page) => page.locator('html');

test('each page says what it is called, and in which language and direction its words are', async ({ openPage }) => {
  const page = await openPage('options', HISTORY_STATES.several);
  await expect(page).toHaveTitle('Your wallets – Tender');
  for (const name of ['History', 'Safety']) {
    await page.getByRole('link', { name }).click();
    await expect(page).toHaveTitle(`${name} – Tender`);
  }
  await page.evaluate(() => (location.hash = 'welcome'));
  await expect(page).toHaveTitle('Welcome to Tender');
  await expect(root(page)).toHaveAttribute('lang', 'en');
  await expect(root(page)).toHaveAttribute('dir', 'ltr');
});

test('the popup, too', async ({ openPage }) => {
  const page = await openPage('popup', HOME_FACES.alone);
  await expect(page).toHaveTitle('Pay someone – Tender');
  await expect(root(page)).toHaveAttribute('dir', 'ltr');
});

test.describe('in a browser in German', () => {
  test.use({ locale: 'de-DE', timezoneId: 'UTC' });

  test('amounts and dates are written as there, beside words of the only catalogue', async ({ openPage }) => {
    const page = await openPage('options', HISTORY_STATES.several);
    await page.getByRole('link', { name: 'History' }).click();
    const line = page.locator('.entry-line').first();
    await expect(line).toContainText('80,80\u00a0$');
    await expect(line).toContainText('21. Nov.');
    await expect(root(page)).toHaveAttribute('lang', 'en');
  });
});
