import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { INTENT } from '../../../tests/support/model-world.ts';
import { ORIGIN, SoftPasskey } from '../../../tests/support/passkey.ts';
import type { Payment } from '../../payments/payment.ts';
import { NOTHING_SET } from '../../payments/step-up.ts';
import { openDatabase, type Database } from '../../storage/database.ts';
import type { SafetyStore } from '../../storage/safety.ts';
import { indexedSafety } from '../../storage/safety.ts';
import { verifyRegistration } from './assertion.ts';
import { fromBase64url } from './bytes.ts';
import { Safety } from './safety.ts';

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
/** A worker; another one on the same storage is the next life. */
const worker = () =>
  new Safety({
    store,
    journal: { counted: () => Promise.resolve([]) },
    clock: { now: () => now, sleep: () => Promise.resolve() },
    origin: ORIGIN,
  });

beforeEach(async () => {
  now = 1_000_000;
  database = await openDatabase(`safety ${count++}`);
  store = indexedSafety(database);
  finger = await SoftPasskey.make(-8);
  const challenge = fromBase64url(await worker().challengeForChange());
  await store.putPasskey(await verifyRegistration(await finger.register(challenge), { challenge, origin: ORIGIN }, now));
  await store.putSettings({ ...NOTHING_SET, passkeyAbove: { USD: usd(5000n) } });
});

async function answer(safety: Safety, digest = DIGEST) {
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

  it('passes after the worker died while the person looked for their finger', async () => {
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
    await store.putSettings({ ...NOTHING_SET, lockAfter: 5 });
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
    await store.putSettings({ ...NOTHING_SET, lockAfter: 5 });
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
