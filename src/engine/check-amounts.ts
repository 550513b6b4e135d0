import type { Amount, DecimalAmount } from '../model/amount.ts';
import { amountOf, assetOf, fromDecimal, sameAmount, toDecimal } from '../model/amount.ts';
import { TenderError } from '../model/errors.ts';
import type { Intent } from '../model/intent.ts';
import type { Payable } from '../model/payable.ts';
import type { Quote } from '../model/quote.ts';

/**
 * Compares the page's total with the amount that is due at the payee: the remaining amount or, if a part was paid before, the whole amount.
 * @returns the amount that the payee must receive; undefined if the payee gives no readable amount and only the quote can tell.
 * @throws {TenderError} `amount-open` if nobody gives an amount, `asset-mismatch`, `amount-too-fine`, `malformed-amount` or
 *   `amount-mismatch`. A difference always stops the payment.
 */
export function checkDue(intent: Intent, payable: Payable): Amount | undefined {
  const { total } = intent;
  if (!total) {
    if (payable.payee && !payable.due) throw new TenderError('amount-open');
    return payable.due;
  }
  const asset = payable.payee?.asset ?? (payable.due && assetOf(payable.due));
  if (!asset) return undefined;
  const stated = fromDecimal(total, asset);
  if (!payable.due) return stated;
  const inAll = amountOf(payable.due.value + payable.received.value, assetOf(payable.due));
  if (!sameAmount(stated, payable.due) && !sameAmount(stated, inAll)) throw mismatch(total, payable.due);
  return payable.due;
}

/**
 * Compares the page's total, the payee's due amount and the quote. All must be equal.
 * @throws {TenderError} the errors of `checkDue`, and `quote-mismatch` if the quote delivers another amount than due.
 */
export function checkQuote(intent: Intent, payable: Payable, quote: Quote): void {
  const due = checkDue(intent, payable);
  if (due && !sameAmount(quote.receive, due)) {
    throw new TenderError('quote-mismatch', { params: { stated: amountText(due), actual: amountText(quote.receive) } });
  }
  // The payee is unreadable, so the quote must deliver the page's total.
  const { total } = intent;
  if (total && !due && !sameAmount(fromDecimal(total, assetOf(quote.receive)), quote.receive)) throw mismatch(total, quote.receive);
  if (quote.debit.value <= 0n)
    throw new TenderError('quote-mismatch', { params: { stated: amountText(quote.receive), actual: amountText(quote.debit) } });
}

function mismatch(total: DecimalAmount, actual: Amount): TenderError {
  const stated = `${total.value} ${total.currency}`;
  return new TenderError('amount-mismatch', { params: { stated, actual: amountText(actual) } });
}

function amountText(amount: Amount): string {
  return `${toDecimal(amount)} ${amount.assetCode}`;
}
