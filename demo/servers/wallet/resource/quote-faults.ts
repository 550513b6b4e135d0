import type { Faults } from '../../../faults.ts';
import type { WalletFault } from '../wallet-faults.ts';
import type { RawRequest } from '../../../http/raw-request.ts';
import type { Amount } from '../../../money/amount.ts';

interface Priced {
  readonly debitAmount: Amount;
  readonly receiveAmount: Amount;
}

/** Faults that change a wallet's quote. */
export function withQuoteFaults<View extends Priced>(
  faults: Faults<WalletFault>,
  raw: RawRequest,
  quote: View,
  onRise: (debitAmount: Amount) => void,
): View {
  let result = quote;
  if (faults.take('quote-receive-amount', raw)) result = { ...result, receiveAmount: scaled(quote.receiveAmount, 9n, 10n) };
  if (faults.take('quote-receive-asset', raw)) result = { ...result, receiveAmount: { ...quote.receiveAmount, assetCode: 'EUR' } };
  if (faults.take('quote-debit-rises', raw)) {
    const debitAmount = scaled(quote.debitAmount, 11n, 10n);
    // The payment will have the amounts of this quote.
    onRise(debitAmount);
    result = { ...result, debitAmount };
  }
  return result;
}

function scaled(amount: Amount, numerator: bigint, denominator: bigint): Amount {
  return { ...amount, value: ((BigInt(amount.value) * numerator) / denominator).toString() };
}
