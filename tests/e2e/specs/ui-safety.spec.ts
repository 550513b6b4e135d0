import type { PrivacyView } from '../../../src/messages/privacy.ts';
import type { SafetyView } from '../../../src/messages/safety.ts';
import { inRoot } from '../../../scripts/lib/paths.ts';
import { axeViolations } from '../../ui/axe.ts';
import { problemsOf } from '../../ui/checks.ts';
import { expect, test } from '../../ui/harness.ts';
import { LOOKS, wear } from '../../ui/looks.ts';

const usd = { currency: 'USD', perPayment: '', perSiteDay: '', passkeyAbove: '' };
const VIEWS: Readonly<Record<string, SafetyView>> = {
  off: { limits: [usd], challenge: 'AAAA' },
  set: {
    limits: [
      { ...usd, perPayment: '100.00', perSiteDay: '250.00', passkeyAbove: '50.00' },
      { ...usd, currency: 'JPY', perPayment: '15000' },
    ],
    challenge: 'AAAA',
    passkey: { id: 'AAAA', challenge: 'AAAA' },
    lockAfter: 15,
    waitUntil: Date.UTC(2026, 10, 21, 9, 30),
  },
};

const disclosure = { payee: 'https://happylifebank.example/*', server: 'https://auth.happylifebank.example/', walletId: 'w1' };
const told = {
  disclosure,
  payeeHost: 'happylifebank.example',
  serverHost: 'auth.happylifebank.example',
  at: Date.UTC(2026, 10, 21, 9, 30),
};
const PRIVACY: Readonly<Record<string, PrivacyView>> = {
  off: { asksBeforeContact: false, told: [] },
  set: {
    asksBeforeContact: true,
    told: [
      { ...told, wallet: 'https://cloudnine.example/anna' },
      { ...told, wallet: 'https://cloudnine.example/anna', disclosure: { ...disclosure, payee: 'https://happylifebank.example/retailer' } },
      { ...told, payeeHost: `${'wallet-of-'.repeat(9)}everything.example`, disclosure: { ...disclosure, walletId: 'w2' } },
    ],
  },
};
const atSafety = (name: string) => ({ ports: { safety: VIEWS[name], privacy: PRIVACY[name] } });

const SIZES = [...LOOKS, { name: 'light-wide', scheme: 'light', width: 900, largeText: false } as const];

test.describe('the section Safety, in every look', () => {
  for (const name of Object.keys(VIEWS)) {
    test(name, async ({ openPage }) => {
      const page = await openPage('options', atSafety(name));
      await page.getByRole('link', { name: 'Safety' }).click();
      await page.getByRole('button', { name: 'Save limits' }).waitFor();
      await page.getByRole('checkbox').waitFor();
      for (const look of SIZES) {
        await wear(page, look);
        expect(await problemsOf(page), look.name).toEqual([]);
      }
      expect(await axeViolations(page)).toEqual([]);
      for (const look of SIZES) {
        await wear(page, look);
        await page.screenshot({ path: inRoot('tests', 'out', 'pictures', 'safety', look.name, `${name}.png`), fullPage: true });
      }
    });
  }
});

test('tells which field cannot be read, and keeps what was typed', async ({ openPage }) => {
  const page = await openPage('options', VIEWS['off']);
  await page.getByRole('link', { name: 'Safety' }).click();
  const field = page.getByRole('textbox', { name: 'At most in one payment' });
  await field.fill('1,000');
  await page.getByRole('button', { name: 'Save limits' }).click();
  await expect(page.getByRole('alert')).toContainText('That can be read as 1000 or as 1.000.');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  expect(await page.evaluate(() => fakeWorker.commands.filter(({ type }) => type === 'save'))).toEqual([]);

  await field.fill('1000.001');
  await page.getByRole('button', { name: 'Save limits' }).click();
  await page.evaluate((view) => {
    const { ticket, limits } = fakeWorker.commands.findLast(({ type }) => type === 'save') ?? {};
    const name = 'perPayment';
    const answer = { ticket, state: 'failed', field: { currency: 'USD', name, code: 'amount-too-fine' } };
    if (JSON.stringify(limits).includes('1000.001')) fakeWorker.send({ ...view, answer });
  }, VIEWS['off']);
  await expect(page.getByRole('alert')).toContainText('more decimals than your wallet can count');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveValue('1000.001');
});

test.describe('where people write a decimal comma', () => {
  test.use({ locale: 'de-DE' });

  test('limits are shown and read with it', async ({ openPage }) => {
    const { passkey: _, ...view } = VIEWS['set'] ?? { limits: [], challenge: '' };
    const page = await openPage('options', view);
    await page.getByRole('link', { name: 'Safety' }).click();
    const field = page.getByRole('textbox', { name: 'At most in one payment' }).first();
    await expect(field).toHaveValue('100,00');
    const save = page.getByRole('button', { name: 'Save limits' });
    await field.fill('1.500');
    await save.click();
    await expect(page.getByRole('alert')).toContainText('That can be read as 1500 or as 1,5000.');
    await field.fill('99,50');
    await save.click();
    const saved = () => page.evaluate(() => fakeWorker.commands.filter(({ type }) => type === 'save').map(({ limits }) => limits));
    await expect.poll(saved).toMatchObject([
      [
        { currency: 'USD', perPayment: '99.50', perSiteDay: '250.00', passkeyAbove: '50.00' },
        { currency: 'JPY', perPayment: '15000' },
      ],
    ]);
  });
});

test('who may know a wallet address is listed and taken back, and the switch says what it is set to', async ({ openPage }) => {
  const page = await openPage('options', atSafety('set'));
  await page.getByRole('link', { name: 'Safety' }).click();
  const ask = page.getByRole('checkbox', { name: 'Ask before my wallet is contacted for a new payee' });
  await expect(ask).toBeChecked();
  await ask.uncheck();
  const list = page.getByRole('list', { name: 'Payees that may know your wallet address' });
  await expect(list.getByRole('listitem').first()).toContainText('https://cloudnine.example/anna, since Nov 21');
  await expect(list.getByRole('listitem').last()).toContainText('a wallet that is not linked any more');
  await page.getByRole('button', { name: 'Do not tell again: happylifebank.example', exact: true }).click();
  expect(await page.evaluate(() => fakeWorker.commands)).toEqual([
    { type: 'ask-before-contact', isOn: false },
    { type: 'forget', disclosure },
  ]);
});
