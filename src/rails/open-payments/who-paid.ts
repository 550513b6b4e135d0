import type { RailPayment } from '../../model/rail.ts';
import { isAllSent } from '../../model/receipt.ts';
import type { PayerSide } from './payer-side.ts';
import { readState } from './state.ts';

/**
 * Whose money it was that the payee has got.
 * - `ours`: proven. `sent` of the payer's side is all that was sent.
 * - `ours-unproven-sum`: ours, and the wallet does not say how much it sent.
 * - `others`: nothing has left the payer's wallet, which is final once nothing of ours can be on its way any more.
 * - `not-known`: nothing proves either.
 */
export type WhoPaid = 'ours' | 'ours-unproven-sum' | 'others' | 'not-known';

/**
 * Judges by what the payer's wallet says, once the payee has what was due. `failed: false, sentAmount: 0` is what servers of the field answer
 * for a payment that is not settled, for one that found its payee paid already, and now and then for one that did pay: it proves nothing.
 * The table stands in `README.md` beside this file.
 * @param payer the payer's side, read after the payee had what was due.
 * @param isUnspent true where the wallet says that the payment's own grant has spent nothing.
 */
export function whoPaid(payer: PayerSide, payment: RailPayment, isUnspent: boolean): WhoPaid {
  if (payer.kind === 'absent' && payer.surely) return 'others';
  if (payer.kind === 'found') {
    const { debit, sent, failed, isSumOpen = false } = payer;
    const isSomeSent = isSumOpen || sent.value > 0n;
    // What failed may have stopped half-way, and somebody else have paid the rest.
    if (isSomeSent && (failed || isSumOpen)) return 'ours-unproven-sum';
    if (isAllSent(debit, sent, payment.quote)) return 'ours';
    if (isSomeSent) return 'ours-unproven-sum';
    if (failed || isUnspent) return 'others';
  }
  return isOwnPayable(payment) && payer.kind === 'found' ? 'ours-unproven-sum' : 'not-known';
}

/** An incoming payment that we made at the payee's for this payment alone: nobody else was told of it. */
export function isOwnPayable({ payable, state }: RailPayment): boolean {
  return readState(state).incomingPayment === payable.url;
}
