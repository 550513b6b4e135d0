import type { RailPayment } from '../../model/rail.ts';
import { isAllSent } from '../../model/receipt.ts';
import type { PayerSide } from './payer-side.ts';
import { readState } from './state.ts';

/**
 * Who sent the money that the payee has received.
 * - `ours`: proven to be this payment. `sent` of the payer's side is the total that was sent.
 * - `ours-unproven-sum`: this payment, but the wallet does not report the amount that was sent.
 * - `others`: nothing has left the payer's wallet. Final when this payment can no longer send money.
 * - `not-known`: no proof for either.
 */
export type WhoPaid = 'ours' | 'ours-unproven-sum' | 'others' | 'not-known';

/**
 * Decides by the payer's wallet, after the payee has the due amount. Servers in use answer `failed: false, sentAmount: 0` for a payment
 * that is not finished, for one whose payee was paid already, and sometimes for one that did pay: it proves nothing. `README.md` in this
 * folder has the full table.
 * @param payer the payer's side, read after the payee had the due amount.
 * @param isUnspent true if the wallet says that nothing was spent under the payment's own grant.
 */
export function whoPaid(payer: PayerSide, payment: RailPayment, isUnspent: boolean): WhoPaid {
  if (payer.kind === 'absent' && payer.surely) return 'others';
  if (payer.kind === 'found') {
    const { debit, sent, failed, isSumOpen = false } = payer;
    const isSomeSent = isSumOpen || sent.value > 0n;
    // A failed payment may have sent a part, and another payer the rest.
    if (isSomeSent && (failed || isSumOpen)) return 'ours-unproven-sum';
    if (isAllSent(debit, sent, payment.quote)) return 'ours';
    if (isSomeSent) return 'ours-unproven-sum';
    if (failed || isUnspent) return 'others';
  }
  return isOwnPayable(payment) && payer.kind === 'found' ? 'ours-unproven-sum' : 'not-known';
}

/** Whether we created the incoming payment for this payment only: then no other payer knows it. */
export function isOwnPayable({ payable, state }: RailPayment): boolean {
  return readState(state).incomingPayment === payable.url;
}
