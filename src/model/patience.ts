import type { Quote } from './quote.ts';

/** A request that was slow, and a clock that is not the wallet's, are past this long after a quote's end. */
const DEAD_AFTER = 2 * 60_000;
/** The payee's books may be ahead of the payer's for so long. */
const PATIENCE = 10_000;

/** Whether a quote is dead for certain: nothing that was sent with it can move money any more. */
export function isDead({ expiresAt }: Pick<Quote, 'expiresAt'>, now: number): boolean {
  return expiresAt + DEAD_AFTER < now;
}

/**
 * Whether it is too early after `since` (milliseconds since the epoch) to conclude anything from a payer's wallet that says nothing. A clock
 * that was set back to before `since` would keep the time from ending: then it counts as over.
 */
export function isEarly(since: number, now: number): boolean {
  const waited = now - since;
  return waited >= 0 && waited < PATIENCE;
}
