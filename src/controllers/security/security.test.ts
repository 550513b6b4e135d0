import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { INTENT } from '../../../tests/support/model-world.ts';
import { ORIGIN, SoftPasskey } from '../../../tests/support/passkey.ts';
import type { Payment } from '../../model/payment.ts';
import { NO_SETTINGS } from '../../limits/security-settings.ts';
import { spendingOf } from '../../limits/spending-ledger.ts';
import { openDatabase, type Database } from '../../storage/database.ts';
import type { SafetyStore } from '../../storage/safety.ts';
import { indexedSafety } from '../../storage/safety.ts';
import { verifyRegistration } from './assertion.ts';
import { fromBase64url } from './bytes.ts';
import { Security } from './security.ts';

const usd = (value: bigint) => ({ value, assetCode: 'USD', assetScale: 2 });
const DIGEST = 'd'.repeat(64);
const payment: Payment = {
  id: 'p',
  key: 'k',
  revision: 3,
  state: 'quoted',
  history: [],
  intent: INTENT,
  quote: { id: 'q', walletId: 'w', debit: usd(8080n), receive: usd(8000n), expiresAt: 10 ** 15 },
  digest: DIGEST,
  createdAt: 0,
};

let count = 0;
let now = 0;
let database: Database;
let store: SafetyStore;
let finger: SoftPasskey;
let zone: string;
let used: number[];
let counted: Payment[];
/** A worker; another one on the same storage is the next life. */
const worker = () =>
  new Security({
    store,
    journal: { spent: () => Promise.resolve(spendingOf(counted)) },
    clock: { now: () => now, sleep: () => Promise.resolve() },
    origin: ORIGIN,
    zone: () => zone,
    onUse: (minutes) => void used.push(minutes),
  });

beforeEach(async () => {
  now = 1_000_000;
  zone = 'Europe/Berlin';
  used = [];
  counted = [];
  database = await openDatabase(`safety ${count++}`);
  store = indexedSafety(database);
  finger = await SoftPasskey.make(-8);
  const challenge = fromBase64url(await worker().challengeForChange());
  await store.putPasskey(await verifyRegistration(await finger.register(challenge), { challenge, origin: ORIGIN }, now));
  await store.putSettings({ ...NO_SETTINGS, passkeyAbove: { USD: usd(5000n) } });
});

async function answer(safety: Security, digest = DIGEST) {
  const { passkey } = (await safety.viewOf({ ...payment, digest })) ?? {};
  return finger.sign(fromBase64url(passkey?.challenge ?? ''));
}

describe('an approval above the amount', () => {
  it('passes with the passkey’s answer to this offer, once', async () => {
    const safety = worker();
    const assertion = await answer(safety);
    await safety.admit(payment, DIGEST, assertion);
    await expect(safety.admit(payment, DIGEST, assertion)).rejects.toMatchObject({ code: 'refused' });
  });

  it('passes after the worker died while the user looked for their finger', async () => {
    const assertion = await answer(worker());
    await worker().admit(payment, DIGEST, assertion);
  });

  it('needs an answer, and one to this very offer', async () => {
    const safety = worker();
    await expect(safety.admit(payment, DIGEST, undefined)).rejects.toMatchObject({ code: 'refused' });
    const toAnother = await answer(safety, 'e'.repeat(64));
    await expect(safety.admit(payment, DIGEST, toAnother)).rejects.toMatchObject({ code: 'refused' });
  });

  it('below it needs none', async () => {
    const small = { ...payment, quote: { ...payment.quote, debit: usd(5000n) } } as Payment;
    await worker().admit(small, DIGEST, undefined);
    expect(await worker().viewOf(small)).toEqual({});
  });
});

describe('tries that fail', () => {
  const wrong = { id: 'AAAA', clientData: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' };

  it('close the door after the fifth, also to the right answer and the next worker, until the time is over', async () => {
    for (let tries = 0; tries < 5; tries += 1)
      await worker()
        .admit(payment, DIGEST, wrong)
        .catch(() => undefined);
    const { passkey } = (await worker().viewOf(payment)) ?? {};
    expect(passkey?.waitUntil).toBe(now + 30_000);
    await expect(worker().admit(payment, DIGEST, await answer(worker()))).rejects.toMatchObject({ code: 'refused' });
    now += 30_001;
    await worker().admit(payment, DIGEST, await answer(worker()));
    expect(await store.tries()).toEqual({ failed: 0, until: 0 });
  });

  it('count also when they come all at once', async () => {
    const safety = worker();
    await Promise.allSettled(Array.from({ length: 50 }, () => safety.admit(payment, DIGEST, wrong)));
    expect((await store.tries()).failed).toBe(5);
  });

  it('without an answer are none', async () => {
    for (let tries = 0; tries < 9; tries += 1)
      await worker()
        .admit(payment, DIGEST, undefined)
        .catch(() => undefined);
    expect(await store.tries()).toEqual({ failed: 0, until: 0 });
  });
});

describe('the lock', () => {
  beforeEach(async () => {
    await store.putSettings({ ...NO_SETTINGS, lockAfter: 5 });
    await store.putUsedAt(now);
  });

  it('closes after the time, opens to the passkey, and is not held open by touching while closed', async () => {
    const safety = worker();
    await safety.admit(payment, DIGEST, undefined);
    now += 4 * 60_000;
    await safety.touch();
    now += 4 * 60_000;
    expect((await safety.viewOf(payment))?.passkey).toBeUndefined();
    now += 60_000;
    await safety.touch();
    expect((await safety.viewOf(payment))?.passkey?.reason).toBe('locked');
    await expect(safety.admit(payment, DIGEST, undefined)).rejects.toMatchObject({ code: 'refused' });
    await safety.admit(payment, DIGEST, await answer(safety));
    expect(await safety.viewOf(payment)).toEqual({});
  });
});

describe('the lock against the clock', () => {
  beforeEach(async () => {
    now = 100 * 60_000;
    await store.putSettings({ ...NO_SETTINGS, lockAfter: 5 });
    await store.putUsedAt(now);
  });

  it('closes by its alarm, which is set at each use, also where the clock was set back meanwhile', async () => {
    const safety = worker();
    await safety.touch();
    expect(used).toEqual([5]);
    now += 60_000;
    await safety.lock();
    await safety.touch();
    expect((await safety.viewOf(payment))?.passkey?.reason).toBe('locked');
    await safety.admit(payment, DIGEST, await answer(safety));
    expect(used).toEqual([5, 5]);
    expect(await safety.viewOf(payment)).toEqual({});
  });
});

describe('what no limit was set for', () => {
  const caps = { USD: { perSiteDay: usd(100_000n) } };
  const inEuros = { ...payment, quote: { ...payment.quote, debit: { ...usd(1n), assetCode: 'EUR' } } } as Payment;

  it('needs the passkey: another currency, once there are limits in one', async () => {
    expect((await worker().viewOf(inEuros))?.passkey?.reason).toBe('currency');
    await expect(worker().admit(inEuros, DIGEST, undefined)).rejects.toMatchObject({ code: 'refused' });
    await store.putSettings({ ...NO_SETTINGS, caps });
    expect((await worker().viewOf(inEuros))?.passkey?.reason).toBe('currency');
    // The limits of this one were seen, and left empty.
    await store.putSettings({ ...NO_SETTINGS, caps: { ...caps, EUR: {} } });
    expect(await worker().viewOf(inEuros)).toEqual({});
    await store.putSettings(NO_SETTINGS);
    expect(await worker().viewOf(inEuros)).toEqual({});
  });

  it('needs none while there is no passkey', async () => {
    await store.putSettings({ ...NO_SETTINGS, caps });
    await store.putPasskey(undefined);
    expect(await worker().viewOf(inEuros)).toEqual({});
  });

  it('needs the passkey: a day that the clock began before the wallet’s did', async () => {
    await store.putSettings({ ...NO_SETTINGS, caps });
    const ahead = (ms: number) => ({ ...payment, quote: { ...payment.quote, clockAhead: ms } }) as Payment;
    expect((await worker().viewOf(ahead(10 * 60_000)))?.passkey).toBeUndefined();
    expect((await worker().viewOf(ahead(10 * 60_000 + 1)))?.passkey?.reason).toBe('clock');
    await expect(worker().admit(ahead(24 * 60 * 60_000), DIGEST, undefined)).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('the day of a limit', () => {
  it('is a whole one where the time zone is another than when the limit was set', async () => {
    now = new Date(2026, 10, 21, 1).getTime();
    const yesterday = { ...payment, id: 'before', state: 'completed', approval: { digest: 'd', at: now - 2 * 60 * 60_000 } } as Payment;
    counted = [yesterday];
    await store.putSettings({ ...NO_SETTINGS, caps: { USD: { perSiteDay: usd(10_000n) } }, zone });
    expect((await worker().viewOf(payment))?.over).toBeUndefined();
    zone = 'Pacific/Kiritimati';
    expect((await worker().viewOf(payment))?.over?.kind).toBe('day');
  });
});

describe('what lifts a limit outside of the settings', () => {
  it('is done once the passkey has agreed to exactly this, once', async () => {
    const safety = worker();
    const question = await safety.confirm('allowance', 'give 50', undefined);
    const assertion = await finger.sign(fromBase64url(question?.challenge ?? ''));
    // Not to another change, and in another worker's life not twice.
    await expect(worker().confirm('allowance', 'give 5000', assertion)).rejects.toMatchObject({ code: 'refused' });
    const again = await safety.confirm('allowance', 'give 50', undefined);
    const fitting = await finger.sign(fromBase64url(again?.challenge ?? ''));
    expect(await worker().confirm('allowance', 'give 50', fitting)).toBeUndefined();
    await expect(worker().confirm('allowance', 'give 50', fitting)).rejects.toMatchObject({ code: 'refused' });
  });

  it('needs nothing without a passkey, and is refused where nobody can tell whether there is one', async () => {
    await store.putPasskey(undefined);
    expect(await worker().confirm('delete', 'p1', undefined)).toBeUndefined();
    await database.put('settings', 'none', 'passkey');
    await expect(worker().confirm('delete', 'p1', undefined)).rejects.toMatchObject({ code: 'storage-failed' });
  });
});

describe('settings that cannot be read', () => {
  it.each([
    ['safety', { caps: 'none' }],
    ['safety', { caps: { USD: { perPayment: { value: 1, assetCode: 'USD', assetScale: 2 } } }, passkeyAbove: {} }],
    ['passkeyTries', 'none'],
  ])('close the door, %s: %o', async (key, value) => {
    await database.put('settings', value, key);
    expect(await worker().viewOf(payment)).toEqual({ unreadable: true });
    await expect(worker().admit(payment, DIGEST, undefined)).rejects.toMatchObject({ code: 'storage-failed' });
    expect(await database.get('settings', key)).toEqual(value);
  });

  it('an unreadable time of use keeps the lock, and the passkey opens it', async () => {
    await store.putSettings({ ...NO_SETTINGS, lockAfter: 5 });
    await database.put('settings', 'yesterday', 'usedAt');
    const safety = worker();
    expect((await safety.viewOf(payment))?.passkey?.reason).toBe('locked');
    await safety.admit(payment, DIGEST, await answer(safety));
    expect(await safety.viewOf(payment)).toEqual({});
  });

  it('that ask for a passkey that is gone close it too', async () => {
    await store.putPasskey(undefined);
    expect(await worker().viewOf(payment)).toEqual({ unreadable: true });
    await expect(worker().admit(payment, DIGEST, undefined)).rejects.toMatchObject({ code: 'refused' });
  });
});
