import type { Amount } from './amount.ts';
import type { ErrorCode } from './errors.ts';
import type { PaymentState } from './states.ts';

/** What the spending ledger reads of a payment. A `Payment` is one. */
export interface CountedPayment {
  readonly id: string;
  readonly state: PaymentState;
  readonly failure?: { readonly code: ErrorCode };
  readonly approval?: { readonly at: number };
  readonly quote?: { readonly debit: Amount };
  readonly receipt?: { readonly debit: Amount };
  readonly allowanceId?: string;
  readonly intent: { readonly source: { readonly origin?: string } };
}

/** Everything that was approved and did not end unpaid. What was paid in part counts as a whole. */
export function mayHaveMoved({ state, failure }: Pick<CountedPayment, 'state' | 'failure'>): boolean {
  if (state === 'failed') return failure?.code === 'paid-in-part';
  return state !== 'declined' && state !== 'expired';
}
