import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { giveConsent } from '../../../demo/client/wallet-pages.ts';
import { idOf, incomingPayment, person, startTestWorld } from '../../../demo/tests/support.ts';
import type { World } from '../../../demo/world.ts';
import type { Rig } from '../../../tests/rails/rig.ts';
import { createRig, consent, FINISH, follow, intentFor, price } from '../../../tests/rails/rig.ts';
import { intervalOf } from '../../limits/allowance.ts';
import type { Amount } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import type { Outcome, RailAllowances, RailPayment, RailState, RailTools } from '../../model/rail.ts';
import { readState } from './state.ts';

const ID = 'allowance:1';
const PAY = { method: 'POST', path: /\/outgoing-payments$/ } as const;
const ROTATE = { method: 'POST', path: /\/token\// } as const;
const usd = (value: bigint): Amount => ({ value, assetCode: 'USD', assetScale: 2 });
const live = new AbortController().signal;

let world: World;
let b: Rig;
/** What is on disk for the allowance, and every token that ever was. */
let kept: RailState | undefined;
let saved: string[];
/** Why the rail says that the allowance is over. */
let lost: string[];
beforeAll(async () => {
  world = await startTestWorld();
});
beforeEach(async () => {
  world.faults.clear();
  kept = undefined;
  saved = [];
  lost = [];
  const keep = (state: RailState): Promise<void> => {
    kept = structuredClone({ ...kept, ...state });
    const { token, isRenewing } = readState(kept).grant ?? {};
    if (token && !isRenewing) saved.push(token.value);
    return Promise.resolve();
  };
  b = createRig(world, await person(world, 'cloudninebank', 'customer'), {
    allowances: {
      idFor: () => Promise.resolve(kept && ID),
      get: () => (kept ? Promise.resolve(structuredClone(kept)) : Promise.reject(new TenderError('consent-lost'))),
      save: (_id, state) => keep(state),
      lost: (_id, error) => Promise.resolve(void lost.push(error.code)),
    },
  });
  tools = {
    signal: live,
    save: keep,
    get state() {
      return structuredClone(kept ?? {});
    },
  };
  world.requests.clear();
});
afterAll(() => world.close());
let tools: RailTools;

function allowances(): RailAllowances {
  if (!b.rail.allowances) throw new Error('the rail knows no allowances');
  return b.rail.allowances;
}

/** Asks for an allowance and says yes at the wallet. */
async function give(limit: bigint, allow = true): Promise<RailState> {
  const answer = await allowances().ask({ walletId: 'w1', limit: usd(limit), interval: intervalOf('month', Date.now()) }, tools);
  if (answer.kind !== 'interact') throw new Error('no interaction');
  const back = await giveConsent(world.fetch, answer.url, FINISH, { login: b.payer.login, allow });
  expect(b.rail.isReturn(answer.state, back.href)).toBe(true);
  const state = await allowances().finish(back.href, tools);
  await tools.save(state);
  return state;
}

/** A priced payment under the allowance, of pesos; 1400 of them cost 81 cents. */
async function under(pesos: string, id = 'p1'): Promise<RailPayment> {
  const priced = await price(b, intentFor(b.rail, 'incomingPayment', await incomingPayment(world, `${pesos}00`), pesos));
  return { ...priced, id, state: { ...priced.state, ...allowances().payUnder(ID) } };
}

/** Each payment has a row of its own in the journal. */
function ownTools(): RailTools {
  let row: RailState = {};
  const save = (state: RailState): Promise<void> => Promise.resolve(void (row = { ...row, ...state }));
  return {
    signal: live,
    save,
    get state() {
      return row;
    },
  };
}

const submit = (payment: RailPayment): Promise<Outcome> => b.rail.submit(payment, ownTools());
const spent = (): Promise<Amount> => allowances().spent({ walletId: 'w1', allowanceId: ID, limit: usd(100_000n) }, live);
const paidTimes = ({ payable }: RailPayment): number => world.ledger.paymentsInto(idOf(payable.url));
const tokenNow = (): string | undefined => readState(kept ?? {}).grant?.token?.value;

/** The token that we hold has this long to live. */
function endsIn(ms: number): void {
  const { grant } = readState(kept ?? {});
  if (!grant?.token) throw new Error('no token');
  kept = { ...kept, grant: { ...grant, token: { ...grant.token, expiresAt: Date.now() + ms } } };
}

describe('an allowance', () => {
  test('is asked for with its interval, and pays twice without another word', async () => {
    const state = await give(1_000n);
    const asked = world.requests.matching({ host: 'auth.cloudninebank.test', method: 'POST' })[0];
    expect(JSON.parse(asked?.body ?? '')).toMatchObject({
      access_token: {
        access: [
          {
            actions: ['create', 'read', 'list'],
            limits: { interval: intervalOf('month', Date.now()), debitAmount: { value: '1000' } },
          },
          { type: 'quote', actions: ['create'] },
        ],
      },
    });
    expect(allowances().limitOf(state)).toEqual(usd(1_000n));
    expect(await spent()).toEqual(usd(0n));

    let debits = 0n;
    for (const id of ['p1', 'p2']) {
      const payment = await under('14', id);
      expect(world.requests.matching({ host: 'auth.cloudninebank.test', method: 'POST', path: /^\/$/ })).toHaveLength(id === 'p1' ? 1 : 0);
      world.requests.clear();
      const sent = await submit(payment);
      expect(world.requests.fromClients().map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)).toEqual([
        'POST outgoing-payments',
      ]);
      expect(await follow(b, payment, sent.state)).toMatchObject({ status: 'completed' });
      expect(paidTimes(payment)).toBe(1);
      debits += payment.quote.debit.value;
      expect(await spent()).toEqual(usd(debits));
    }
  });

  test('that was declined at the wallet is none', async () => {
    await expect(give(1_000n, false)).rejects.toMatchObject({ code: 'consent-denied' });
    await expect(submit(await under('14'))).rejects.toMatchObject({ code: 'consent-lost' });
  });

  test('is limited by the wallet, whatever we reckon', async () => {
    const payment = await under('14');
    await give(payment.quote.debit.value);
    const over = await under('14', 'p2');
    expect(await submit(payment)).toMatchObject({ status: 'sending' });
    await expect(submit(over)).rejects.toMatchObject({ code: 'over-limit', retry: 'safe' });
    expect(paidTimes(over)).toBe(0);
    expect(await spent()).toEqual(payment.quote.debit);
  });

  test('that comes back wider is given back and never used', async () => {
    world.faults.add({ kind: 'wider-limits' });
    await expect(give(1_000n)).rejects.toMatchObject({ code: 'grant-wider' });
    expect(world.requests.matching({ method: 'DELETE', path: /continue|token/ }).length).toBeGreaterThan(0);
    await expect(submit(await under('14'))).rejects.toMatchObject({ code: 'grant-wider' });
  });

  test('given back pays nothing any more', async () => {
    await give(1_000n);
    const payment = await under('14');
    await b.rail.release(kept ?? {}, 'w1', live);
    await b.rail.release(kept ?? {}, 'w1', live);
    await expect(submit(payment)).rejects.toMatchObject({ code: 'right-revoked' });
    await expect(spent()).rejects.toMatchObject({ code: 'right-revoked' });
    expect(paidTimes(payment)).toBe(0);
  });
});

describe('a token that died', () => {
  beforeEach(() => give(10_000n));

  test('is rotated once for payments side by side, and is on disk before it is used', async () => {
    const payments = [await under('14', 'p1'), await under('14', 'p2'), await under('14', 'p3')];
    expireThere();
    world.requests.clear();
    const sent = await Promise.all(payments.map(submit));
    expect(sent.map(({ status }) => status)).toEqual(['sending', 'sending', 'sending']);
    expect(world.requests.matching(ROTATE)).toHaveLength(1);
    expect(saved).toHaveLength(1);
    const paid = world.requests.matching(PAY).filter(({ status }) => status === 201);
    expect(paid.map(({ headers }) => headers['authorization'])).toEqual(payments.map(() => `GNAP ${saved[0]}`));
    for (const [index, payment] of payments.entries()) await follow(b, payment, sent[index]?.state ?? {});
    expect(payments.map(paidTimes)).toEqual([1, 1, 1]);
  });

  test('that cannot be stored is not used', async () => {
    const payment = await under('14');
    expireThere();
    const failing = createRig(world, b.payer, {
      allowances: {
        idFor: () => Promise.resolve(ID),
        get: () => Promise.resolve(structuredClone(kept ?? {})),
        save: () => Promise.reject(new TenderError('storage-failed')),
        lost: () => Promise.resolve(),
      },
    });
    await expect(failing.rail.submit(payment, ownTools())).rejects.toMatchObject({ code: 'storage-failed' });
    expect(paidTimes(payment)).toBe(0);
  });

  test('and whose renewal was lost says so: nothing is paid', async () => {
    const payment = await under('14');
    expireThere();
    world.faults.add({ kind: 'drop-reply', times: 1, ...ROTATE });
    await expect(submit(payment)).rejects.toMatchObject({ retry: 'safe' });
    await expect(submit(payment)).rejects.toMatchObject({ code: 'consent-lost' });
    expect(paidTimes(payment)).toBe(0);
  });
});

describe('a token that would end while a quote is looked at', () => {
  beforeEach(() => give(10_000n));
  const freshen = (): Promise<void> => allowances().renew({ walletId: 'w1', allowanceId: ID }, live);

  test('is renewed before the user presses Pay, so that the payment is the one request', async () => {
    const payment = await under('14');
    const before = tokenNow();
    endsIn(60_000);
    await Promise.all([freshen(), freshen()]);
    expect(world.requests.matching(ROTATE)).toHaveLength(1);
    expect(tokenNow()).not.toBe(before);
    world.requests.clear();
    expect(await submit(payment)).toMatchObject({ status: 'sending' });
    expect(world.requests.fromClients()).toHaveLength(1);
  });

  test('is left alone while it is young', async () => {
    await freshen();
    expect(world.requests.matching(ROTATE)).toHaveLength(0);
  });
});

describe('a right that is gone at the wallet', () => {
  beforeEach(() => give(10_000n));
  const revoke = (): void => world.revokeGrants('cloudninebank', 'customer');

  test('revoked: the price comes all the same, and says that the allowance is over', async () => {
    await under('14');
    revoke();
    world.requests.clear();
    const payment = await price(b, intentFor(b.rail, 'incomingPayment', await incomingPayment(world, '1400'), '14'));
    expect(payment.quote.debit.value).toBeGreaterThan(0n);
    expect(lost).toEqual(['right-revoked']);
    expect(world.requests.matching({ path: /quotes$/ }).map(({ status }) => status)).toEqual([403, 201]);
  });

  test('revoked between the price and the payment: nothing moves, and it says so', async () => {
    const payment = await under('14');
    revoke();
    await expect(submit(payment)).rejects.toMatchObject({ code: 'right-revoked', retry: 'safe' });
    expect(paidTimes(payment)).toBe(0);
  });

  test('over by its time, and not renewed: it says that', async () => {
    const payment = await under('14');
    endsIn(-1);
    revoke();
    await expect(submit(payment)).rejects.toMatchObject({ code: 'right-expired' });
  });

  test('the answer to a renewal got lost: it says that, also to the life after', async () => {
    const payment = await under('14');
    endsIn(-1);
    expireThere();
    world.faults.add({ kind: 'drop-reply', times: 1, ...ROTATE });
    await expect(submit(payment)).rejects.toMatchObject({ retry: 'safe' });
    const next = await price(b, intentFor(b.rail, 'incomingPayment', await incomingPayment(world, '1400'), '14'));
    expect(next.quote.debit.value).toBeGreaterThan(0n);
    expect(lost).toEqual(['consent-lost']);
  });

  test('a limit that was lowered at the wallet is read before it is believed', async () => {
    const payment = await under('14');
    world.lowerLimits('cloudninebank', 'customer', 1n);
    world.requests.clear();
    await expect(submit(payment)).rejects.toMatchObject({ code: 'over-limit' });
    expect(world.requests.matching({ method: 'GET', path: /outgoing-payments/ }).length).toBeGreaterThan(0);
    expect(paidTimes(payment)).toBe(0);
  });

  test('the key is gone: neither the allowance nor the consent is blamed', async () => {
    const payment = await under('14');
    world.removeKey('cloudninebank', 'customer', b.payer.key.jwk.kid);
    await expect(submit(payment)).rejects.toMatchObject({ code: 'key-removed' });
    expect(lost).toEqual([]);
    world.addKey('cloudninebank', 'customer', JSON.stringify(b.payer.key.jwk));
    expect(await submit(payment)).toMatchObject({ status: 'sending' });
  });

  test('alone after that: the consent to this payment pays it, once, whatever its allowance had been', async () => {
    const priced = await under('14');
    revoke();
    await expect(submit(priced)).rejects.toMatchObject({ code: 'right-revoked' });
    const payment = await consent(world, b, { ...priced, state: { ...priced.state, ...allowances().payAlone() } });
    expect(await b.rail.reconcile(payment, b.tools)).toMatchObject({ status: 'nothing-happened' });
    const sent = await b.rail.submit(payment, b.tools);
    expect(await follow(b, payment, sent.state)).toMatchObject({ status: 'completed' });
    expect(paidTimes(payment)).toBe(1);
  });

  test('paid under it after all: the reading with the right of its own finds it', async () => {
    const priced = await under('14');
    expect(await submit(priced)).toMatchObject({ status: 'sending' });
    revoke();
    const payment = await consent(world, b, { ...priced, state: { ...priced.state, ...allowances().payAlone() } });
    expect(await follow(b, payment, payment.state)).toMatchObject({ status: 'completed' });
    await expect(b.rail.submit(payment, b.tools)).resolves.toMatchObject({ status: 'sending' });
    expect(paidTimes(payment)).toBe(1);
  });
});

/** What we hold is no token that the wallet knows, as after its time is over; its management address still stands. */
function expireThere(): void {
  const { grant } = readState(kept ?? {});
  if (!grant?.token) throw new Error('no token');
  kept = { ...kept, grant: { ...grant, token: { ...grant.token, value: `${grant.token.value}x` } } };
  saved = [];
}

test('every answer was as the description says', () => {
  expect(world.violations).toEqual([]);
});
