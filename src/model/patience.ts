import type { Quote } from './quote.ts';

/** Milliseconds after a quote's expiry that cover slow requests and clock differences. */
const DEAD_AFTER = 2 * 60_000;
/** Milliseconds for which the payee's ledger may be ahead of the payer's. */
const LEDGER_LAG = 10_000;

/** Whether a quote has certainly expired: no request with it can move money any more. */
export function isDead({ expiresAt }: Pick<Quote, 'expiresAt'>, now: number): boolean {
  return expiresAt + DEAD_AFTER < now;
}

/**
 * Whether it is too early after `since` (milliseconds since the epoch) to conclude anything from a payer's wallet that reports nothing. If
 * the clock was set back to before `since`, the time counts as over.
 */
export function isEarly(since: number, now: number): boolean {
  const waited = now - since;
  return waited >= 0 && waited < LEDGER_LAG;
}
