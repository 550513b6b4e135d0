import type { Page } from '@playwright/test';
import { inRoot } from '../../../scripts/lib/paths.ts';
import type { AllowanceAnswer } from '../../../src/messages/allowance.ts';
import type { OptionsView } from '../../../src/messages/options.ts';
import { axeViolations } from '../../ui/axe.ts';
import { problemsOf, tabStops } from '../../ui/checks.ts';
import { expect, test } from '../../ui/harness.ts';
import { LOOKS, wear } from '../../ui/looks.ts';
import { OPTIONS_STATES } from '../../ui/options-states.ts';

const state = (name: string): OptionsView => {
  const view = OPTIONS_STATES[name];
  if (view === undefined) throw new Error(`no state ${name}`);
  return view;
};
const commands = (page: Page) => page.evaluate(() => fakeWorker.commands);
const tell = (page: Page, view: OptionsView) => page.evaluate((sent) => fakeWorker.send(sent), view);
const group = (page: Page) => page.getByRole('group', { name: 'Spending allowance' });
const press = (page: Page, name: string) => group(page).getByRole('button', { name }).click();

/** Answers the last terms that were typed. */
async function answer(page: Page, view: OptionsView, said: Omit<AllowanceAnswer, 'ticket'>): Promise<void> {
  const ticket = String((await commands(page)).findLast((command) => 'ticket' in command)?.['ticket']);
  await tell(page, { ...view, allowing: { ticket, ...said } });
}

async function inEveryLook(page: Page, name: string): Promise<void> {
  for (const look of LOOKS) {
    await wear(page, look);
    expect(await problemsOf(page), look.name).toEqual([]);
  }
  expect(await axeViolations(page)).toEqual([]);
  // Only then: taking a picture leaves a style in the page.
  for (const look of LOOKS) {
    await wear(page, look);
    await page.screenshot({ path: inRoot('tests', 'out', 'pictures', 'options', look.name, `${name}.png`), fullPage: true });
  }
}

test('is offered when the wallet has got its key, and is put off by one press', async ({ openPage }) => {
  const page = await openPage('options', { ...state('waiting'), orderWaits: false });
  const offer = group(page).getByText('Pay without visiting your wallet each time');
  await page.getByRole('button', { name: 'Copy key' }).focus();
  await tell(page, state('allowance-none'));
  await expect(offer).toBeVisible();
  // Nobody pressed anything: whatever has the focus keeps it or loses it to nothing, and no field takes it.
  await expect(page.locator('input:focus, select:focus')).toHaveCount(0);
  await inEveryLook(page, 'allowance-offer');
  await press(page, 'Not now');
  await expect(offer).toHaveCount(0);
  await expect(group(page).getByRole('button', { name: 'Set a spending allowance' })).toBeVisible();
  expect((await commands(page)).filter(({ type }) => type === 'give-allowance')).toEqual([]);
  await tell(page, state('allowance-none'));
  await expect(offer).toHaveCount(0);
});

for (const stillWaits of [true, false]) {
  test(`stays folded when the wallet was linked for an order that ${stillWaits ? 'still waits' : 'has gone on'}`, async ({ openPage }) => {
    const page = await openPage('options', { ...state('waiting'), orderWaits: true });
    await page.getByRole('button', { name: 'Copy key' }).waitFor();
    await tell(page, { ...state('allowance-none'), orderWaits: stillWaits });
    await expect(group(page).getByRole('button', { name: 'Set a spending allowance' })).toBeVisible();
    await expect(page.getByText('Pay without visiting your wallet each time')).toHaveCount(0);
  });
}

test('is not offered to a wallet that was linked before', async ({ openPage }) => {
  const page = await openPage('options', state('allowance-none'));
  await expect(group(page).getByRole('button', { name: 'Set a spending allowance' })).toBeVisible();
  await expect(page.getByText('Pay without visiting your wallet each time')).toHaveCount(0);
});

test('is given: the terms go to the worker as they were typed, and what is wrong is said at its field', async ({ openPage }) => {
  const page = await openPage('options', state('allowance-none'));
  await press(page, 'Set a spending allowance');
  const amount = group(page).getByRole('textbox', { name: 'Amount' });
  await expect(amount).toBeFocused();
  await amount.fill('50.005');
  await group(page).getByRole('combobox', { name: 'For' }).selectOption({ label: 'Each week' });
  await group(page)
    .getByRole('textbox', { name: /^Most for one/ })
    .fill('20');
  await page.keyboard.press('Enter');
  expect((await commands(page)).at(-1)).toMatchObject({
    type: 'give-allowance',
    walletId: 'w1',
    limit: '50.005',
    period: 'week',
    cap: '20',
  });
  await answer(page, state('allowance-none'), { state: 'failed', problem: { field: 'limit', kind: 'too-fine' } });
  await expect(amount).toBeFocused();
  await expect(amount).toHaveAccessibleDescription(/more decimals than your wallet counts/);
  expect((await tabStops(page)).filter(({ isMarked }) => !isMarked)).toEqual([]);
  await inEveryLook(page, 'allowance-form');

  await press(page, 'Ask my wallet');
  await answer(page, state('allowance-asking'), { state: 'done' });
  await expect(amount).toBeHidden();
  await press(page, 'Cancel the request');
  expect((await commands(page)).at(-1)).toEqual({ type: 'revoke-allowance', allowanceId: 'allowance:1' });
});

test('is changed from the terms that hold', async ({ openPage }) => {
  const page = await openPage('options', state('allowance-active'));
  await press(page, 'Change allowance');
  await expect(group(page).getByRole('textbox', { name: 'Amount' })).toHaveValue('500.00');
  await expect(group(page).getByRole('textbox', { name: /^Most for one/ })).toHaveValue('100.00');
  await expect(group(page).getByRole('combobox')).toHaveValue('month');
  await inEveryLook(page, 'allowance-change');
  await press(page, 'Save');
  expect((await commands(page)).at(-1)).toMatchObject({
    type: 'change-allowance',
    allowanceId: 'allowance:1',
    limit: '500.00',
    cap: '100.00',
  });
});

test.describe('where people write a decimal comma', () => {
  test.use({ locale: 'de-DE' });

  test('its sums are shown and read with it', async ({ openPage }) => {
    const page = await openPage('options', state('allowance-active'));
    await press(page, 'Change allowance');
    const amount = group(page).getByRole('textbox', { name: 'Amount' });
    await expect(amount).toHaveValue('500,00');
    await amount.fill('1.000');
    await press(page, 'Save');
    await expect(amount).toBeFocused();
    await expect(amount).toHaveAccessibleDescription(/That can be read as 1000 or as 1,0000\./);
    expect((await commands(page)).filter(({ type }) => type === 'change-allowance')).toEqual([]);
    await amount.fill('499,5');
    await press(page, 'Save');
    expect((await commands(page)).at(-1)).toMatchObject({ type: 'change-allowance', limit: '499.5', cap: '100.00' });
  });
});

test('is revoked after one more question, and nothing else revokes it', async ({ openPage }) => {
  const page = await openPage('options', state('allowance-active'));
  await press(page, 'Revoke allowance');
  await expect(group(page).getByRole('heading', { name: 'Revoke the allowance at Cloud Nine?' })).toBeFocused();
  await inEveryLook(page, 'allowance-revoke');
  await press(page, 'Keep the allowance');
  await expect(group(page).getByRole('button', { name: 'Revoke allowance' })).toBeFocused();
  expect(await commands(page)).toEqual([]);
  await press(page, 'Revoke allowance');
  await press(page, 'Revoke it');
  expect(await commands(page)).toEqual([{ type: 'revoke-allowance', allowanceId: 'allowance:1' }]);
  await tell(page, state('allowance-none'));
  await expect(page.getByText('The allowance at Cloud Nine is over.')).toBeVisible();
});

test('says how much of it is used, to the ear too', async ({ openPage }) => {
  const page = await openPage('options', state('allowance-active'));
  await expect(group(page).getByRole('progressbar', { name: 'Used so far' })).toHaveAttribute('value', '161');
  await tell(page, state('allowance-failed'));
  await expect(group(page)).toContainText('No new allowance');
  await press(page, 'Dismiss');
  expect((await commands(page)).at(-1)).toEqual({ type: 'revoke-allowance', allowanceId: 'allowance:3' });
});
