import type { Faults } from '../../../faults.ts';
import type { WalletFault } from '../wallet-faults.ts';
import type { RawRequest } from '../../../http/raw-request.ts';
import type { Amount } from '../../../money/amount.ts';

interface Paid {
  readonly debitAmount: Amount;
  readonly sentAmount: Amount;
}

/**
 * The faults by which a wallet says something else of a payment than it did. A server of the field was seen to answer `sentAmount: 0` for
 * a while after the payee had everything, and for good where it was under load.
 */
export function withOutgoingFaults<View extends Paid>(faults: Faults<WalletFault>, raw: RawRequest, payment: View): View {
  let result = payment;
  if (faults.take('sent-amount-zero', raw)) result = { ...result, sentAmount: { ...result.sentAmount, value: '0' } };
  if (faults.take('debit-beyond-quote', raw)) {
    const value = ((BigInt(result.debitAmount.value) * 11n) / 10n).toString();
    result = { ...result, debitAmount: { ...result.debitAmount, value } };
  }
  return result;
}
