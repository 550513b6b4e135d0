import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { INTENT } from '../../tests/support/model-world.ts';
import type { Payment } from '../model/payment.ts';
import { openDatabase } from './database.ts';
import { indexedJournal } from './journal.ts';
import { withPractice } from './practice-journal.ts';

let count = 0;

async function world() {
  const database = await openDatabase(`practice journal ${count++}`);
  return { database, journal: withPractice(indexedJournal(database), database) };
}

const paymentOf = (id: string, facts: Partial<Payment> = {}): Payment => ({
  id,
  key: id,
  revision: 0,
  state: 'asked',
  history: [],
  intent: { ...INTENT, requestId: id },
  createdAt: 1,
  isPractice: true,
  ...facts,
});
const ended = { state: 'completed', revision: 1 } as const;
const ids = (payments: readonly Payment[]) => payments.map(({ id }) => id);

it('finds practice beside real payments, and counts, remembers and lists real ones only', async () => {
  const { database, journal } = await world();
  const { isPractice: _, ...real } = paymentOf('real');
  await journal.insert(real);
  await journal.insert(paymentOf('practice'));
  expect(ids(await journal.unfinished()).toSorted()).toEqual(['practice', 'real']);
  expect(ids(await journal.since(1)).toSorted()).toEqual(['practice', 'real']);
  expect(ids(await journal.since(2))).toEqual([]);
  expect(await journal.get('practice')).toEqual(paymentOf('practice'));
  expect(await database.getAllKeys('payments')).toEqual(['real']);

  const usd = { value: 1n, assetCode: 'USD', assetScale: 2 };
  const approved = {
    approval: { digest: 'd', at: 5 },
    quote: { id: 'q', walletId: 'w', debit: usd, receive: usd, expiresAt: 9 },
  };
  await journal.replace({ ...real, ...ended, ...approved });
  await journal.replace(paymentOf('practice', { ...ended, ...approved }));
  expect(await database.getAllKeys('ledgerEntries')).toEqual(['real']);
  expect(ids((await journal.page(undefined, 10)).payments)).toEqual(['real']);
  expect(await journal.unfinished()).toEqual([]);
  expect(await journal.delete(['practice'], 9)).toEqual([]);
});

it('forgets what is over and was seen when the next one comes, and nothing before', async () => {
  const { journal } = await world();
  await journal.insert(paymentOf('open'));
  await journal.insert(paymentOf('unseen'));
  await journal.replace(paymentOf('unseen', ended));
  await journal.insert(paymentOf('seen'));
  await journal.replace(paymentOf('seen', { ...ended, seenAt: 3 }));
  expect(await journal.get('seen')).toBeDefined();
  await journal.insert(paymentOf('next'));
  expect(ids(await journal.since(0))).toEqual(['open', 'unseen', 'next']);
});

it('attaches what pays the same, also of requests that come at once', async () => {
  const { journal } = await world();
  const both = await Promise.all([journal.insert(paymentOf('a', { key: 'k' })), journal.insert(paymentOf('b', { key: 'k' }))]);
  expect(ids(both)).toEqual(['a', 'a']);
});

it('refuses a write that does not build on the last one', async () => {
  const { journal } = await world();
  await journal.insert(paymentOf('a'));
  await expect(journal.replace(paymentOf('a', { revision: 2 }))).rejects.toMatchObject({ code: 'internal' });
  await expect(journal.replace(paymentOf('b', { revision: 1 }))).rejects.toMatchObject({ code: 'internal' });
});

it('holds nobody up where its row cannot be read', async () => {
  const { database, journal } = await world();
  await database.put('settings', [{ id: 7 }], 'practice');
  expect(await journal.unfinished()).toEqual([]);
  expect((await journal.insert(paymentOf('a'))).id).toBe('a');
});
