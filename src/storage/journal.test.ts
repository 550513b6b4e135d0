import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { INTENT } from '../../tests/support/model-world.ts';
import { allowanceScope, siteScope } from '../limits/spending-ledger.ts';
import { DELETED_LIFE } from '../model/deleted-payment.ts';
import { TenderError } from '../model/errors.ts';
import type { Payment } from '../model/payment.ts';
import { moved } from '../model/payment.ts';
import type { SpendingAnswers, Spent } from '../model/spending.ts';
import type { Database } from './database.ts';
import { openDatabase } from './database.ts';
import { indexedJournal } from './journal.ts';

let database: Database;
let count = 0;
const payment = (id: string, facts: Partial<Payment> = {}): Payment => ({
  id,
  key: 'the order',
  revision: 0,
  state: 'asked',
  history: [{ state: 'asked', at: 1 }],
  // Another key is another request.
  intent: { ...INTENT, requestId: facts.key ?? INTENT.requestId },
  createdAt: Number(id),
  ...facts,
});

beforeEach(async () => {
  database = await openDatabase(`journal ${count++}`);
});

describe('the journal', () => {
  it('gives back what it was given, amounts exact', async () => {
    const journal = indexedJournal(database);
    const debit = { value: 2n ** 64n - 1n, assetCode: 'USD', assetScale: 9 };
    const full = payment('1', {
      state: 'quoted',
      quote: { id: 'q', walletId: 'w', debit, receive: debit, expiresAt: 5 },
      rail: { token: 't', at: 1n },
    });
    await journal.insert(full);
    expect(await journal.get('1')).toEqual(full);
  });

  it('lets one of two payments for the same thing in', async () => {
    const journal = indexedJournal(database);
    const [first, second] = await Promise.all([journal.insert(payment('1')), journal.insert(payment('2'))]);
    expect(second?.id).toBe(first?.id);
  });

  it('lets a new attempt in after one that ended unpaid, never after a completed one', async () => {
    const journal = indexedJournal(database);
    await journal.insert(payment('1', { state: 'failed' }));
    expect((await journal.insert(payment('2', { state: 'completed' }))).id).toBe('2');
    expect((await journal.insert(payment('3'))).id).toBe('2');
  });

  it('attaches an order that comes under a new key to its payment on the way, also when both come at once', async () => {
    const journal = indexedJournal(database);
    await journal.insert(payment('1', { state: 'unsure' }));
    const fresh = ['2', '3'].map((id) => journal.insert(payment(id, { key: id })));
    expect((await Promise.all(fresh)).map(({ id }) => id)).toEqual(['1', '1']);
    const intent = payment('4').intent;
    const other = payment('4', { key: '4', intent: { ...intent, total: { currency: 'USD', value: '9.99' } } });
    expect((await journal.insert(other)).id).toBe('4');
  });

  it('refuses a write that does not build on the last one', async () => {
    const journal = indexedJournal(database);
    await journal.insert(payment('1'));
    const next = moved(payment('1'), 'resolved', 2);
    await journal.replace(next);
    await expect(journal.replace(next)).rejects.toMatchObject({ code: 'internal' });
    expect((await journal.get('1'))?.revision).toBe(1);
  });

  it('knows what is unfinished: not over, or over with something left at a wallet', async () => {
    const journal = indexedJournal(database);
    const rows = [
      payment('1', { key: 'a' }),
      payment('2', { key: 'b', state: 'failed' }),
      payment('3', { key: 'c', state: 'completed', rail: {} }),
    ];
    for (const row of rows) await journal.insert(row);
    expect((await journal.unfinished()).map(({ id }) => id)).toEqual(['1', '3']);
    expect((await journal.since(2)).map(({ id }) => id)).toEqual(['3', '2']);
  });

  it('leaves an unreadable row where it is, and lets nobody pay for the same thing beside it', async () => {
    const journal = indexedJournal(database);
    const broken = { ...payment('1'), state: 'nonsense', open: 1 };
    await database.put('payments', broken);
    await expect(journal.insert(payment('2'))).rejects.toMatchObject({ code: 'storage-failed' });
    await expect(journal.get('1')).rejects.toMatchObject({ code: 'storage-failed' });
    expect(await journal.unfinished()).toEqual([]);
    expect(await database.get('payments', '1')).toEqual(broken);
  });
});

describe('the journal, read in parts', () => {
  it('gives every payment once, newest first, also those of one millisecond', async () => {
    const journal = indexedJournal(database);
    const ids = Array.from({ length: 23 }, (_, index) => String(100 + index));
    for (const id of ids) await journal.insert(payment(id, { key: id, createdAt: Math.floor(Number(id) / 7) }));
    const seen: string[] = [];
    let page = await journal.page(undefined, 5);
    for (;;) {
      seen.push(...page.payments.map(({ id }) => id));
      if (!page.next) break;
      page = await journal.page(page.next, 5);
    }
    expect(seen).toEqual(ids.toReversed());
    expect((await journal.page(undefined, 23)).next).toBeUndefined();
  });

  it('counts what cannot be read, and goes on behind it', async () => {
    const journal = indexedJournal(database);
    for (const id of ['1', '2', '3']) await journal.insert(payment(id, { key: id }));
    await database.put('payments', { ...payment('2', { key: '2' }), state: 'nonsense' });
    const first = await journal.page(undefined, 2);
    expect(first).toMatchObject({ unreadable: 1, payments: [{ id: '3' }], next: { createdAt: 2, id: '2' } });
    expect((await journal.page(first.next, 2)).payments.map(({ id }) => id)).toEqual(['1']);
  });
});

describe('forgetting', () => {
  it('takes only what is over and released, and says what is gone', async () => {
    const journal = indexedJournal(database);
    const rows = [
      payment('1', { key: 'a', state: 'completed' }),
      payment('2', { key: 'b', state: 'unsure' }),
      payment('3', { key: 'c', state: 'failed', rail: {} }),
      payment('4', { key: 'd', state: 'declined' }),
    ];
    // All of one order: the one on its way is put last, as the others would attach to it.
    for (const row of rows.toSorted((a) => (a.state === 'unsure' ? 1 : -1))) await journal.insert(row);
    await database.put('payments', { ...payment('5', { key: 'e' }), state: 'nonsense' });
    expect(await journal.delete(['1', '2', '3', '5', 'no such'], 9)).toEqual(['1']);
    expect((await database.getAllKeys('payments')).toSorted()).toEqual(['2', '3', '4', '5']);
  });
});

describe('what is left of a deleted payment', () => {
  const usd = (value: bigint) => ({ value, assetCode: 'USD', assetScale: 2 });
  const paid = (id: string, facts: Partial<Payment> = {}): Payment =>
    payment(id, {
      key: id,
      state: 'completed',
      approval: { digest: 'd', at: 1_000 },
      quote: { id: 'q', walletId: 'w', debit: usd(5n), receive: usd(4n), expiresAt: 9 },
      allowanceId: 'allowance:1',
      ...facts,
    });

  it('counts in limits as it did, and nothing shows it', async () => {
    const journal = indexedJournal(database);
    const inPart = paid('2', { state: 'failed', failure: { code: 'paid-in-part', params: { host: 'payee.example' } } });
    for (const one of [paid('1'), inPart, paid('3', { state: 'failed' })]) await journal.insert(one);
    const since = { scopes: [siteScope(INTENT.source.origin)], since: 1_000 };
    const after = { ...since, since: 1_001 };
    const under = { ...since, scopes: [allowanceScope('allowance:1')] };
    const facts = async () => [since, under, after].map(await journal.spent([since, under, after]));
    const before = await facts();
    expect(before).toEqual([[usd(10n)], [usd(10n)], []]);
    expect(await journal.delete(['1', '2', '3'], 2_000)).toHaveLength(3);
    expect(await facts()).toEqual(before);
    expect([await journal.since(0), await journal.paid(), (await journal.page(undefined, 9)).payments]).toEqual([[], [], []]);
    const rows = [await database.getAll('deletedPayments'), await database.getAll('ledgerEntries')];
    const kept = JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? '' : value));
    for (const word of ['payee', 'Shoes', '"w"', 'documentId']) expect(kept).not.toContain(word);
  });

  it('is heard by a write guard in the write’s own transaction', async () => {
    const journal = indexedJournal(database);
    await journal.insert(paid('1'));
    await journal.delete(['1'], 2_000);
    await journal.insert(payment('2', { key: '2', state: 'quoted' }));
    const heard: Spent[] = [];
    const question = { scopes: [allowanceScope('allowance:1')], since: 500 };
    const guard = { questions: [question], check: (answers: SpendingAnswers) => void heard.push(answers(question)) };
    await journal.replace(moved(payment('2', { key: '2', state: 'quoted' }), 'approved', 2_500), [guard]);
    expect(heard).toEqual([[usd(5n)]]);
  });

  it('is not paid again', async () => {
    const journal = indexedJournal(database);
    await journal.insert(paid('1'));
    await journal.insert(paid('2', { state: 'failed' }));
    await journal.delete(['1', '2'], 2_000);
    await expect(journal.insert(payment('3', { key: '1' }))).rejects.toMatchObject({ code: 'payable-completed' });
    expect((await journal.insert(payment('4', { key: '2' }))).id).toBe('4');
  });

  it('is kept for 62 days, and gone with the next deletion then', async () => {
    const journal = indexedJournal(database);
    await journal.insert(paid('1'));
    await journal.delete(['1'], 2_000);
    await journal.delete([], 2_000 + DELETED_LIFE);
    const question = { scopes: [siteScope(INTENT.source.origin)], since: 0 };
    expect((await journal.spent([question]))(question)).toEqual([usd(5n)]);
    await journal.delete([], 2_001 + DELETED_LIFE);
    expect((await journal.spent([question]))(question)).toEqual([]);
    for (const store of ['deletedPayments', 'ledgerEntries', 'ledgerSums'] as const) expect(await database.getAll(store)).toEqual([]);
  });

  it('that cannot be read holds its own key back', async () => {
    const journal = indexedJournal(database);
    await database.put('deletedPayments', { id: '1', key: 'k', deletedAt: 1, state: 'nonsense' });
    await expect(journal.insert(payment('2', { key: 'k' }))).rejects.toMatchObject({ code: 'storage-failed' });
    expect((await journal.insert(payment('3', { key: 'other' }))).id).toBe('3');
  });

  it('is found by when it was approved, however long before it was asked for', async () => {
    const journal = indexedJournal(database);
    const month = 31 * 24 * 60 * 60_000;
    await journal.insert(paid('1', { approval: { digest: 'd', at: month } }));
    const question = { scopes: [siteScope(INTENT.source.origin)], since: month };
    expect((await journal.spent([question]))(question)).toEqual([usd(5n)]);
  });
});

describe('what was paid', () => {
  const payable = { url: 'https://payee.example/i/1', received: { value: 0n, assetCode: 'USD', assetScale: 2 } };
  const paying = (id: string): Payment => payment(id, { key: id, state: 'sending', payable });

  it('is every completed payment, and follows what completes and what is deleted', async () => {
    const journal = indexedJournal(database);
    await journal.insert(paying('1'));
    expect(await journal.paid()).toEqual([]);
    await journal.replace(moved(paying('1'), 'completed', 2));
    const paid = { origin: 'https://shop.example', payee: 'https://payee.example/*', at: 0 };
    expect(await journal.paid()).toEqual([paid]);
    await journal.insert(payment('2', { key: '2', state: 'failed', payable }));
    expect(await journal.paid()).toEqual([paid]);
    await journal.delete(['1'], 9);
    expect(await journal.paid()).toEqual([]);
  });

  it('is told in spite of rows that cannot be read', async () => {
    const journal = indexedJournal(database);
    await database.put('payments', { id: 'broken', state: 'completed' });
    expect(await journal.paid()).toEqual([]);
  });
});

describe('a write guard', () => {
  it('is checked in the write’s own transaction: writes that come at once keep a limit together', async () => {
    const journal = indexedJournal(database);
    const ids = Array.from({ length: 20 }, (_, index) => String(index + 1));
    const debit = { value: 7n, assetCode: 'USD', assetScale: 2 };
    const quote = { id: 'q', walletId: 'w', debit, receive: debit, expiresAt: 9 };
    const quoted = (id: string): Payment => payment(id, { key: id, state: 'quoted', quote });
    for (const id of ids) await journal.insert(quoted(id));
    const question = { scopes: [siteScope(INTENT.source.origin)], since: 0 };
    const guard = {
      questions: [question],
      check: (answers: SpendingAnswers) => {
        if ((answers(question)[0]?.value ?? 0n) >= 3n * debit.value) throw new TenderError('over-limit');
      },
    };
    const writes = await Promise.allSettled(
      ids.map((id) => journal.replace(moved(quoted(id), 'approved', 2, { set: { approval: { digest: 'd', at: 2 } } }), [guard])),
    );
    expect(writes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect((await journal.since(0)).filter(({ state }) => state === 'approved')).toHaveLength(3);
  });
});
