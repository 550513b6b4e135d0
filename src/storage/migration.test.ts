import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { openDB } from 'idb';
import { beforeAll, describe, expect, it } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.ts';
import { historyRow } from '../background/history-row.ts';
import type { Payment } from '../payments/payment.ts';
import { readState } from '../rails/open-payments/state.ts';
import { indexedAllowances } from './allowances.ts';
import { type Database, openDatabase } from './database.ts';
import { indexedJournal } from './journal.ts';
import { indexedTokens, indexedWallets } from './wallets.ts';

/** As a build of that version left it in Chromium, after purchases in the demo world. Signing keys, which no file can hold, are made anew. */
interface Left {
  readonly version: number;
  readonly rows: Readonly<Record<string, readonly (readonly [key: string, row: unknown])[]>>;
}

const KEYED_BY_ID: ReadonlySet<string> = new Set(['payments', 'wallets', 'allowances']);

async function readLeft(version: number): Promise<Left> {
  const { privateKey } = await crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']);
  return JSON.parse(readFileSync(inRoot('tests', 'storage', `version-${version}.json`), 'utf8'), (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$bigint' in value) return BigInt(String(value.$bigint));
    return '$privateKey' in value ? privateKey : value;
  }) as Left;
}

/** Opens what a build of an older version left behind. */
async function update({ version, rows }: Left): Promise<Database> {
  const name = `left by version ${version}`;
  const old = await openDB(name, version, {
    upgrade(database) {
      for (const name of [...Object.keys(rows), 'keys']) {
        const store = database.createObjectStore(name, KEYED_BY_ID.has(name) ? { keyPath: 'id' } : {});
        if (name === 'payments') for (const index of ['key', 'open', 'createdAt']) store.createIndex(index, index);
      }
    },
    blocking: () => old.close(),
  });
  for (const [store, all] of Object.entries(rows)) {
    for (const [key, row] of all) await old.put(store, row, KEYED_BY_ID.has(store) ? undefined : key);
  }
  old.close();
  return openDatabase(name);
}

describe.each([1, 2])('what version %d left', (version) => {
  let left: Left;
  let database: Database;
  beforeAll(async () => {
    left = await readLeft(version);
    database = await update(left);
  });
  const written = () => new Map((left.rows['payments'] ?? []).map(([id, row]) => [id, row as Payment & { open?: 1 }]));

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
    const sending = unfinished.find(({ state }) => state === 'sending');
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
    const wallets = await indexedWallets(database).all();
    const { payments } = await indexedJournal(database).page(undefined, 100);
    for (const payment of payments)
      expect(await historyRow(payment, wallets)).toMatchObject({ id: payment.id, shop: { host: 'shop.test' } });
  });

  it('keeps its wallet, its tokens and its allowance', async () => {
    const [wallet] = await indexedWallets(database).all();
    expect(wallet).toEqual(left.rows['wallets']?.[0]?.[1]);
    expect(await indexedWallets(database).defaultId()).toBe(wallet?.id);
    for (const [key, token] of left.rows['tokens'] ?? []) expect(await indexedTokens(database).get(key)).toEqual(token);
    expect(await indexedAllowances(database).all()).toEqual((left.rows['allowances'] ?? []).map(([, row]) => row));
    expect(await database.getAll('uplinks')).toEqual([]);
  });
});

it('a database of a newer version is left as it is', async () => {
  (await openDB('newer', 99)).close();
  await expect(openDatabase('newer')).rejects.toMatchObject({ code: 'storage-failed' });
});
