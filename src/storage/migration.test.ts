import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { leave, type Left, openLeft, readLeft } from '../../tests/support/left-rows.ts';
import { historyRow } from '../controllers/history/history-row.ts';
import { allowanceScope, siteScope, spendingOf } from '../limits/spending-ledger.ts';
import type { CountedPayment } from '../model/counted-payment.ts';
import { TenderError } from '../model/errors.ts';
import type { Payment } from '../model/payment.ts';
import { STATES } from '../model/states.ts';
import { readState } from '../rails/open-payments/state.ts';
import { indexedAllowances } from './allowances.ts';
import { type Database, openDatabase } from './database.ts';
import { indexedIssuers } from './issuers.ts';
import { indexedJournal } from './journal.ts';
import { indexedSafety } from './safety.ts';
import { indexedUplinks } from './uplinks.ts';
import { indexedTokens, indexedWallets } from './wallets.ts';

describe.each(['version-1', 'version-2', 'version-3-before-issue-8', 'version-4-before-ledger'])('what the build of %s left', (name) => {
  let left: Left;
  let database: Database;
  beforeAll(async () => {
    left = await readLeft(name);
    database = await openLeft(left, `left by ${name}`);
  });
  // These versions did not write of which kind a payment's source is; everything else has to come back as it was.
  const withKind = (row: Payment & { open?: 1 }) => {
    const kind = 'via' in row.intent.source ? ('user' as const) : ('page' as const);
    return { ...row, intent: { ...row.intent, source: { ...row.intent.source, kind } } } as Payment & { open?: 1 };
  };
  const written = () => new Map((left.rows['payments'] ?? []).map(([id, row]) => [id, withKind(row as Payment & { open?: 1 })]));

  it('is all there, and is read as it was written', async () => {
    const { payments, unreadable } = await indexedJournal(database).page(undefined, 100);
    expect(unreadable).toBe(0);
    expect(payments.length).toBeGreaterThan(4);
    expect(new Map(payments.map((payment) => [payment.id, payment]))).toEqual(
      new Map([...written()].map(([id, { open: _open, ...payment }]) => [id, payment])),
    );
  });

  it('goes on where it stood: what is on its way is taken up, with the rights that it had', async () => {
    const unfinished = await indexedJournal(database).unfinished();
    expect(unfinished.map(({ id }) => id).toSorted()).toEqual([...written()].flatMap(([id, { open }]) => (open ? [id] : [])).toSorted());
    const sending = unfinished.find(({ state, intent }) => state === 'sending' && intent.request.rail === 'open-payments');
    const { outgoing, receiver } = readState(sending?.rail ?? {});
    expect(outgoing).toMatch(/^https:/);
    expect(receiver?.signer.by).toBe('throwaway');
  });

  it('is not paid again: the same order comes back to its payment', async () => {
    const journal = indexedJournal(database);
    for (const { open: _open, ...old } of written().values()) {
      if (old.state !== 'completed' && old.state !== 'sending') continue;
      const again: Payment = {
        ...old,
        id: crypto.randomUUID(),
        revision: 0,
        state: 'asked',
        history: [{ state: 'asked', at: 9e12 }],
        createdAt: 9e12,
      };
      expect((await journal.insert(again)).id).toBe(old.id);
    }
  });

  it('is shown in the history', async () => {
    const wallets = (await indexedWallets(database).all()).map((wallet) => ({ ...wallet, kind: 'open-payments' as const }));
    const { payments } = await indexedJournal(database).page(undefined, 100);
    for (const payment of payments)
      expect(await historyRow(payment, wallets)).toMatchObject({
        id: payment.id,
        ...(payment.intent.source.origin === undefined ? { via: 'typed' } : { shop: { host: 'shop.test' } }),
      });
  });

  it('keeps its wallet, its tokens and its allowance', async () => {
    const wallets = await indexedWallets(database).all();
    expect(wallets).toEqual((left.rows['wallets'] ?? []).map(([, row]) => row));
    expect(await indexedWallets(database).defaultId()).toBe(wallets[0]?.id);
    for (const [key, token] of left.rows['tokens'] ?? []) expect(await indexedTokens(database).get(key)).toEqual(token);
    expect(await indexedAllowances(database).all()).toEqual((left.rows['allowances'] ?? []).map(([, row]) => row));
    expect(await indexedUplinks(database).all()).toEqual((left.rows['uplinks'] ?? []).map(([, row]) => row));
    const issuer = `issuer:${wallets[0]?.id}`;
    expect(await indexedIssuers(database).get(wallets[0]?.id ?? '')).toEqual(
      (left.rows['settings'] ?? []).find(([key]) => key === issuer)?.[1],
    );
  });
});

describe.each(['version-1', 'version-3-before-issue-8', 'version-4-before-ledger'])('the spending ledger of what %s left', (name) => {
  let left: Left;
  let databaseName: string;
  let count = 0;
  beforeEach(async () => {
    left = await readLeft(name);
    databaseName = `ledger of ${name} ${count++}`;
  });
  afterEach(() => vi.restoreAllMocks());

  const counted = () => [...(left.rows['payments'] ?? []), ...(left.rows['deletedPayments'] ?? [])].map(([, row]) => row as CountedPayment);
  const questions = () => {
    const scopes = counted().flatMap(({ intent, allowanceId }) => [
      siteScope(intent.source.origin),
      ...(allowanceId === undefined ? [] : [allowanceScope(allowanceId)]),
    ]);
    const times = counted().flatMap(({ approval }) => (approval ? [approval.at, approval.at + 1] : []));
    return [...new Set(scopes)].flatMap((scope) => [0, ...times].map((since) => ({ scopes: [scope], since })));
  };
  const sumsOf = async (database: Database) => questions().map(await indexedJournal(database).spent(questions()));
  const expected = () => questions().map(spendingOf(counted()));

  it('says what those payments add up to, deleted ones too', async () => {
    const database = await openLeft(left, databaseName);
    expect(await sumsOf(database)).toEqual(expected());
    expect(expected().filter(([sum]) => sum && sum.value > 0n).length).toBeGreaterThan(2);
  });

  it('is built as a whole or not at all: an upgrade that fails is undone, and the next one loses and doubles nothing', async () => {
    await leave(left, databaseName);
    const native = IDBObjectStore.prototype.put;
    let writes = 0;
    let failAt = 0;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
      if (writes++ === failAt) throw new DOMException('The disk is full', 'QuotaExceededError');
      return native.apply(this, given);
    });
    for (; ; failAt += 1) {
      writes = 0;
      const opened = await openDatabase(databaseName).catch((error: unknown) => error);
      if (!(opened instanceof TenderError)) break;
      expect(opened.code).toBe('storage-failed');
      const versions = await indexedDB.databases();
      expect(versions.find((one) => one.name === databaseName)?.version).toBe(left.version);
    }
    vi.restoreAllMocks();
    expect(failAt).toBeGreaterThan(3);
    expect(await sumsOf(await openDatabase(databaseName))).toEqual(expected());
  });

  it('refuses what a payment that cannot be read may be about, as before', async () => {
    const week = 7 * 24 * 60 * 60_000;
    const late = 2e12;
    const spoilt = { id: 'spoilt', state: 'nonsense', createdAt: late };
    const payments = [...(left.rows['payments'] ?? []), ['spoilt', spoilt] as const];
    const database = await openLeft({ ...left, rows: { ...left.rows, payments } }, databaseName);
    const ask = async (since: number) => {
      const question = { scopes: [siteScope('https://shop.example')], since };
      return (await indexedJournal(database).spent([question]))(question);
    };
    await expect(ask(0)).rejects.toMatchObject({ code: 'storage-failed' });
    await expect(ask(late + week)).rejects.toMatchObject({ code: 'storage-failed' });
    expect(await ask(late + week + 1)).toEqual([]);
    expect(await database.get('payments', 'spoilt')).toEqual(spoilt);
  });
});

it('the spending ledger of a long history says what all of it adds up to', async () => {
  const left = await readLeft('version-4-before-ledger');
  const [, model] = (left.rows['payments'] ?? []).find(([, row]) => Reflect.get(Object(row), 'state') === 'completed') ?? [];
  const ids = Array.from({ length: 1_201 }, (_, index) => `payment ${index}`);
  const payments = ids.map((id, index) => [id, { ...Object(model), id, approval: { digest: 'd', at: index * 60_000 } }] as const);
  const database = await openLeft({ ...left, rows: { ...left.rows, payments } }, 'a long history');
  const question = { scopes: [siteScope('https://shop.test')], since: 30_001 };
  const rows = payments.map(([, row]) => row as Payment);
  expect((await indexedJournal(database).spent([question]))(question)).toEqual(
    spendingOf([...rows, ...(left.rows['deletedPayments'] ?? []).map(([, row]) => row as CountedPayment)])(question),
  );
});

describe('what the build before issue 8 left besides', () => {
  let database: Database;
  let left: Left;
  beforeAll(async () => {
    left = await readLeft('version-3-before-issue-8');
    database = await openLeft(left, 'left before issue 8, besides');
  });

  it('holds every state that a user can leave a payment in', () => {
    const rows = (left.rows['payments'] ?? []).map(([, row]) => row as Payment);
    const states = new Set(rows.map(({ state }) => state));
    // What has expired differs from what has failed in its name alone.
    expect(STATES.filter((state) => !states.has(state))).toEqual(['expired']);
    expect(rows.filter(({ leftAt }) => leftAt !== undefined)).toHaveLength(1);
    expect(rows.filter(({ allowanceId }) => allowanceId !== undefined).length).toBeGreaterThan(1);
    expect(rows.filter(({ failure }) => failure?.code === 'paid-in-part')).toHaveLength(1);
    expect(rows.filter(({ intent }) => intent.request.rail === 'invoice').length).toBeGreaterThan(3);
  });

  it('keeps the limits that the user set', async () => {
    const limit = (value: bigint) => ({ value, assetCode: 'USD', assetScale: 2 });
    const { caps } = await indexedSafety(database).settings();
    expect(caps).toMatchObject({ USD: { perPayment: limit(30_000n), perSiteDay: limit(40_000n) } });
  });

  it('shows no fee where the wallet had said that nothing was sent', async () => {
    const { payments } = await indexedJournal(database).page(undefined, 100);
    const wrong = payments.filter(({ receipt }) => receipt?.sent?.value === 0n);
    expect(wrong).toHaveLength(1);
    for (const payment of wrong) {
      expect(await historyRow(payment, [])).toMatchObject({ state: 'completed', debit: { value: '863' } });
      expect(await historyRow(payment, [])).not.toHaveProperty('fee');
    }
    const right = payments.find(({ receipt }) => receipt?.sent?.value === 855n);
    expect(right && (await historyRow(right, []))).toMatchObject({ fee: { value: '8', assetCode: 'USD' } });
  });
});

it('a database of a newer version is left as it is', async () => {
  (await openDB('newer', 99)).close();
  await expect(openDatabase('newer')).rejects.toMatchObject({ code: 'storage-failed' });
});
