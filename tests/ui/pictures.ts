import { inRoot } from '../../scripts/lib/paths.ts';
import { test } from './harness.ts';
import { LOOKS, wear } from './looks.ts';
import { LINK_ANSWERS, OPTIONS_STATES } from './options-states.ts';
import { SHEET_FACES } from './sheet-faces.ts';

const picture = (...path: readonly string[]) => inRoot('tests', 'out', 'pictures', ...path);

test.describe('pictures of the sheet', () => {
  for (const [name, view] of Object.entries(SHEET_FACES)) {
    test(name, async ({ openPage }) => {
      const page = await openPage('popup', view);
      await page.locator('main').waitFor();
      await page.waitForTimeout(600);
      for (const look of LOOKS) {
        await wear(page, look);
        await page.screenshot({ path: picture('sheet', look.name, `${name}.png`), fullPage: true });
      }
    });
  }
});

test('picture of the wallets to choose from', async ({ openPage }) => {
  const page = await openPage('popup', SHEET_FACES['ready-rate']);
  for (const look of LOOKS) {
    await wear(page, look);
    const change = page.getByRole('button', { name: /^Change/ });
    if ((await change.getAttribute('aria-expanded')) === 'true') await change.click();
    await change.click();
    await page.keyboard.press('Tab');
    await page.screenshot({ path: picture('sheet', look.name, 'choosing.png') });
  }
});

test('pictures from right to left, and in the size of the sheet’s window', async ({ openPage }) => {
  const page = await openPage('popup', SHEET_FACES['ready-rate']);
  await page.locator('main').waitFor();
  await page.waitForTimeout(600);
  await page.setViewportSize({ width: 380, height: 600 });
  for (const dir of ['ltr', 'rtl']) {
    await page.evaluate((direction) => document.documentElement.setAttribute('dir', direction), dir);
    for (const name of [
      'ready-rate',
      'ready-unverified',
      'ready-allowance',
      'ready-person',
      'permission-contact',
      'paid-rate',
      'failed-start-over',
    ]) {
      await page.evaluate((view) => fakeWorker.send(view), SHEET_FACES[name]);
      await page.screenshot({ path: picture('sheet', `window-${dir}`, `${name}.png`) });
    }
  }
});

test('pictures in colours that people choose', async ({ openPage }) => {
  const page = await openPage('popup', SHEET_FACES['ready-rate']);
  await page.setViewportSize({ width: 360, height: 600 });
  await page.emulateMedia({ forcedColors: 'active' });
  await page.waitForTimeout(600);
  for (const name of ['ready-rate', 'ready-rose', 'pricing', 'consent', 'failed']) {
    await page.evaluate((view) => fakeWorker.send(view), SHEET_FACES[name]);
    await page.screenshot({ path: picture('sheet', 'forced-colors', `${name}.png`) });
  }
});

test('pictures of what the options page asks and answers', async ({ openPage }) => {
  const page = await openPage('options', OPTIONS_STATES['linked']);
  await page.setViewportSize({ width: 720, height: 700 });
  await page.getByRole('button', { name: 'Unlink' }).click();
  await page.screenshot({ path: picture('options', 'asks', 'unlink.png') });
  await page.getByRole('button', { name: 'Keep it' }).click();
  for (const [name, view] of Object.entries(LINK_ANSWERS)) {
    await page.getByLabel('Wallet address', { exact: true }).fill('https://shop.example');
    await page.getByRole('button', { name: 'Link wallet' }).click();
    await page.evaluate(
      ([answer, from]) => {
        const ticket = fakeWorker.commands.findLast(({ type }) => type === 'link')?.['ticket'];
        fakeWorker.send(JSON.parse(JSON.stringify({ ...answer, wallets: from }).replaceAll('TICKET', String(ticket))));
      },
      [view, OPTIONS_STATES['linked']?.wallets] as const,
    );
    await page.screenshot({ path: picture('options', 'asks', `${name}.png`) });
  }
});

test.describe('pictures of the options page', () => {
  for (const [name, view] of Object.entries(OPTIONS_STATES)) {
    test(name, async ({ openPage }) => {
      const page = await openPage('options', view);
      await page.locator('main form').first().waitFor();
      for (const look of [...LOOKS, { name: 'light-wide', scheme: 'light', width: 900, largeText: false } as const]) {
        await wear(page, look);
        await page.screenshot({ path: picture('options', look.name, `${name}.png`), fullPage: true });
      }
    });
  }
});

test.describe('pictures of the welcome page', () => {
  for (const name of ['first', 'waiting', 'linked']) {
    test(name, async ({ openPage }) => {
      const page = await openPage('options', OPTIONS_STATES[name], '#welcome');
      await page.locator('main form').first().waitFor();
      for (const look of [...LOOKS, { name: 'light-wide', scheme: 'light', width: 900, largeText: false } as const]) {
        await wear(page, look);
        await page.screenshot({ path: picture('welcome', look.name, `${name}.png`), fullPage: true });
      }
    });
  }
});
