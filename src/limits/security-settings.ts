import type { Amount } from '../model/amount.ts';
import type { SpendingLimits } from './spending-limits.ts';
import { compare, hasLimit } from './spending-limits.ts';
import type { Quote } from '../model/quote.ts';

/** What the user set for their own safety. Everything is off until set. Loggable; shown in options. */
export interface SecuritySettings {
  readonly caps: SpendingLimits;
  /** By currency code: above this debit an approval needs the passkey. */
  readonly passkeyAbove: Readonly<Record<string, Amount>>;
  /** After so many minutes without use, and when the browser starts, an approval needs the passkey. */
  readonly lockAfter?: number;
  /** The time zone in which they were saved, by its IANA name. */
  readonly zone?: string;
}

export const NO_SETTINGS: SecuritySettings = { caps: {}, passkeyAbove: {} };

/**
 * Why an approval needs the passkey: above the amount; not used for long; in a currency that the limits were never set in; with a clock
 * that is ahead of the wallet's, so that the day of a limit may be over too early.
 */
export type PasskeyReason = 'amount' | 'locked' | 'currency' | 'clock';

/** Clocks differ by so much without anybody's doing. */
const CLOCK_TOLERANCE = 10 * 60_000;

const DAY = 24 * 60 * 60_000;

/** Whether Tender is locked: it was not used for as long as the user set. */
export function isLocked({ lockAfter }: SecuritySettings, usedAt: number | undefined, now: number): boolean {
  return lockAfter !== undefined && (usedAt === undefined || now - usedAt >= lockAfter * 60_000 || usedAt > now);
}

/** Why a payment of this debit needs the passkey now, if it does. */
export function passkeyReason(
  settings: SecuritySettings,
  debit: Amount,
  usedAt: number | undefined,
  now: number,
): PasskeyReason | undefined {
  if (isLocked(settings, usedAt, now)) return 'locked';
  const { passkeyAbove } = settings;
  const above = Object.hasOwn(passkeyAbove, debit.assetCode) ? passkeyAbove[debit.assetCode] : undefined;
  return above && compare(debit, above) > 0 ? 'amount' : undefined;
}

/** Why a payment needs the passkey, where there is one, because nothing that was set can be held against it. */
export function uncoveredReason(
  { caps, passkeyAbove }: SecuritySettings,
  { debit: { assetCode }, clockAhead = 0 }: Pick<Quote, 'debit' | 'clockAhead'>,
): 'currency' | 'clock' | undefined {
  const isKnown = Object.hasOwn(caps, assetCode) || Object.hasOwn(passkeyAbove, assetCode);
  const isLimited = Object.keys(passkeyAbove).length > 0 || Object.keys(caps).some((code) => hasLimit(caps, code));
  if (isLimited && !isKnown) return 'currency';
  const isByDay = isKnown && caps[assetCode]?.perSiteDay !== undefined;
  return isByDay && clockAhead > CLOCK_TOLERANCE ? 'clock' : undefined;
}

/**
 * Since when payments count in a limit of the day: since midnight, and for as long as a whole day where the computer is in another time
 * zone than when the limit was set. Whoever moves midnight must not get the day's limit anew.
 */
export function startOfDay({ zone }: SecuritySettings, midnight: number, now: number, zoneNow: string): number {
  return zone === zoneNow ? midnight : Math.min(midnight, now - DAY);
}

/** Tries at the passkey that failed in a row, and until when no other is looked at. On disk, so that a dead worker forgives nothing. */
export interface PasskeyTries {
  readonly failed: number;
  readonly until: number;
}

export const NO_TRIES: PasskeyTries = { failed: 0, until: 0 };

const FREE_TRIES = 5;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 60 * 60_000;

/** After one more failure: from the fifth on there is a wait, twice as long each time, up to an hour. */
export function afterFailure({ failed }: PasskeyTries, now: number): PasskeyTries {
  const count = failed + 1;
  if (count < FREE_TRIES) return { failed: count, until: 0 };
  return { failed: count, until: now + Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(count - FREE_TRIES, 20)) };
}
