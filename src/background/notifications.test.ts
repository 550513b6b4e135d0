import { beforeEach, expect, it, vi } from 'vitest';
import { catalogue } from '../../tests/support/catalogue.ts';
import { INTENT } from '../../tests/support/model-world.ts';
import type { Payment } from '../model/payment.ts';

const titles: string[] = [];
vi.mock('../platform/browser.ts', () => ({
  browser: {
    runtime: { getURL: (path: string) => path },
    i18n: { getMessage: (key: string) => key },
    notifications: { create: (_id: string, { title }: { title: string }) => Promise.resolve(void titles.push(title)) },
  },
}));
const { EndNotices } = await import('./notifications.ts');

beforeEach(() => void (titles.length = 0));

const payment = (state: Payment['state'], facts: Partial<Payment> = {}): Payment => ({
  id: 'p1',
  key: 'k1',
  revision: 1,
  state,
  history: [],
  intent: INTENT,
  createdAt: 1,
  ...facts,
});

/** What is said of a payment that ends so while no sheet shows it. */
function told(end: Payment['state'], facts: Partial<Payment> = {}, isUnseen = true): readonly string[] {
  const notices = new EndNotices(() => isUnseen);
  notices.changed(payment('submitting', facts));
  notices.changed(payment(end, facts));
  return titles;
}

it('names the shop of what was paid', () => {
  expect(told('completed')).toEqual(['notice_paid_title']);
});

it('is silent where a sheet shows the end', () => {
  expect(told('completed', {}, false)).toEqual([]);
});

it.each(['completed', 'failed'] as const)('says of practice that is %s only that it was practice', (end) => {
  expect(told(end, { isPractice: true })).toEqual(['notice_practice_title']);
  expect(catalogue['notice_practice_title']?.message).toMatch(/no money moved/);
});
