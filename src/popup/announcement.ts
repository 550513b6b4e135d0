import type { SheetPayment, SheetPaymentOn, SheetView } from '../messages/sheet.ts';
import { errorKey, readerOf } from '../ui/error-words.tsx';
import { checkingTitle } from '../ui/checking-text.ts';
import { formatAmount, formatDecimal } from '../ui/money.ts';
import { cleanHost } from '../ui/untrusted-text.ts';
import { t, tLoosely } from '../ui/i18n.ts';

/** The sentence for screen readers when the sheet's screen changes. */
export function announcement({ payment }: SheetView): string {
  if (payment === undefined) return t('bring_title');
  const sentence = sentenceOf(payment);
  return payment.isPractice ? `${t('sheet_practice_title')}. ${sentence}` : sentence;
}

function sentenceOf(payment: SheetPayment): string {
  switch (payment.face) {
    case 'pricing':
      return t('sheet_status_pricing');
    case 'ready':
      return readySentence(payment);
    case 'permission':
      return t(payment.permission.kind === 'payee-identity' ? 'sheet_identity_title' : 'sheet_contact_title');
    case 'link':
      return t('sheet_link_title', { amount: inWords(payment.total) });
    case 'consent':
      return consentSentence(payment);
    case 'paying':
      return payingSentence(payment);
    case 'paid':
      return paidSentence(payment);
    case 'checking':
      return `${t(checkingTitle(payment.failure?.code))}. ${t('sheet_checking_never')}`;
    case 'declined':
      return t('sheet_declined_title');
    case 'expired':
      return t('sheet_expired_title');
    case 'failed':
      return failedSentence(payment);
  }
}

function consentSentence({ wallet }: SheetPaymentOn<'consent'>): string {
  return t('sheet_consent_title', { name: wallet === undefined ? t('ui_fact_wallet') : cleanHost(wallet.host) });
}

function failedSentence(payment: SheetPaymentOn<'failed'>): string {
  return tLoosely(errorKey(payment.failure?.code ?? 'internal', 'title', readerOf(payment)));
}

function paidSentence({ receipt, total, via }: SheetPaymentOn<'paid'>): string {
  const paid = t('sheet_paid_title', { amount: receipt === undefined ? inWords(total) : formatAmount(receipt.received) });
  return receipt?.warning === undefined ? paid : `${paid}. ${tLoosely(errorKey(receipt.warning.code, 'title', readerOf({ via })))}`;
}

function payingSentence({ arrived, total }: SheetPaymentOn<'paying'>): string {
  return arrived === undefined
    ? t('sheet_paying_title', { amount: inWords(total) })
    : t('sheet_arrived', { amount: formatAmount(arrived.amount), other: formatAmount(arrived.of) });
}

function inWords(total: SheetPayment['total']): string {
  return total === undefined ? '' : formatDecimal(total);
}

function readySentence({ quote, debitBefore, digest, payeeMemory, safety }: SheetPaymentOn<'ready'>): string {
  if (quote === undefined || digest === undefined) return t('sheet_status_pricing');
  const amount = formatAmount(quote.debit);
  if (safety?.over !== undefined) return t(safety.over.kind === 'payment' ? 'sheet_over_payment_title' : 'sheet_over_day_title');
  if (payeeMemory?.needsConfirmation === true) return t('sheet_status_look', { amount });
  return debitBefore === undefined
    ? t('sheet_status_ready', { amount })
    : t('sheet_status_rose', { amount: formatAmount(debitBefore), other: amount });
}
