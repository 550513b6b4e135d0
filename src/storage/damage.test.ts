import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { damagesOf } from '../../tests/support/damage.ts';
import { damagedPurchases, purchaseAt } from '../../tests/support/damaged-purchases.ts';
import { randomFrom } from '../../tests/support/random.ts';
import { StoredWorld } from '../../tests/support/stored-world.ts';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import type { Allowance } from '../limits/allowance.ts';
import type { Payment } from '../model/payment.ts';
import { NO_TRIES } from '../limits/security-settings.ts';
import { Wallets } from '../wallets/open-payments/wallets.ts';
import { indexedAllowances } from './allowances.ts';
import { indexedConsentTabs } from './consent-tabs.ts';
import { openDatabase } from './database.ts';
import { indexedJournal } from './journal.ts';
import { indexedSafety } from './safety.ts';
import { indexedTokens, indexedWallets } from './wallets.ts';

const SEED = 20261121;
let count = 0;
const fresh = () => openDatabase(`damage ${count++}`);
const spoiltOf = (row: unknown, keyPath?: string) => damagesOf(row, randomFrom(SEED), keyPath);
const usd = (value: bigint) => ({ value, assetCode: 'USD', assetScale: 2 });

describe('a payment’s row that is spoilt', () => {
  // The index of times is what the history is read along: a row that is not in it is not seen there.
  const OUT_OF_SIGHT: ReadonlySet<string> = new Set(['createdAt deleted']);

  it.each(['quoted', 'authorizing', 'unsure', 'completed'] as const)(
    'in any of its values, as %s: stays where it is, is counted, and hides no other',
    async (state) => {
      const { database, row, id } = await purchaseAt(state);
      const journal = indexedJournal(database);
      const payment = await journal.get(id);
      if (!payment) throw new Error('no payment');
      const { rail: _given, ...other }: Payment = { ...payment, id: 'other', key: 'other', state: 'declined' };
      await database.put('payments', other);
      for (const { name, row: spoilt } of spoiltOf(row, 'id')) {
        await database.put('payments', spoilt);
        const page = await journal.page(undefined, 10);
        const isThere = page.payments.some((read) => read.id === id);
        expect(
          page.payments.some((read) => read.id === 'other'),
          name,
        ).toBe(true);
        if (!OUT_OF_SIGHT.has(name)) expect(Number(isThere) + page.unreadable, name).toBe(1);
        await Promise.all([journal.unfinished(), journal.since(0), journal.paid()]);
        if (!isThere) {
          await expect(journal.get(id), name).rejects.toMatchObject({ code: 'storage-failed' });
          expect(await journal.delete([id], 9), name).toEqual([]);
        }
        expect(await database.get('payments', id), name).toEqual(spoilt);
      }
    },
  );

  it('never lets its order be paid twice, nor is it lost', async () => {
    // Every value of the row itself, and a few of what lies deeper; `npm run bench -- --only damage` does them all, in all states.
    const sample = { sending: 12, unsure: 12, authorizing: 12 } as const;
    for (const state of ['sending', 'unsure', 'authorizing'] as const) {
      const outcomes = await damagedPurchases(state, SEED, ({ path }, random) => !path.includes('.') || random(sample[state]) === 0);
      expect(outcomes.length).toBeGreaterThan(50);
      expect(outcomes.filter(({ paid }) => paid > 1)).toEqual([]);
      expect(outcomes.filter(({ lost }) => lost)).toEqual([]);
    }
  });
});

describe('a wallet’s row or key that is spoilt', () => {
  async function linked() {
    const database = await fresh();
    const store = indexedWallets(database);
    const published = new Set<string>();
    const facts = (name: string) => ({
      address: `https://wallet.example/${name}`,
      publicName: name,
      asset: { code: 'USD', scale: 2 },
      authServer: 'https://auth.example/',
      resourceServer: 'https://wallet.example/op',
    });
    const servers = {
      fetchWalletAddress: (name: string) => Promise.resolve(facts(name)),
      publishes: (_address: string, { x }: { x: string }) => Promise.resolve(published.has(x)),
      isInUse: () => Promise.resolve(false),
      revoke: () => Promise.resolve(),
    };
    const wallets = new Wallets(store, servers, new VirtualClock(), () => undefined);
    for (const name of ['me', 'other']) {
      const wallet = await wallets.link(name);
      published.add((await store.key(wallet.keyId))?.publicKey.x ?? '');
      await wallets.check(wallet.id);
    }
    return { database, store, wallets, published };
  }
  const ME = 'https://wallet.example/me';

  it('hides no other wallet, and can be linked again', async () => {
    const { database, store, wallets, published } = await linked();
    const row: unknown = await database.get('wallets', ME);
    for (const { name, row: spoilt } of spoiltOf(row, 'id')) {
      await database.put('wallets', spoilt);
      const list = await wallets.list();
      expect(
        list.some(({ id }) => id === 'https://wallet.example/other'),
        name,
      ).toBe(true);
      const isSeen = list.some(({ id }) => id === ME);
      expect(await store.damaged(), name).toEqual(isSeen ? [] : [ME]);
      if (!isSeen) {
        const again = await wallets.link('me');
        published.add((await store.key(again.keyId))?.publicKey.x ?? '');
        await wallets.check(ME);
        expect((await wallets.list()).find(({ id }) => id === ME)?.status, name).toBe('linked');
        expect(await store.damaged()).toEqual([]);
        expect(await wallets.get(ME).then(({ sign }) => sign(new Uint8Array([1])))).toHaveLength(64);
      }
      await database.put('wallets', row);
    }
  });

  it('a key that is gone is said to be gone, and a new one can be given', async () => {
    const { database, store, wallets, published } = await linked();
    const { keyId } = (await store.get(ME)) ?? { keyId: '' };
    const kept: unknown = await database.get('keys', keyId);
    const wallet: unknown = await database.get('wallets', ME);
    for (const { name, row: spoilt } of spoiltOf(kept)) {
      await database.put('keys', spoilt, keyId);
      await wallets.check(ME);
      const { status, keyId: now = '' } = (await wallets.list()).find(({ id }) => id === ME) ?? {};
      const isWhole = await wallets.get(ME).then(
        () => true,
        () => false,
      );
      if (!isWhole) expect(status, name).toBe('key-removed');
      published.add((await wallets.publicKey(ME, now)).x);
      await wallets.check(ME);
      expect((await wallets.get(ME).then(({ sign }) => sign(new Uint8Array([1])))).length, name).toBe(64);
      await database.put('keys', kept, keyId);
      await database.put('wallets', wallet);
    }
  });
});

describe('the smaller stores', () => {
  const ALLOWANCE: Allowance = {
    id: 'allowance:1',
    walletId: 'w',
    state: 'active',
    limit: usd(10_000n),
    period: 'month',
    cap: usd(500n),
    granted: usd(10_000n),
    rail: { grant: { token: 't' } },
    askedAt: 5,
    replaced: ['allowance:0'],
    told: { spent: usd(3n), at: 7 },
  };

  it('an allowance that cannot be read is none: the wallet asks; it stays where it is, and hides no other', async () => {
    const database = await fresh();
    const store = indexedAllowances(database);
    await store.put({ ...ALLOWANCE, id: 'allowance:2' });
    for (const { name, row } of spoiltOf(ALLOWANCE, 'id')) {
      await database.put('allowances', row);
      const all = await store.all();
      expect(
        all.some(({ id }) => id === 'allowance:2'),
        name,
      ).toBe(true);
      expect((await store.get(ALLOWANCE.id)) !== undefined, name).toBe(all.length === 2);
      expect(await database.get('allowances', ALLOWANCE.id), name).toEqual(row);
    }
  });

  it('a token that cannot be read is asked for anew', async () => {
    const database = await fresh();
    const store = indexedTokens(database);
    const token = { value: 'v', manage: 'https://a.example/t', expiresAt: 5 };
    for (const { name, row } of spoiltOf(token)) {
      await database.put('tokens', row, 'k');
      const read = await store.get('k');
      if (read) expect([typeof read.value, typeof read.manage], name).toEqual(['string', 'string']);
    }
  });

  it('consent tabs that cannot be read are no tabs', async () => {
    const database = await fresh();
    const store = indexedConsentTabs(database);
    for (const { name, row } of spoiltOf([7, 8])) {
      await database.put('consentTabs', row, 'p');
      expect(Array.isArray(await store.tabsOf('p')), name).toBe(true);
      await store.consentOf(7);
    }
  });

  it('limits, passkey and tries that cannot be read close the door; they are never taken for unset', async () => {
    const database = await fresh();
    const store = indexedSafety(database);
    const settings = { caps: { USD: { perPayment: usd(5n), perSiteDay: usd(9n) } }, passkeyAbove: { USD: usd(4n) }, lockAfter: 5 };
    await store.putSettings(settings);
    await store.putPasskey({ id: 'i', publicKey: 'k', algorithm: -7, rpIdHash: 'h', counter: 3, addedAt: 1 });
    await store.putTries({ failed: 6, until: 99 });
    const reads = { safety: () => store.settings(), passkey: () => store.passkey(), passkeyTries: () => store.tries() } as const;
    for (const [key, read] of Object.entries(reads)) {
      const row: unknown = await database.get('settings', key);
      expect(await read()).toBeTruthy();
      for (const { name, row: spoilt } of spoiltOf(row)) {
        await database.put('settings', spoilt, key);
        const found = await read().catch((error: unknown) => error);
        expect(found, `${key}: ${name}`).toMatchObject({ code: 'storage-failed' });
        expect(await database.get('settings', key)).toEqual(spoilt);
      }
      await database.put('settings', row, key);
    }
  });

  it('what the passkey is asked, and when Tender was used, are made anew: the lock stays', async () => {
    const database = await fresh();
    const store = indexedSafety(database);
    await store.putChallenge('approve', { subject: 's', nonce: 'n' });
    const row: unknown = await database.get('settings', 'passkeyChallenge:approve');
    for (const { row: spoilt } of spoiltOf(row)) {
      await database.put('settings', spoilt, 'passkeyChallenge:approve');
      await store.challenge('approve');
    }
    for (const spoilt of ['5', {}, null, []]) {
      await database.put('settings', spoilt, 'usedAt');
      expect(await store.usedAt()).toBeUndefined();
    }
    expect(await store.tries()).toEqual(NO_TRIES);
  });
});

describe('a disk that is full', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([1, Infinity])('at any write, for %d writes: no more is sent than is written, and nothing is paid twice', async (failures) => {
    let outcomes = 0;
    for (let full = 0; ; full += 1) {
      const database = await fresh();
      const stored = new StoredWorld(database);
      const disk = fillDisk(full, failures);
      await stored.buy();
      disk.restore();
      const [before]: unknown[] = await database.getAll('payments');
      if (stored.paid > 0) expect(stepsOf(before), `write ${full}`).toContain('submitting');
      if (before === undefined) expect(stored.refusal).toBe('storage-failed');
      await stored.buyAgain();
      expect(stored.paid, `write ${full}`).toBeLessThanOrEqual(1);
      database.close();
      if (!disk.wasFull) break;
      outcomes += 1;
    }
    expect(outcomes).toBeGreaterThan(5);
  });

  function fillDisk(from: number, failures: number) {
    let writes = 0;
    const disk = { wasFull: false, restore: () => put.mockRestore() };
    const native = IDBObjectStore.prototype.put;
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
      const at = writes++;
      if (at < from || at >= from + failures) return native.apply(this, given);
      disk.wasFull = true;
      throw new DOMException('The disk is full', 'QuotaExceededError');
    });
    return disk;
  }

  function stepsOf(row: unknown): unknown[] {
    const history: unknown = Reflect.get(Object(row), 'history');
    return Array.isArray(history) ? history.map((step: unknown) => Reflect.get(Object(step), 'state') as unknown) : [];
  }
});
