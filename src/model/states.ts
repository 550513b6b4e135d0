/**
 * The states of a payment and the allowed transitions. Nothing else changes a state.
 *
 * asked → resolved → quoted → approved → [authorizing → authorized] → submitting → sending → completed, with `unsure` beside `submitting`
 * and `sending`. Until `authorized` no money has moved; from `submitting` on only the reports of both wallets count.
 */
const MOVES = {
  /** The request is recorded. */
  asked: ['resolved', 'declined', 'expired', 'failed'],
  /** The payee's server gave the due amount. Also while a payment waits for a wallet to be linked or chosen. */
  resolved: ['quoted', 'declined', 'expired', 'failed'],
  /** The payer's wallet gave a quote. Choosing another wallet leads back to `resolved`; a renewed quote does not change the state. */
  quoted: ['resolved', 'approved', 'declined', 'expired', 'failed'],
  /** The user approved exactly what the sheet showed. */
  approved: ['authorizing', 'authorized', 'declined', 'expired', 'failed'],
  /** The consent page is open, or its result is being read. */
  authorizing: ['authorized', 'declined', 'expired', 'failed'],
  /** The wallet granted access for this quote. */
  authorized: ['submitting', 'declined', 'expired', 'failed'],
  /** The request may have been sent. Back to `approved` if its allowance was refused before anything moved: the wallet asks then. */
  submitting: ['approved', 'sending', 'unsure', 'completed', 'failed'],
  /** The payer's wallet has the payment; the payee does not have the whole amount yet. */
  sending: ['unsure', 'completed', 'failed'],
  /** An answer was lost or is late: both sides are being read. Only proof that nothing happened allows the same request again. */
  unsure: ['submitting', 'sending', 'completed', 'failed'],
  completed: [],
  declined: [],
  expired: [],
  failed: [],
} as const;

export type PaymentState = keyof typeof MOVES;

/** All states, in the order of a successful payment. */
export const STATES = Object.keys(MOVES) as readonly PaymentState[];

/** Whether a payment may go from one state to the other. */
export function mayMove(from: PaymentState, to: PaymentState): boolean {
  return (MOVES[from] as readonly PaymentState[]).includes(to);
}

/** Whether the state is final. */
export function isOver(state: PaymentState): boolean {
  return MOVES[state].length === 0;
}

/** Whether the request may have reached the wallet: both sides are read before anything is done, and the user can no longer decline. */
export function isSubmitted(state: PaymentState): boolean {
  return state === 'submitting' || state === 'sending' || state === 'unsure' || state === 'completed';
}

/** Not final, and no request was sent: declining is safe. */
export function isDeclinable(state: PaymentState): boolean {
  return mayMove(state, 'declined');
}
