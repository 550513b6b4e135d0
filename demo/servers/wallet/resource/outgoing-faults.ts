import type { Faults } from '../../../faults.ts';
import type { WalletFault } from '../wallet-faults.ts';
import type { RawRequest } from '../../../http/raw-request.ts';
import type { Amount } from '../../../money/amount.ts';

interface Paid {
  readonly debitAmount: Amount;
  readonly sentAmount: Amount;
}

/**
 * Faults that change a wallet's view of a payment. An existing server answered `sentAmount: 0` for some time after the payee had the whole
 * amount, and permanently under load.
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
