import type { SafetyView } from '../../../src/messages/safety.ts';
import { inRoot } from '../../../scripts/lib/paths.ts';
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

const SIZES = [...LOOKS, { name: 'light-wide', scheme: 'light', width: 900, largeText: false } as const];

test.describe('the section Safety, in every look', () => {
  for (const [name, view] of Object.entries(VIEWS)) {
    test(name, async ({ openPage }) => {
      const page = await openPage('options', view);
      await page.getByRole('link', { name: 'Safety' }).click();
      await page.getByRole('button', { name: 'Save limits' }).waitFor();
      for (const look of SIZES) {
        await wear(page, look);
        expect(await problemsOf(page), look.name).toEqual([]);
      }
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
  await page.evaluate((view) => {
    const { ticket, limits } = fakeWorker.commands.findLast(({ type }) => type === 'save') ?? {};
    const name = 'perPayment';
    const answer = { ticket, state: 'failed', field: { currency: 'USD', name, code: 'malformed-amount' } };
    if (JSON.stringify(limits).includes('1,000')) fakeWorker.send({ ...view, answer });
  }, VIEWS['off']);
  await expect(page.getByRole('alert')).toContainText('This is no amount');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveValue('1,000');
});
