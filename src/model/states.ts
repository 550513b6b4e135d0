/**
 * The states of a payment and the moves between them. Nothing else changes a state.
 *
 * asked → resolved → quoted → approved → [authorizing → authorized] → submitting → sending → completed, with `unsure` beside
 * `submitting` and `sending`. Up to `authorized` no money has moved; from `submitting` on only what both wallets say counts.
 */
const MOVES = {
  /** The request is recorded; nothing is known yet. */
  asked: ['resolved', 'declined', 'expired', 'failed'],
  /** The payee's server said what is due. Also where a payment waits for a wallet to be linked or chosen. */
  resolved: ['quoted', 'declined', 'expired', 'failed'],
  /** The payer's wallet said what it costs. Another wallet leads back to `resolved`; a renewed quote changes no state. */
  quoted: ['resolved', 'approved', 'declined', 'expired', 'failed'],
  /** The user said yes to exactly what the sheet showed. */
  approved: ['authorizing', 'authorized', 'declined', 'expired', 'failed'],
  /** The user is at the wallet's consent page, or on the way back. */
  authorizing: ['authorized', 'declined', 'expired', 'failed'],
  /** The wallet granted the right to pay this quote. */
  authorized: ['submitting', 'declined', 'expired', 'failed'],
  /** The payment's request may be on the wire. Back to `approved` when its allowance was refused before anything moved: the wallet asks then. */
  submitting: ['approved', 'sending', 'unsure', 'completed', 'failed'],
  /** The payer's wallet has the payment; the payee has not got all of it. */
  sending: ['unsure', 'completed', 'failed'],
  /** An answer was lost or is late: both sides are being read. Only proof that nothing happened allows the same request again. */
  unsure: ['submitting', 'sending', 'completed', 'failed'],
  completed: [],
  declined: [],
  expired: [],
  failed: [],
} as const;

export type PaymentState = keyof typeof MOVES;

/** All states, in the order of a good day. */
export const STATES = Object.keys(MOVES) as readonly PaymentState[];

/** Whether a payment may go from one state to the other. */
export function mayMove(from: PaymentState, to: PaymentState): boolean {
  return (MOVES[from] as readonly PaymentState[]).includes(to);
}

/** Nothing more will happen to a payment in this state. */
export function isOver(state: PaymentState): boolean {
  return MOVES[state].length === 0;
}

/** The request may have reached the wallet: reading comes before acting, and the user can no longer decline. */
export function isSubmitted(state: PaymentState): boolean {
  return state === 'submitting' || state === 'sending' || state === 'unsure' || state === 'completed';
}

/** Not over, and no request has been sent: declining is safe. */
export function isDeclinable(state: PaymentState): boolean {
  return mayMove(state, 'declined');
}
