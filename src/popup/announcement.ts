import type { SheetFace, SheetPayment, SheetView } from '../messages/sheet.ts';
import { errorKey, readerOf } from '../ui/error-words.tsx';
import { checkingTitle } from '../ui/checking-text.ts';
import { formatAmount, formatDecimal } from '../ui/money.ts';
import { cleanHost } from '../ui/untrusted-text.ts';
import { t, tLoosely } from '../ui/i18n.ts';

/** The sentence for screen readers when the sheet's screen changes. */
export function announcement({ payment }: SheetView): string {
  if (payment === undefined) return t('bring_title');
  const sentence = SENTENCES[payment.face](payment);
  return payment.isPractice ? `${t('sheet_practice_title')}. ${sentence}` : sentence;
}

const SENTENCES: Readonly<Record<SheetFace, (payment: SheetPayment) => string>> = {
  pricing: () => t('sheet_status_pricing'),
  ready: readySentence,
  permission: ({ permission }) => t(permission?.kind === 'payee-identity' ? 'sheet_identity_title' : 'sheet_contact_title'),
  link: ({ total }) => t('sheet_link_title', { amount: inWords(total) }),
  consent: ({ wallet }) => t('sheet_consent_title', { name: wallet === undefined ? t('ui_fact_wallet') : cleanHost(wallet.host) }),
  paying: payingSentence,
  paid: paidSentence,
  checking: ({ failure }) => `${t(checkingTitle(failure?.code))}. ${t('sheet_checking_never')}`,
  declined: () => t('sheet_declined_title'),
  expired: () => t('sheet_expired_title'),
  failed: (payment) => tLoosely(errorKey(payment.failure?.code ?? 'internal', 'title', readerOf(payment))),
};

function paidSentence({ receipt, total, via }: SheetPayment): string {
  const paid = t('sheet_paid_title', { amount: receipt === undefined ? inWords(total) : formatAmount(receipt.received) });
  return receipt?.warning === undefined ? paid : `${paid}. ${tLoosely(errorKey(receipt.warning.code, 'title', readerOf({ via })))}`;
}

function payingSentence({ arrived, total }: SheetPayment): string {
  return arrived === undefined
    ? t('sheet_paying_title', { amount: inWords(total) })
    : t('sheet_arrived', { amount: formatAmount(arrived.amount), other: formatAmount(arrived.of) });
}

function inWords(total: SheetPayment['total']): string {
  return total === undefined ? '' : formatDecimal(total);
}

function readySentence({ quote, debitBefore, digest, payeeMemory, safety }: SheetPayment): string {
  if (quote === undefined || digest === undefined) return t('sheet_status_pricing');
  const amount = formatAmount(quote.debit);
  if (safety?.over !== undefined) return t(safety.over.kind === 'payment' ? 'sheet_over_payment_title' : 'sheet_over_day_title');
  if (payeeMemory?.needsConfirmation === true) return t('sheet_status_look', { amount });
  return debitBefore === undefined
    ? t('sheet_status_ready', { amount })
    : t('sheet_status_rose', { amount: formatAmount(debitBefore), other: amount });
}
