import { inRoot } from '../../../scripts/lib/paths.ts';
import { axeViolations } from '../../ui/axe.ts';
import { problemsOf, tabStops } from '../../ui/checks.ts';
import { expect, test } from '../../ui/harness.ts';
import { HOME_FACES } from '../../ui/home-faces.ts';
import { LOOKS, wear } from '../../ui/looks.ts';

for (const [name, answer] of Object.entries(HOME_FACES)) {
  test(`the popup with nothing to pay: ${name}, in every look`, async ({ openPage }) => {
    const page = await openPage('popup', answer);
    await page.getByRole('button', { name: 'Continue' }).waitFor();
    for (const look of LOOKS) {
      await wear(page, look);
      expect(await problemsOf(page), look.name).toEqual([]);
    }
    expect(await axeViolations(page)).toEqual([]);
    const stops = await tabStops(page);
    expect(stops.length).toBeGreaterThan(2);
    expect(stops.filter(({ isMarked }) => !isMarked)).toEqual([]);
    for (const look of LOOKS) {
      await wear(page, look);
      await page.screenshot({ path: inRoot('tests', 'out', 'pictures', 'home', look.name, `${name}.png`), fullPage: true });
    }
  });
}

test('what is found is chosen by its button, and names its place', async ({ openPage }) => {
  const page = await openPage('popup', HOME_FACES.found);
  // The page's own words are below the host, never beside it, where they could pass for a part of it.
  const [host, text] = [page.locator('.found b').first(), page.locator('.found-text').first()];
  const [above, below] = [await host.boundingBox(), await text.boundingBox()];
  expect(below?.y).toBeGreaterThanOrEqual((above?.y ?? Infinity) + (above?.height ?? 0) - 1);
  await page.getByRole('button', { name: /^Pay “Pay invoice 77 .*” at acquirer\.example$/ }).click();
  const [command] = await page.evaluate(() => fakeWorker.commands);
  expect(command).toMatchObject({
    type: 'pay',
    via: 'found',
    text: 'https://acquirer.example/invoices/1',
    from: { tabId: 1, origin: 'https://shop.example' },
  });
});

test('an amount is checked before it is sent, once', async ({ openPage }) => {
  const page = await openPage('popup', HOME_FACES.amount);
  const field = page.getByLabel('Amount');
  await expect(field).toBeFocused();
  for (const wrong of ['', '1,50', '0', '1.234', '1,234']) {
    await field.fill(wrong);
    await page.keyboard.press('Enter');
    await expect(field, wrong).toHaveAttribute('aria-invalid', 'true');
  }
  await expect(page.locator('#amount-problem')).toContainText('That can be read as 1234 or as 1.234.');
  await field.fill(' 12.50 ');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const commands = await page.evaluate(() => fakeWorker.commands);
  expect(commands).toMatchObject([
    { type: 'pay', via: 'menu', text: 'https://wallet.example/anna', amount: { currency: 'USD', value: '12.50' } },
  ]);
});

test.describe('where people write a decimal comma', () => {
  test.use({ locale: 'de-DE' });

  test('it is taken, and what has two readings is sent in neither', async ({ openPage }) => {
    const page = await openPage('popup', HOME_FACES.amount);
    const field = page.getByLabel('Amount');
    for (const unclear of ['1.234', '1,234', '100.000']) {
      await field.fill(unclear);
      await page.keyboard.press('Enter');
      await expect(field, unclear).toHaveAttribute('aria-invalid', 'true');
    }
    await expect(page.locator('#amount-problem')).toContainText('That can be read as 100000 or as 100,0000.');
    await page.screenshot({ path: inRoot('tests', 'out', 'pictures', 'home', 'ambiguous.png') });
    await field.fill('1.234,5');
    await page.keyboard.press('Enter');
    const commands = await page.evaluate(() => fakeWorker.commands);
    expect(commands).toMatchObject([{ type: 'pay', amount: { currency: 'USD', value: '1234.5' } }]);
  });
});

test('a worker that dies leaves what was typed, and the wish can be said again', async ({ openPage }) => {
  const page = await openPage('popup', HOME_FACES.alone);
  const field = page.getByLabel('Pay someone');
  await field.fill('$wallet.example/anna');
  await page.keyboard.press('Enter');
  const go = page.getByRole('button', { name: 'Continue' });
  await expect(go).toHaveAttribute('aria-busy', 'true');
  await page.evaluate(() => fakeWorker.die());
  await expect(go).toHaveAttribute('aria-busy', 'false');
  await expect(field).toHaveValue('$wallet.example/anna');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => fakeWorker.commands.length)).toBe(2);
});

test('the menus of links are joined by a press', async ({ openPage }) => {
  const page = await openPage('popup', HOME_FACES.alone);
  await page.getByRole('button', { name: /^Add .* right-click menu of links$/ }).click();
  await expect(page.getByRole('button', { name: /^Remove .* right-click menu of links$/ })).toBeVisible();
  expect(await page.evaluate(() => fakeWorker.permissionsAsked)).toEqual([{ permissions: ['contextMenus'] }]);
});
