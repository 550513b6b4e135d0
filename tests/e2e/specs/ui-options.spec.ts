import type { Page } from '@playwright/test';
import type { OptionsView } from '../../../src/messages/options.ts';
import { axeViolations } from '../../ui/axe.ts';
import { problemsOf, tabStops } from '../../ui/checks.ts';
import { inRoot } from '../../../scripts/lib/paths.ts';
import { expect, test } from '../../ui/harness.ts';
import { LOOKS, wear } from '../../ui/looks.ts';
import { LINK_ANSWERS, linked, OPTIONS_STATES, waiting } from '../../ui/options-states.ts';

const state = (name: string): OptionsView => {
  const view = OPTIONS_STATES[name] ?? LINK_ANSWERS[name];
  if (view === undefined) throw new Error(`no state ${name}`);
  return view;
};
const commands = (page: Page) => page.evaluate(() => fakeWorker.commands);
const tell = (page: Page, view: OptionsView) => page.evaluate((sent) => fakeWorker.send(sent), view);
const field = (page: Page) => page.getByLabel('Wallet address', { exact: true });
const link = (page: Page) => page.getByRole('button', { name: 'Link wallet' });

/** Links by hand, and answers as the worker would. */
async function linkAnd(page: Page, answer: string): Promise<void> {
  await field(page).fill('$cloudnine.example/anna');
  await link(page).click();
  await hear(page, answer);
}

async function hear(page: Page, answer: string): Promise<void> {
  const ticket = (await commands(page)).findLast(({ type }) => type === 'link')?.['ticket'];
  await tell(page, JSON.parse(JSON.stringify(state(answer)).replaceAll('TICKET', String(ticket))) as OptionsView);
}

test.describe('every state, in every look', () => {
  for (const [name, view] of Object.entries(OPTIONS_STATES)) {
    test(name, async ({ openPage }) => {
      const page = await openPage('options', view);
      await link(page).waitFor();
      for (const look of LOOKS) {
        await wear(page, look);
        expect(await problemsOf(page), look.name).toEqual([]);
      }
      expect(await axeViolations(page)).toEqual([]);
      expect((await tabStops(page)).filter(({ isMarked }) => !isMarked)).toEqual([]);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your wallets');
    });
  }

  for (const name of ['first', 'waiting', 'linked']) {
    test(`welcome: ${name}`, async ({ openPage }) => {
      const page = await openPage('options', state(name), '#welcome');
      await link(page).waitFor();
      for (const look of LOOKS) {
        await wear(page, look);
        expect(await problemsOf(page), look.name).toEqual([]);
      }
      expect(await axeViolations(page)).toEqual([]);
      expect((await tabStops(page)).filter(({ isMarked }) => !isMarked)).toEqual([]);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome to Tender');
    });
  }

  for (const name of Object.keys(LINK_ANSWERS)) {
    test(`linking: ${name}`, async ({ openPage }) => {
      const page = await openPage('options', state('first'));
      await linkAnd(page, name);
      for (const look of LOOKS) {
        await wear(page, look);
        expect(await problemsOf(page), look.name).toEqual([]);
      }
      expect(await axeViolations(page)).toEqual([]);
    });
  }
});

test.describe('linking', () => {
  test('goes from the address to the key to linked', async ({ openPage }) => {
    const page = await openPage('options', state('order-waits'));
    await expect(page.getByText('Your payment is waiting')).toBeVisible();
    await field(page).fill('  $cloudnine.example/anna ');
    await page.keyboard.press('Enter');
    expect(await commands(page)).toEqual([{ type: 'link', ticket: expect.any(String), address: '$cloudnine.example/anna' }]);
    await hear(page, 'working');
    await expect(page.getByText('Asking $cloudnine.example/anna…')).toBeVisible();
    await expect(link(page)).toBeDisabled();

    const ticket = String((await commands(page))[0]?.['ticket']);
    await tell(page, { wallets: [waiting], orderWaits: true, linking: { ticket, state: 'done', walletId: 'w1' } });
    await expect(page.getByRole('heading', { name: 'Cloud Nine' })).toBeFocused();
    await expect(field(page)).toHaveValue('');
    await expect(page.getByRole('button', { name: 'Open cloudnine.example…' })).toBeVisible();
    await expect(page.getByRole('status').first()).toHaveText('Found Cloud Nine. Next, give your wallet the key.');

    await tell(page, { wallets: [linked], orderWaits: false });
    await expect(page.getByRole('status').first()).toHaveText('Cloud Nine is linked. Your order goes on in the payment window.');
    await expect(page.getByRole('button', { name: 'Copy key' })).toHaveCount(0);
  });

  test('says what is wrong beside the field and keeps what was typed', async ({ openPage }) => {
    const page = await openPage('options', state('first'));
    await link(page).click();
    await expect(field(page)).toHaveAccessibleDescription(/Type or paste your wallet address first\./);
    await linkAnd(page, 'failed');
    await expect(field(page)).toHaveAccessibleDescription(/Not a wallet address.*No wallet answers at this address\./);
    await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
    await expect(field(page)).toHaveValue('$cloudnine.example/anna');
    await expect(field(page)).toBeFocused();
  });

  test('shows where an address leads, and links that one by a press of its own', async ({ openPage }) => {
    const page = await openPage('options', state('first'));
    await linkAnd(page, 'led');
    await expect(field(page)).toHaveAccessibleDescription(/anna\.example leads to the wallet https:\/\/cloudnine\.example\/anna/);
    await page.screenshot({ path: inRoot('tests', 'out', 'pictures', 'options', 'led.png'), fullPage: true });
    await page.getByRole('button', { name: 'Link https://cloudnine.example/anna' }).click();
    expect((await commands(page)).at(-1)).toEqual({ type: 'link', ticket: expect.any(String), address: 'https://cloudnine.example/anna' });
  });

  test('asks for permission inside the click, and then links again', async ({ openPage }) => {
    const page = await openPage('options', state('first'));
    await linkAnd(page, 'permission');
    await page.evaluate(() => {
      fakeWorker.grantsPermissions = false;
    });
    await page.getByRole('button', { name: 'Allow and link' }).click();
    await expect(page.getByText('Without that permission')).toBeVisible();
    expect(await commands(page)).toHaveLength(1);
    await page.evaluate(() => {
      fakeWorker.grantsPermissions = true;
    });
    await page.getByRole('button', { name: 'Allow and link' }).click();
    await expect.poll(() => commands(page)).toHaveLength(2);
    expect(await page.evaluate(() => fakeWorker.permissionsAsked[0])).toEqual({
      origins: ['https://cloudnine.example/*', 'https://auth.cloudnine.example/*'],
    });
  });

  test('can be asked for again when the worker died over it', async ({ openPage }) => {
    const page = await openPage('options', state('first'));
    await field(page).fill('cloudnine.example/anna');
    await link(page).click();
    await expect(link(page)).toBeDisabled();
    await page.evaluate(() => fakeWorker.die());
    await expect(link(page)).toBeEnabled();
    await expect(field(page)).toHaveValue('cloudnine.example/anna');
    expect(await commands(page)).toHaveLength(1);
  });
});

test.describe('the key', () => {
  test('is copied in both forms, exactly as shown', async ({ openPage, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await openPage('options', state('waiting'));
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole('button', { name: 'Copy key' }).click();
    await expect(page.getByText('Copied', { exact: true })).toBeVisible();
    expect(await clipboard()).toBe(waiting.key.base64);
    await page.getByText('Other forms').click();
    await page.getByRole('button', { name: 'Copy as JWK' }).click();
    await expect.poll(async () => JSON.parse(await clipboard()) as unknown).toEqual(waiting.key.jwk);
    expect(JSON.parse((await page.locator('code').last().textContent()) ?? '')).toEqual(waiting.key.jwk);
  });

  test('goes to a page that asks for it in its address, and is copied for one where it is pasted', async ({ openPage, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await openPage('options', state('waiting-to-paste'));
    await page.getByRole('button', { name: 'Open my.cloudnine.example…' }).click();
    await expect(page.getByText('The key is copied. Paste it at your wallet.')).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('the key');
    await tell(page, state('waiting'));
    await page.evaluate(() => navigator.clipboard.writeText('something of the user’s'));
    await page.getByRole('button', { name: 'Open cloudnine.example…' }).click();
    await expect
      .poll(() => page.evaluate(() => fakeWorker.tabsOpened))
      .toEqual(['https://my.cloudnine.example/settings/developer-keys', 'https://cloudnine.example/add?publicKey=e30&name=Tender']);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('something of the user’s');
  });

  test('is looked for again on demand', async ({ openPage }) => {
    const page = await openPage('options', state('waiting'));
    await page.getByRole('button', { name: 'Check now' }).click();
    expect(await commands(page)).toEqual([{ type: 'check-key', walletId: 'w1' }]);
  });
});

test.describe('several wallets', () => {
  const card = (page: Page, name: string) => page.getByRole('region', { name });

  test('one of them is the default, and another can be', async ({ openPage }) => {
    const page = await openPage('options', state('several'));
    await expect(card(page, 'Cloud Nine')).toContainText('Default');
    await expect(card(page, 'Cloud Nine').getByRole('button', { name: 'Make default' })).toHaveCount(0);
    await card(page, 'Third').getByRole('button', { name: 'Make default' }).click();
    expect(await commands(page)).toEqual([{ type: 'make-default', walletId: 'w4' }]);
  });

  test('a key can be replaced; the new one is shown until the wallet has it', async ({ openPage }) => {
    const page = await openPage('options', state('several'));
    await card(page, 'Third').getByRole('button', { name: 'Replace key' }).click();
    expect(await commands(page)).toEqual([{ type: 'replace-key', walletId: 'w4' }]);
    await expect(card(page, 'Pebble')).toContainText('Give your wallet the new key');
    await expect(card(page, 'Pebble').getByRole('button', { name: 'Replace key' })).toHaveCount(0);
  });

  test('unlinking asks once more, can be taken back, and leaves the focus in the page', async ({ openPage }) => {
    const page = await openPage('options', state('several'));
    const unlink = card(page, 'Third').getByRole('button', { name: 'Unlink', exact: true });
    await unlink.click();
    await expect(page.getByRole('heading', { name: 'Unlink Third?' })).toBeFocused();
    expect(await problemsOf(page)).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keep it' }).click();
    await expect(unlink).toBeFocused();
    expect(await commands(page)).toEqual([]);

    await unlink.click();
    await page.getByRole('button', { name: 'Unlink this wallet' }).click();
    expect(await commands(page)).toEqual([{ type: 'unlink', walletId: 'w4' }]);
    const several = state('several');
    await tell(page, { ...several, wallets: several.wallets.slice(0, -1) });
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    await expect(page.getByRole('status').first()).toHaveText('Third is unlinked.');
  });

  test('a removed key and why the wallet could not be asked are said in words', async ({ openPage }) => {
    const page = await openPage('options', state('several'));
    const removed = page.locator('[data-status=key-removed]');
    await expect(removed).toContainText('Your wallet no longer has Tender’s key');
    await expect(removed).toContainText('Tender could not reach pebble.example.');
  });
});

test('says how Tender works and which one it is', async ({ openPage }) => {
  const page = await openPage('options', state('first'));
  await expect(page.getByRole('heading', { name: 'How Tender works' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'What it can see' })).toBeVisible();
  await expect(page.getByText('Version 0.1.0')).toBeVisible();
});
