import type { Allowance } from '../limits/allowance.ts';
import { pollIntervalOf, pollInterval } from '../engine/poll-schedule.ts';
import type { Payment } from '../model/payment.ts';
import { browser } from '../platform/browser.ts';
import type { ListedWallet } from '../wallets/open-payments/wallet.ts';
import { soonest } from './worker-module.ts';
import { awaitsKey } from '../wallets/open-payments/wallet.ts';

const ALARM = 'take-up';
/** Rings when Tender was not used for as long as its lock waits. Its time runs on when somebody sets the clock back. */
export const LOCK_ALARM = 'lock';
const MINUTE = 60_000;
/** A wallet that was not given its key within a day is looked at only while the options page is open. */
const KEY_LIFE = 24 * 60 * MINUTE;
/** What a wallet has not taken back yet is offered to it this often. */
const GIVE_BACK_EVERY = 5 * MINUTE;

/** How soon the worker has to be woken for payments, in milliseconds; absent where none waits. */
export function paymentsEvery(payments: readonly Payment[], now: number): number | undefined {
  return soonest(payments.map((payment) => pollIntervalOf(payment, now)));
}

/** The same for wallets that wait for their key. */
export function walletsEvery(wallets: readonly ListedWallet[], now: number): number | undefined {
  return soonest(wallets.filter((wallet) => isAwaited(wallet, now)).map(({ linkedAt }) => pollInterval(linkedAt, now)));
}

/** The same for allowances that are asked for or given back. */
export function allowancesEvery(allowances: readonly Allowance[], now: number): number | undefined {
  return soonest(allowances.map((allowance) => allowanceEvery(allowance, now)));
}

/** Whether a wallet's key is looked for without anybody at the options page. */
export function isAwaited(wallet: ListedWallet, now: number): boolean {
  return awaitsKey(wallet) && wallet.linkedAt + KEY_LIFE > now;
}

function allowanceEvery({ state, askedAt, rail }: Allowance, now: number): number | undefined {
  if (state === 'asking') return pollInterval(askedAt, now);
  return state === 'over' && rail !== undefined ? GIVE_BACK_EVERY : undefined;
}

/** Has the worker woken to lock when so many minutes have passed without another call. */
export function lockLater(minutes: number): void {
  void browser.alarms.create(LOCK_ALARM, { delayInMinutes: minutes });
}

/** Has the worker woken as soon as an alarm can, whatever waits. */
export async function wakeSoon(): Promise<void> {
  await browser.alarms.create(ALARM, { periodInMinutes: 0.5 });
}

/** The alarm that wakes the worker. It repeats by itself, so that a wake which fails is followed by another one. */
export class Wakes {
  readonly #read: () => Promise<number | undefined>;
  /** How often it rings, as far as this worker knows. */
  #every: number | undefined;
  /** What was asked for since the planning began that is under way. */
  #asked: number | undefined;

  /** @param read works out, from what waits, how soon the worker has to be woken, in milliseconds. */
  constructor(read: () => Promise<number | undefined>) {
    this.#read = read;
  }

  /** Sees to it that the worker is woken within this time, in milliseconds. */
  async within(every: number): Promise<void> {
    this.#asked = Math.min(every, this.#asked ?? every);
    if (this.#every === undefined || every < this.#every) await this.#set(every);
  }

  /** Plans anew by what waits; what comes up while that is read is not overlooked. */
  async plan(): Promise<void> {
    this.#asked = undefined;
    const planned = await this.#read();
    const every = Math.min(planned ?? Number.POSITIVE_INFINITY, this.#asked ?? Number.POSITIVE_INFINITY);
    if (every === this.#every && (await browser.alarms.get(ALARM))) return;
    if (Number.isFinite(every)) await this.#set(every);
    else await this.#clear();
  }

  async #set(every: number): Promise<void> {
    this.#every = every;
    await browser.alarms.create(ALARM, { periodInMinutes: every / MINUTE });
  }

  async #clear(): Promise<void> {
    this.#every = undefined;
    await browser.alarms.clear(ALARM);
  }
}
