import type { Amount } from '../model/amount.ts';
import type { SpendingLimits } from './spending-limits.ts';
import { compare, hasLimit } from './spending-limits.ts';
import type { Quote } from '../model/quote.ts';

/** The user's security settings. All are off by default. Loggable; shown in the options. */
export interface SecuritySettings {
  readonly caps: SpendingLimits;
  /** By currency code: a higher debit needs the passkey. */
  readonly passkeyAbove: Readonly<Record<string, Amount>>;
  /** After this many minutes without use, and when the browser starts, an approval needs the passkey. */
  readonly lockAfter?: number;
  /** IANA name of the time zone in which the settings were saved. */
  readonly zone?: string;
}

export const NO_SETTINGS: SecuritySettings = { caps: {}, passkeyAbove: {} };

/**
 * Why an approval needs the passkey: the amount; no use for too long; a currency without limits; or a clock ahead of the wallet's, so that
 * the day of a limit might end too early.
 */
export type PasskeyReason = 'amount' | 'locked' | 'currency' | 'clock';

/** Milliseconds of clock difference that are common. */
const CLOCK_TOLERANCE = 10 * 60_000;

const DAY = 24 * 60 * 60_000;

/** Whether the extension is locked because it was not used for the set time. */
export function isLocked({ lockAfter }: SecuritySettings, usedAt: number | undefined, now: number): boolean {
  return lockAfter !== undefined && (usedAt === undefined || now - usedAt >= lockAfter * 60_000 || usedAt > now);
}

/** Why a payment of this debit needs the passkey now; undefined if it does not. */
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

/** Why a payment needs the passkey because no setting can be compared with it; undefined if it does not. */
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
 * Time from which payments count in a daily limit: local midnight, or 24 hours ago if the computer is in another time zone than when the
 * limit was set. Changing the time zone must not restore the limit.
 */
export function startOfDay({ zone }: SecuritySettings, midnight: number, now: number, zoneNow: string): number {
  return zone === zoneNow ? midnight : Math.min(midnight, now - DAY);
}

/**
 * Number of failed passkey attempts in a row, and the time until which no other attempt is accepted. Stored, so that a new worker does not
 * reset it.
 */
export interface PasskeyTries {
  readonly failed: number;
  readonly until: number;
}

export const NO_TRIES: PasskeyTries = { failed: 0, until: 0 };

const FREE_TRIES = 5;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 60 * 60_000;

/** Counts a failure: from the fifth on, each one doubles the wait, up to an hour. */
export function afterFailure({ failed }: PasskeyTries, now: number): PasskeyTries {
  const count = failed + 1;
  if (count < FREE_TRIES) return { failed: count, until: 0 };
  return { failed: count, until: now + Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(count - FREE_TRIES, 20)) };
}
