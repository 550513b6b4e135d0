import { beforeEach, describe, expect, it } from 'vitest';
import { settle, VirtualClock } from '../../tests/support/virtual-clock.ts';
import type { Allowance, AllowanceTerms } from './allowance.ts';
import { covers, remainingOf, spanOf } from './allowance.ts';
import { spendingOf } from './spending-ledger.ts';
import { Allowances } from './allowances.ts';
import type { Amount } from '../model/amount.ts';
import type { ErrorCode } from '../model/errors.ts';
import { TenderError } from '../model/errors.ts';
import type { Rail, RailAllowances } from '../model/rail.ts';

const usd = (value: bigint): Amount => ({ value, assetCode: 'USD', assetScale: 2 });
const RETURN = 'https://finish.example/?interact_ref=1';
const terms: AllowanceTerms = { limit: usd(10_000n), period: 'month' };

let clock: VirtualClock;
let rows: Map<string, Allowance>;
let tabs: Set<string>;
let released: unknown[];
/** What the wallet does next. */
let wallet: { fails?: ErrorCode; granted?: Amount; spent: Amount; isDown: boolean; inUse: Set<string> };
let allowances: Allowances;

function fail(): void {
  if (wallet.fails) throw new TenderError(wallet.fails);
}

function railFor(): Rail {
  const of: RailAllowances = {
    ask: async (_request, tools) => {
      fail();
      await tools.save({ grant: rows.size });
      return { kind: 'interact', url: 'https://wallet.example/consent', state: { waits: true } };
    },
    finish: (_url, tools) => {
      fail();
      return Promise.resolve({ ...tools.state, token: 'token' });
    },
    payUnder: (allowance) => ({ allowance }),
    payAlone: () => ({ allowance: null }),
    limitOf: () => wallet.granted,
    renew: () => Promise.resolve(fail()),
    spent: () => Promise.resolve(fail()).then(() => wallet.spent),
  };
  const rail: Partial<Rail> = {
    id: 'model',
    allowances: of,
    isReturn: (state, url) => state['waits'] === true && url === RETURN,
    release: (state) => {
      if (wallet.isDown) return Promise.reject(new TenderError('unreachable'));
      released.push(state);
      return Promise.resolve();
    },
  };
  return rail as Rail;
}

function wake(): Allowances {
  return new Allowances({
    store: {
      all: () => Promise.resolve([...rows.values()]),
      get: (id) => Promise.resolve(rows.get(id)),
      put: (allowance) => Promise.resolve(void rows.set(allowance.id, structuredClone(allowance))),
      delete: (id) => Promise.resolve(void rows.delete(id)),
    },
    rail: railFor,
    clock,
    consent: {
      open: (id) => Promise.resolve(void tabs.add(id)),
      isOpen: (id) => Promise.resolve(tabs.has(id)),
      close: (id) => Promise.resolve(void tabs.delete(id)),
    },
    isInUse: (id) => Promise.resolve(wallet.inUse.has(id)),
    onChange: () => undefined,
  });
}

beforeEach(() => {
  clock = new VirtualClock();
  rows = new Map();
  tabs = new Set();
  released = [];
  wallet = { spent: usd(0n), isDown: false, inUse: new Set() };
  allowances = wake();
});

const only = (): Allowance => {
  const [allowance, another] = rows.values();
  if (!allowance || another) throw new Error(`${rows.size} allowances`);
  return allowance;
};
const active = async (): Promise<Allowance> => {
  const allowance = await allowances.of('w1');
  if (!allowance) throw new Error('none is active');
  return allowance;
};
/** Asks for an allowance, and comes back from the wallet with a yes. */
async function give(change: Partial<AllowanceTerms> = {}): Promise<Allowance> {
  await allowances.request('w1', { ...terms, ...change });
  const [id = ''] = tabs;
  expect(await allowances.consents.returned(id, RETURN)).toBe(true);
  await settle();
  return await active();
}

describe('giving', () => {
  it('asks the wallet, and holds when the user is back with a yes', async () => {
    await allowances.request('w1', terms);
    expect(only()).toMatchObject({ state: 'asking', granted: usd(10_000n) });
    const { id } = only();
    expect(await allowances.consents.returned(id, 'https://elsewhere.example/')).toBe(false);
    expect(await allowances.consents.returned(id, RETURN)).toBe(true);
    expect(await allowances.consents.returned(id, RETURN)).toBe(false);
    expect(only()).toMatchObject({ state: 'active', rail: { token: 'token' } });
    expect(only().returnUrl).toBeUndefined();
    expect(tabs.size).toBe(0);
  });

  it('counts with what the wallet granted, where that is less', async () => {
    wallet.granted = usd(2_500n);
    expect(await give()).toMatchObject({ limit: usd(2_500n), granted: usd(2_500n) });
  });

  it.each<[string, Partial<AllowanceTerms>]>([
    ['nothing', { limit: usd(0n) }],
    ['a cap of nothing', { cap: usd(0n) }],
    ['a cap beyond the limit', { cap: usd(10_001n) }],
    ['a cap in another asset', { cap: { ...usd(1n), assetCode: 'EUR' } }],
  ])('of %s is refused, and leaves nothing', async (_name, change) => {
    await expect(allowances.request('w1', { ...terms, ...change })).rejects.toMatchObject({ code: 'malformed-amount' });
    expect(rows.size).toBe(0);
  });

  it('that fails says why until the next try, or until it is dismissed', async () => {
    wallet.fails = 'unreachable';
    await expect(allowances.request('w1', terms)).rejects.toMatchObject({ code: 'unreachable' });
    await settle();
    expect(only()).toMatchObject({ state: 'over', failure: { code: 'unreachable' } });
    await allowances.revoke(only().id);
    await settle();
    expect(rows.size).toBe(0);
  });

  it('again calls off the one that still waits', async () => {
    await allowances.request('w1', terms);
    await allowances.request('w1', { ...terms, limit: usd(1n) });
    await settle();
    expect(only()).toMatchObject({ state: 'asking', limit: usd(1n) });
    expect([...tabs]).toEqual([only().id]);
    expect(released).toHaveLength(1);
  });

  it('ends when the wallet’s page is closed, when nobody answers, and when we died before it was open', async () => {
    await allowances.request('w1', terms);
    await allowances.consents.closed(only().id);
    expect(only()).toMatchObject({ state: 'over', failure: { code: 'consent-closed' } });

    await allowances.request('w1', terms);
    clock.advance(10 * 60_000 + 1);
    await allowances.resumeAll();
    await settle();
    expect(only()).toMatchObject({ failure: { code: 'consent-expired' } });
    expect(tabs.size).toBe(0);

    await allowances.request('w1', terms);
    tabs.clear();
    allowances = wake();
    await allowances.resumeAll();
    expect(only()).toMatchObject({ failure: { code: 'consent-closed' } });
  });

  it('goes on after a death between the return and the token', async () => {
    await allowances.request('w1', terms);
    const { id } = only();
    rows.set(id, { ...only(), returnUrl: RETURN });
    allowances = wake();
    await allowances.resumeAll();
    expect((await active()).id).toBe(id);
  });
});

describe('changing', () => {
  it('to less asks nobody', async () => {
    const { id } = await give({ cap: usd(100n) });
    await allowances.change(id, { ...terms, limit: usd(5_000n) }, true);
    expect(only()).toMatchObject({ id, limit: usd(5_000n), granted: usd(10_000n) });
    expect(only().cap).toBeUndefined();
    // And back, up to what the wallet granted.
    // What was lowered is not raised again without leave, though the wallet would not have to be asked.
    await expect(allowances.change(id, terms, false)).rejects.toMatchObject({ code: 'refused' });
    expect(rows.get(id)?.limit).toEqual(usd(5_000n));
    await allowances.change(id, { ...terms, limit: usd(4_000n) }, false);
    await allowances.change(id, terms, true);
    expect(only()).toMatchObject({ id, limit: usd(10_000n) });
    expect(tabs.size).toBe(0);
  });

  it('to more leaves the present one until the wallet has granted the next, which remembers it', async () => {
    const first = await give();
    await allowances.change(first.id, { ...terms, limit: usd(20_000n) }, true);
    expect((await active()).id).toBe(first.id);
    const [id = ''] = tabs;
    await allowances.consents.returned(id, RETURN);
    await settle();
    expect(only()).toMatchObject({ state: 'active', limit: usd(20_000n), replaced: [first.id] });
    expect(released).toHaveLength(1);
  });

  it('that is refused leaves the present one', async () => {
    const first = await give();
    await allowances.change(first.id, { ...terms, period: 'week' }, true);
    const [id = ''] = tabs;
    wallet.fails = 'consent-denied';
    await allowances.consents.returned(id, RETURN);
    await settle();
    expect((await active()).id).toBe(first.id);
    expect(rows.get(id)).toMatchObject({ state: 'over', failure: { code: 'consent-denied' } });
  });
});

describe('revoking', () => {
  it('ends it here at once, and at the wallet as soon as that can be reached', async () => {
    const { id } = await give();
    wallet.isDown = true;
    await allowances.revoke(id);
    await settle();
    expect(await allowances.of('w1')).toBeUndefined();
    expect(only()).toMatchObject({ state: 'over', rail: {} });
    wallet.isDown = false;
    allowances = wake();
    await allowances.resumeAll();
    await settle();
    expect(released).toHaveLength(1);
    expect(rows.size).toBe(0);
  });

  it('waits for a payment that is under way', async () => {
    const { id } = await give();
    wallet.inUse.add(id);
    await allowances.revoke(id);
    await settle();
    expect(released).toEqual([]);
    await expect(allowances.get(id)).resolves.toMatchObject({ token: 'token' });
    wallet.inUse.clear();
    await allowances.resumeAll();
    await settle();
    expect(released).toHaveLength(1);
    await expect(allowances.get(id)).rejects.toMatchObject({ code: 'right-revoked' });
  });

  it('gives everything back before a wallet’s key is forgotten, but holds nobody up', async () => {
    await give();
    await allowances.revokeAllOf('w1');
    expect(released).toHaveLength(1);
    expect(rows.size).toBe(0);
  });
});

describe('what the wallet says', () => {
  it('of what was spent is kept, with the time at which it was asked', async () => {
    const { id } = await give();
    wallet.spent = usd(700n);
    await allowances.reconcile(id);
    expect(only().told).toEqual({ spent: usd(700n), at: clock.now() });
    wallet.fails = 'unreachable';
    await allowances.reconcile(id);
    expect(only()).toMatchObject({ state: 'active', told: { spent: usd(700n) } });
  });

  it.each<ErrorCode>(['consent-lost', 'right-revoked', 'right-expired'])(
    'of a right that is gone (%s) ends it, before the user presses Pay',
    async (code) => {
      await give();
      wallet.fails = code;
      await allowances.renewFor('w1');
      await settle();
      expect(only()).toMatchObject({ state: 'over', failure: { code }, endedAt: clock.now() });
    },
  );
});

describe('a payment that the wallet refused', () => {
  it('because the right is gone ends the allowance, and says why', async () => {
    const { id } = await give();
    await allowances.refused(id, usd(100n), { code: 'right-revoked', params: { host: 'wallet.example' } });
    await settle();
    expect(only()).toMatchObject({ state: 'over', failure: { code: 'right-revoked', params: { host: 'wallet.example' } } });
    expect(await allowances.of('w1')).toBeUndefined();
    expect(released).toHaveLength(1);
    await expect(allowances.get(id)).rejects.toMatchObject({ code: 'right-revoked' });
  });

  it.each(['over-limit', 'right-refused'] as const)('as %s leaves the allowance, with less in it than was refused', async (code) => {
    const { id } = await give();
    await allowances.refused(id, usd(100n), { code, params: {} });
    const allowance = await active();
    expect(remainingOf(allowance, spendingOf([]), clock.now())).toEqual(usd(99n));
    expect(covers(allowance, usd(100n), spendingOf([]), clock.now())).toBe(false);
    expect(covers(allowance, usd(99n), spendingOf([]), clock.now())).toBe(true);
    expect(remainingOf(allowance, spendingOf([]), spanOf('month', clock.now()).until)).toEqual(usd(10_000n));
  });

  it('for another reason changes nothing', async () => {
    const before = await give();
    await allowances.refused(before.id, usd(100n), { code: 'insufficient-funds', params: {} });
    expect(only()).toEqual(before);
  });

  it('after the user ended it here has no reason to give', async () => {
    const { id } = await give();
    wallet.isDown = true;
    await allowances.revoke(id);
    await allowances.refused(id, usd(100n), { code: 'right-revoked', params: {} });
    expect(only()).toMatchObject({ state: 'over' });
    expect(only().failure).toBeUndefined();
    expect(only().endedAt).toBeUndefined();
  });
});
