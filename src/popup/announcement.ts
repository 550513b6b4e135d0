import type { SheetPayment, SheetView } from '../messages/sheet.ts';
import { errorKey } from '../ui/error-words.tsx';
import { formatAmount, formatDecimal } from '../ui/money.ts';
import { walletLabel } from '../ui/wallet-label.ts';
import { say, sayLoosely } from '../ui/words.ts';

/** What a screen reader says when the sheet changes: one sentence for each face. */
export function announcement({ payment }: SheetView): string {
  return payment === undefined ? say('sheet_empty_title') : sentenceFor(payment);
}

function sentenceFor(payment: SheetPayment): string {
  const { face, quote, debitBefore, total, wallet, receipt, failure } = payment;
  switch (face) {
    case 'pricing':
      return say('sheet_status_pricing');
    case 'ready':
      if (quote === undefined) return say('sheet_status_pricing');
      return debitBefore === undefined
        ? say('sheet_status_ready', { amount: formatAmount(quote.debit) })
        : say('sheet_status_rose', { amount: formatAmount(debitBefore), other: formatAmount(quote.debit) });
    case 'link':
      return say('sheet_link_title', { amount: formatDecimal(total) });
    case 'consent':
      return say('sheet_consent_title', { name: wallet === undefined ? say('ui_fact_wallet') : walletLabel(wallet) });
    case 'paying':
      return say('sheet_paying_title', { amount: formatDecimal(total) });
    case 'paid':
      return say('sheet_paid_title', { amount: receipt === undefined ? formatDecimal(total) : formatAmount(receipt.received) });
    case 'checking':
      return `${say('sheet_checking_title')}. ${say('sheet_checking_never')}`;
    case 'declined':
      return say('sheet_declined_title');
    case 'expired':
      return say('sheet_expired_title');
    case 'failed':
      return sayLoosely(errorKey(failure?.code ?? 'internal', 'title'));
  }
}
