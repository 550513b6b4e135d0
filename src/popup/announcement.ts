import type { SheetFace, SheetPayment, SheetView } from '../messages/sheet.ts';
import { errorKey, readerOf } from '../ui/error-words.tsx';
import { formatAmount, formatDecimal } from '../ui/money.ts';
import { cleanHost } from '../ui/untrusted-text.ts';
import { type PlainKey, say, sayLoosely } from '../ui/words.ts';

/** What a screen reader says when the sheet changes: one sentence for each face. */
export function announcement({ payment }: SheetView): string {
  return payment === undefined ? say('bring_title') : SENTENCES[payment.face](payment);
}

const SENTENCES: Readonly<Record<SheetFace, (payment: SheetPayment) => string>> = {
  pricing: () => say('sheet_status_pricing'),
  ready: readySentence,
  permission: ({ permission }) => say(permission?.kind === 'payee-identity' ? 'sheet_identity_title' : 'sheet_contact_title'),
  link: ({ total }) => say('sheet_link_title', { amount: inWords(total) }),
  consent: ({ wallet }) => say('sheet_consent_title', { name: wallet === undefined ? say('ui_fact_wallet') : cleanHost(wallet.host) }),
  paying: payingSentence,
  paid: paidSentence,
  checking: ({ failure }) => `${say(checkingTitle(failure?.code))}. ${say('sheet_checking_never')}`,
  declined: () => say('sheet_declined_title'),
  expired: () => say('sheet_expired_title'),
  failed: (payment) => sayLoosely(errorKey(payment.failure?.code ?? 'internal', 'title', readerOf(payment))),
};

function paidSentence({ receipt, total, via }: SheetPayment): string {
  const paid = say('sheet_paid_title', { amount: receipt === undefined ? inWords(total) : formatAmount(receipt.received) });
  return receipt?.warning === undefined ? paid : `${paid}. ${sayLoosely(errorKey(receipt.warning.code, 'title', readerOf({ via })))}`;
}

function checkingTitle(code: NonNullable<SheetPayment['failure']>['code'] | undefined): PlainKey {
  return code === 'sender-unknown' ? 'error_sender_unknown_title' : 'sheet_checking_title';
}

function payingSentence({ arrived, total }: SheetPayment): string {
  return arrived === undefined
    ? say('sheet_paying_title', { amount: inWords(total) })
    : say('sheet_arrived', { amount: formatAmount(arrived.amount), other: formatAmount(arrived.of) });
}

function inWords(total: SheetPayment['total']): string {
  return total === undefined ? '' : formatDecimal(total);
}

function readySentence({ quote, debitBefore, digest, payeeMemory, safety }: SheetPayment): string {
  if (quote === undefined || digest === undefined) return say('sheet_status_pricing');
  const amount = formatAmount(quote.debit);
  if (safety?.over !== undefined) return say(safety.over.kind === 'payment' ? 'sheet_over_payment_title' : 'sheet_over_day_title');
  if (payeeMemory?.needsLook === true) return say('sheet_status_look', { amount });
  return debitBefore === undefined
    ? say('sheet_status_ready', { amount })
    : say('sheet_status_rose', { amount: formatAmount(debitBefore), other: amount });
}
