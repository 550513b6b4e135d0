import type { Amount } from './amount.ts';
import type { OwnCaps } from './own-caps.ts';
import { compare } from './own-caps.ts';

/** What the person set for their own safety. Everything is off until set. Loggable; shown in options. */
export interface SafetySettings {
  readonly caps: OwnCaps;
  /** By currency code: above this debit an approval needs the passkey. */
  readonly passkeyAbove: Readonly<Record<string, Amount>>;
  /** After so many minutes without use an approval needs the passkey. */
  readonly lockAfter?: number;
}

export const NOTHING_SET: SafetySettings = { caps: {}, passkeyAbove: {} };

/** Why an approval needs the passkey. */
export type PasskeyReason = 'amount' | 'locked';

/** Whether Tender is locked: it was not used for as long as the person set. */
export function isLocked({ lockAfter }: SafetySettings, usedAt: number | undefined, now: number): boolean {
  return lockAfter !== undefined && (usedAt === undefined || now - usedAt >= lockAfter * 60_000 || usedAt > now);
}

/** Why a payment of this debit needs the passkey now, if it does. */
export function passkeyReason(settings: SafetySettings, debit: Amount, usedAt: number | undefined, now: number): PasskeyReason | undefined {
  if (isLocked(settings, usedAt, now)) return 'locked';
  const { passkeyAbove } = settings;
  const above = Object.hasOwn(passkeyAbove, debit.assetCode) ? passkeyAbove[debit.assetCode] : undefined;
  return above && compare(debit, above) > 0 ? 'amount' : undefined;
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
