import type { Amount, DecimalAmount } from '../model/amount.ts';
import { amountOf, assetOf, fromDecimal, sameAmount, toDecimal } from '../model/amount.ts';
import { TenderError } from '../model/errors.ts';
import type { Intent } from '../model/intent.ts';
import type { Payable } from '../model/payable.ts';
import type { Quote } from '../model/quote.ts';

/**
 * Holds the stated total against what the payee's server says is due: what is left, or, where a part was paid before, what was due in all.
 * @returns what the payee must receive, or nothing where the payee left the amount open or unreadable and only the quote can tell.
 * @throws {TenderError} `amount-open` where nobody says how much, `asset-mismatch`, `amount-too-fine`, `malformed-amount` or `amount-mismatch`. A difference is a stop, never a warning.
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
 * Holds page total, payee's due and quote against each other: all agree, or nothing happens.
 * @throws {TenderError} as `agreeOnDue`, and `quote-mismatch` when the quote would deliver anything but what is due.
 */
export function checkQuote(intent: Intent, payable: Payable, quote: Quote): void {
  const due = checkDue(intent, payable);
  if (due && !sameAmount(quote.receive, due)) {
    throw new TenderError('quote-mismatch', { params: { stated: named(due), actual: named(quote.receive) } });
  }
  // An unreadable payee: then the quote is the only witness, and the stated total must be what it says.
  const { total } = intent;
  if (total && !due && !sameAmount(fromDecimal(total, assetOf(quote.receive)), quote.receive)) throw mismatch(total, quote.receive);
  if (quote.debit.value <= 0n)
    throw new TenderError('quote-mismatch', { params: { stated: named(quote.receive), actual: named(quote.debit) } });
}

function mismatch(total: DecimalAmount, actual: Amount): TenderError {
  const stated = `${total.value} ${total.currency}`;
  return new TenderError('amount-mismatch', { params: { stated, actual: named(actual) } });
}

function named(amount: Amount): string {
  return `${toDecimal(amount)} ${amount.assetCode}`;
}
