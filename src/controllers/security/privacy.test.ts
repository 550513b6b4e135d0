import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../storage/database.ts';
import { openDatabase } from '../../storage/database.ts';
import { indexedPrivacy } from '../../storage/privacy.ts';
import { Privacy } from './privacy.ts';

const SHOP = { payee: 'https://shop.example/*', server: 'https://auth.shop.example/', walletId: 'w1' };

let count = 0;
async function open(): Promise<{ database: Database; privacy: () => Privacy }> {
  const database = await openDatabase(`privacy ${count++}`);
  const deps = { wallets: () => Promise.resolve([]), now: () => 1 };
  // Each worker reads what the one before has written.
  return { database, privacy: () => new Privacy({ ...deps, store: indexedPrivacy(database) }) };
}

describe('what payees may be told', () => {
  test('nothing, and the wallet is contacted without a press, until the user says otherwise', async () => {
    const { privacy } = await open();
    expect(await privacy().isAllowed(SHOP)).toBe(false);
    expect(await privacy().asksBeforeContact()).toBe(false);
  });

  test('what was allowed stays allowed, for exactly that', async () => {
    const { privacy } = await open();
    await privacy().allow(SHOP);
    await privacy().allow(SHOP);
    expect(await privacy().isAllowed(SHOP)).toBe(true);
    for (const other of [{ payee: 'https://evil.example/*' }, { server: 'https://auth.evil.example/' }, { walletId: 'w2' }]) {
      expect(await privacy().isAllowed({ ...SHOP, ...other })).toBe(false);
    }
  });

  test('side by side, nothing that was allowed is lost', async () => {
    const { privacy } = await open();
    const worker = privacy();
    const payees = ['a', 'b', 'c'].map((name) => ({ ...SHOP, payee: `https://${name}.example/*` }));
    await Promise.all(payees.map((payee) => worker.allow(payee)));
    expect(await Promise.all(payees.map((payee) => privacy().isAllowed(payee)))).toEqual([true, true, true]);
  });

  test('a row that is spoilt allows nothing, and asks', async () => {
    const { database, privacy } = await open();
    await privacy().allow(SHOP);
    const row: unknown = await database.get('settings', 'privacy');
    for (const spoilt of [{}, 'x', { ...Object(row), seal: 'x' }, { value: { asksBeforeContact: false, allowed: [SHOP] }, seal: 'x' }]) {
      await database.put('settings', spoilt, 'privacy');
      expect(await privacy().isAllowed(SHOP)).toBe(false);
      expect(await privacy().asksBeforeContact()).toBe(true);
    }
  });
});
