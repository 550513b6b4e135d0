import type { Allowance } from '../limits/allowance.ts';
import { pollIntervalOf, pollInterval } from '../engine/poll-schedule.ts';
import type { Payment } from '../model/payment.ts';
import { browser } from '../platform/browser.ts';
import type { ListedWallet } from '../wallets/open-payments/wallet.ts';
import { awaitsKey } from '../wallets/open-payments/wallet.ts';

const ALARM = 'take-up';
/** Rings when Tender was not used for as long as its lock waits. Its time runs on when somebody sets the clock back. */
export const LOCK_ALARM = 'lock';
const MINUTE = 60_000;
/** A wallet that was not given its key within a day is looked at only while the options page is open. */
const KEY_LIFE = 24 * 60 * MINUTE;
/** What a wallet has not taken back yet is offered to it this often. */
const GIVE_BACK_EVERY = 5 * MINUTE;

/** What may be waiting for the worker. */
export interface Waiting {
  readonly payments: readonly Payment[];
  readonly wallets: readonly ListedWallet[];
  readonly allowances: readonly Allowance[];
}

/** How soon the worker has to be woken, in milliseconds, worked out from what waits; absent where nothing does. */
export function wakeEvery({ payments, wallets, allowances }: Waiting, now: number): number | undefined {
  const times = [
    ...payments.map((payment) => pollIntervalOf(payment, now)),
    ...wallets.filter((wallet) => isAwaited(wallet, now)).map(({ linkedAt }) => pollInterval(linkedAt, now)),
    ...allowances.map((allowance) => allowanceEvery(allowance, now)),
  ].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
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
  readonly #read: () => Promise<Waiting>;
  readonly #now: () => number;
  /** How often it rings, as far as this worker knows. */
  #every: number | undefined;
  /** What was asked for since the planning began that is under way. */
  #asked: number | undefined;

  constructor(read: () => Promise<Waiting>, now: () => number) {
    this.#read = read;
    this.#now = now;
  }

  /** Sees to it that the worker is woken within this time, in milliseconds. */
  async within(every: number): Promise<void> {
    this.#asked = Math.min(every, this.#asked ?? every);
    if (this.#every === undefined || every < this.#every) await this.#set(every);
  }

  /** Plans anew by what waits; what comes up while that is read is not overlooked. */
  async plan(): Promise<void> {
    this.#asked = undefined;
    const waiting = await this.#read();
    const planned = wakeEvery(waiting, this.#now());
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
