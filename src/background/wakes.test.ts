import { beforeEach, describe, expect, it, vi } from 'vitest';
import { INTENT } from '../../tests/support/model-world.ts';
import type { Allowance } from '../limits/allowance.ts';
import type { Payment } from '../model/payment.ts';
import type { ListedWallet } from '../wallets/open-payments/wallet.ts';

const MINUTE = 60_000;
/** The alarm as the browser has it, and how often it was set. */
const alarm: { every: number | undefined; sets: number } = { every: undefined, sets: 0 };

vi.mock('../platform/browser.ts', () => ({
  browser: {
    alarms: {
      create: (_name: string, { periodInMinutes }: { periodInMinutes: number }) => {
        alarm.every = periodInMinutes;
        alarm.sets += 1;
        return Promise.resolve();
      },
      get: () => Promise.resolve(alarm.every === undefined ? undefined : { periodInMinutes: alarm.every }),
      clear: () => {
        alarm.every = undefined;
        return Promise.resolve(true);
      },
    },
  },
}));
const { allowancesEvery, paymentsEvery, Wakes, wakeSoon, walletsEvery } = await import('./wakes.ts');
const { soonest } = await import('./worker-module.ts');

const usd = { value: 100n, assetCode: 'USD', assetScale: 2 };
const payment = (approvedAt: number): Payment => ({
  id: 'p1',
  key: 'k1',
  revision: 1,
  state: 'unsure',
  history: [],
  intent: INTENT,
  createdAt: 0,
  approval: { digest: 'd', at: approvedAt },
});
const wallet = (linkedAt: number, status: ListedWallet['status'] = 'waiting'): ListedWallet => ({
  id: 'w',
  address: 'https://w.example/a',
  asset: { code: 'USD', scale: 2 },
  authServer: 'https://w.example',
  resourceServer: 'https://w.example',
  keyId: 'k',
  linkedAt,
  status,
});
const allowance = (facts: Partial<Allowance>): Allowance => ({
  id: 'allowance:1',
  walletId: 'w',
  state: 'active',
  limit: usd,
  period: 'month',
  granted: usd,
  askedAt: 0,
  rail: {},
  ...facts,
});
const NOTHING = { payments: [], wallets: [], allowances: [] };

interface Waiting {
  readonly payments: readonly Payment[];
  readonly wallets: readonly ListedWallet[];
  readonly allowances: readonly Allowance[];
}

function wakeEvery({ payments, wallets, allowances }: Waiting, now: number): number | undefined {
  return soonest([paymentsEvery(payments, now), walletsEvery(wallets, now), allowancesEvery(allowances, now)]);
}

describe('how soon the worker has to be woken', () => {
  const now = 30 * MINUTE;

  it('is not at all where nothing waits', () => {
    expect(wakeEvery(NOTHING, now)).toBeUndefined();
    expect(wakeEvery({ ...NOTHING, wallets: [wallet(0, 'linked')], allowances: [allowance({})] }, now)).toBeUndefined();
  });

  it('is as soon as the most pressing needs', () => {
    expect(wakeEvery({ ...NOTHING, payments: [payment(0)] }, now)).toBe(5 * MINUTE);
    expect(wakeEvery({ ...NOTHING, payments: [payment(0), payment(now)] }, now)).toBe(MINUTE / 2);
    expect(wakeEvery({ ...NOTHING, payments: [payment(0)], wallets: [wallet(now)] }, now)).toBe(MINUTE / 2);
    expect(wakeEvery({ ...NOTHING, payments: [payment(0)], allowances: [allowance({ state: 'asking', askedAt: now })] }, now)).toBe(
      MINUTE / 2,
    );
  });

  it('leaves a wallet that gets no key alone after a day, and offers a grant until it is taken back', () => {
    expect(wakeEvery({ ...NOTHING, wallets: [wallet(0)] }, 24 * 60 * MINUTE - 1)).toBe(60 * MINUTE);
    expect(wakeEvery({ ...NOTHING, wallets: [wallet(0)] }, 24 * 60 * MINUTE)).toBeUndefined();
    expect(wakeEvery({ ...NOTHING, allowances: [allowance({ state: 'over' })] }, 99 * 24 * 60 * MINUTE)).toBe(5 * MINUTE);
  });
});

const NEW = 10 * 60 * MINUTE;
const OLD = 0;

/** An alarm, with what the plans find waiting: payments that were approved at these times. */
function wakesWith(approvals: number[]) {
  return new Wakes(() => Promise.resolve(paymentsEvery(approvals.map(payment), NEW)));
}

describe('the alarm', () => {
  beforeEach(() => Object.assign(alarm, { every: undefined, sets: 0 }));

  it('is set once for what needs it as often, sooner for what needs it sooner, and never put off by it', async () => {
    const wakes = wakesWith([]);
    await wakes.within(5 * MINUTE);
    await wakes.within(60 * MINUTE);
    await wakes.within(5 * MINUTE);
    expect(alarm).toEqual({ every: 5, sets: 1 });
    await wakes.within(MINUTE / 2);
    expect(alarm).toEqual({ every: 0.5, sets: 2 });
  });

  it('rings more rarely, or not at all, only by a plan', async () => {
    const waiting = [OLD];
    const wakes = wakesWith(waiting);
    await wakes.within(MINUTE / 2);
    await wakes.plan();
    expect(alarm.every).toBe(60);
    await wakes.plan();
    expect(alarm.sets).toBe(2);
    waiting.pop();
    await wakes.plan();
    expect(alarm.every).toBeUndefined();
    await wakes.within(MINUTE / 2);
    expect(alarm.every).toBe(0.5);
  });

  it('is not lost to a plan that was made before something came up', async () => {
    let answer: (nothing: undefined) => void = () => undefined;
    const wakes = new Wakes(() => new Promise((resolve) => (answer = resolve)));
    const planned = wakes.plan();
    await wakes.within(MINUTE / 2);
    answer(undefined);
    await planned;
    expect(alarm.every).toBe(0.5);
  });

  it('rings soon after an update, and the first plan says what becomes of it', async () => {
    await wakeSoon();
    expect(alarm.every).toBe(0.5);
    await wakesWith([OLD]).plan();
    expect(alarm.every).toBe(60);
    await wakesWith([]).plan();
    expect(alarm.every).toBeUndefined();
  });

  it('is set again where the browser lost it', async () => {
    const wakes = wakesWith([NEW]);
    await wakes.within(MINUTE / 2);
    alarm.every = undefined;
    await wakes.plan();
    expect(alarm.every).toBe(0.5);
  });
});
