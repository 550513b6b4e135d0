import type { SheetReceipt } from '../../messages/sheet.ts';
import type { Amount } from '../../model/amount.ts';
import { toDecimal, toWire } from '../../model/amount.ts';
import type { Payment } from '../../model/payment.ts';
import type { PaymentState } from '../../model/states.ts';
import { approvedDebit, feeOf } from '../../model/receipt.ts';

/** What a receipt says of the money that left the payer's account, in the sheet and in the history. */
export function debitView(
  payment: Pick<Payment, 'state' | 'quote' | 'receipt'>,
): Pick<SheetReceipt, 'debit' | 'isDebitMost' | 'approved' | 'warning' | 'fee'> | undefined {
  const { state, quote, receipt } = payment;
  if (!receipt) return undefined;
  const { debit, sent, isDebitMost } = receipt;
  const fee = quote && !isDebitMost ? feeOf(debit, sent, quote) : undefined;
  return {
    debit: toWire(debit),
    ...(isDebitMost ? { isDebitMost } : {}),
    ...warningPart(state, approvedDebit(payment), debit),
    ...(fee ? { fee: toWire(fee) } : {}),
  };
}

function warningPart(state: PaymentState, approved: Amount | undefined, debit: Amount): Pick<SheetReceipt, 'approved' | 'warning'> {
  if (!approved) return {};
  const params = { stated: named(approved), actual: named(debit) };
  return { approved: toWire(approved), warning: { code: state === 'completed' ? 'debited-more' : 'part-debited-more', params } };
}

function named(amount: Amount): string {
  return `${toDecimal(amount)} ${amount.assetCode}`;
}
