import type { SheetFace, SheetPayment, SheetQuote, SheetWallet } from '../messages/sheet.ts';
import { amountOf, assetOf, toWire } from '../payments/amount.ts';
import type { Source } from '../payments/intent.ts';
import { isFromPage } from '../payments/intent.ts';
import type { Payment } from '../payments/payment.ts';
import { orderTotal } from '../payments/payment.ts';
import { quotedFee } from '../payments/receipt.ts';
import type { PaymentState } from '../payments/states.ts';
import { needsLook } from '../payments/approving.ts';
import { debitView } from './debit-view.ts';
import { memoryView } from './memory-view.ts';
import { isOver } from '../payments/states.ts';
import { deliveredSoFar } from '../rails/invoice/state.ts';
import { isWorthStartingOver } from './page-answers.ts';
import type { Payer } from './payers.ts';

const FACES: Record<PaymentState, SheetFace> = {
  asked: 'pricing',
  resolved: 'pricing',
  quoted: 'ready',
  approved: 'consent',
  authorizing: 'consent',
  authorized: 'paying',
  submitting: 'paying',
  sending: 'paying',
  unsure: 'checking',
  completed: 'paid',
  declined: 'declined',
  expired: 'expired',
  failed: 'failed',
};

/** What the sheet shows of a payment. Everything that the approval is bound to comes from the same stored payment as its digest. */
export function sheetView(payment: Payment, payers: readonly Payer[], retriable: boolean): SheetPayment {
  const { intent, payable, failure } = payment;
  const wallets = payers.map(walletView);
  const wallet = wallets.find(({ id }) => id === payment.walletId) ?? (payment.walletId === undefined ? wallets[0] : undefined);
  const permission = permissionOf(payment);
  const waitsForWallet = payment.state === 'resolved' && wallets.length === 0;
  return {
    paymentId: payment.id,
    face: waitsForWallet ? 'link' : faceOf(payment),
    ...(permission ? { permission } : {}),
    ...sourceView(intent.source),
    subject: subjectOf(payment),
    ...totalPart(payment),
    items: intent.items.map((item) => ({ ...item, pending: item.pending ?? false })),
    wallets,
    retriable,
    ...(!retriable && isWorthStartingOver(payment) ? { startOver: true as const } : {}),
    ...(payable ? { payee: payeeView(payable), ...progressPart(payable) } : {}),
    ...memoryPart(payment),
    ...(wallet ? { wallet } : {}),
    ...pricePart(payment),
    ...waitPart(payment),
    ...(payers.some(({ id, isUplink }) => isUplink === true && id === payment.quote?.walletId) ? { isDebitMost: true as const } : {}),
    ...arrivedPart(payment),
    ...(payment.allowanceId === undefined ? {} : { underAllowance: true }),
    ...(failure ? { failure } : {}),
    ...receiptPart(payment),
  };
}

/** What the payee says about the thing to pay itself. */
function progressPart({ description, received }: NonNullable<Payment['payable']>): Pick<SheetPayment, 'description' | 'receivedBefore'> {
  return {
    ...(description === undefined ? {} : { description }),
    ...(received.value > 0n ? { receivedBefore: toWire(received) } : {}),
  };
}

/** How much of what is on its way is known to have arrived. */
function arrivedPart({ rail, quote, payable, state }: Payment): Pick<SheetPayment, 'arrived'> {
  const delivered = isOver(state) || !quote || !payable ? undefined : deliveredSoFar(rail);
  if (delivered === undefined || !quote || !payable) return {};
  const asset = assetOf(quote.receive);
  const before = payable.received.value;
  return { arrived: { amount: toWire(amountOf(before + delivered, asset)), of: toWire(amountOf(before + quote.receive.value, asset)) } };
}

/** The price, and what a yes to it is bound to while one can be given. */
function pricePart({ state, intent, quote, debitBefore, digest }: Payment): Pick<SheetPayment, 'quote' | 'debitBefore' | 'digest'> {
  return {
    ...(quote ? { quote: quoteView(quote) } : {}),
    ...(debitBefore ? { debitBefore: toWire(debitBefore) } : {}),
    ...(state === 'quoted' && digest !== undefined && !intent.pending ? { digest } : {}),
  };
}

function receiptPart(payment: Payment): Pick<SheetPayment, 'receipt'> {
  const { receipt } = payment;
  const debit = debitView(payment);
  return receipt && debit ? { receipt: { received: toWire(receipt.received), at: receipt.at, ...debit } } : {};
}

/** Since when the price is awaited: from the request on, or from the choice of another wallet. */
function waitPart({ state, history, createdAt, walletId }: Payment): Pick<SheetPayment, 'pricingSince'> {
  if (FACES[state] !== 'pricing') return {};
  const chosen = history.findLast((step) => step.state === 'resolved' && walletId !== undefined)?.at;
  return { pricingSince: chosen ?? createdAt };
}

/** Nobody waits for the wallet's page when the person is back from it, nor under an allowance. */
function faceOf(payment: Payment): SheetFace {
  const { state, returnUrl, allowanceId } = payment;
  const face = permissionOf(payment) ? 'permission' : FACES[state];
  return returnUrl !== undefined || (face === 'consent' && allowanceId !== undefined) ? 'paying' : face;
}

/** The press that it waits for, while it can still be given. */
function permissionOf({ state, awaits }: Payment): Payment['awaits'] {
  return state === 'asked' || state === 'resolved' ? awaits : undefined;
}

/** What past payments say, while it still matters. */
function memoryPart(payment: Payment): Pick<SheetPayment, 'payeeMemory'> {
  const { state, intent, payable, memory } = payment;
  if (!payable || !memory || (FACES[state] !== 'pricing' && FACES[state] !== 'ready')) return {};
  return { payeeMemory: { ...memoryView(memory, intent.source.origin, payable), needsLook: needsLook(payment) } };
}

/** A host as it is safe to show: the URL parser has turned every non-ASCII name into its punycode form. */
export function hostOf(url: string): string {
  return new URL(url).host;
}

/** The page that asked, by its host, or how the person came to it. */
export function sourceView(source: Source): Pick<SheetPayment, 'shop' | 'via'> {
  if (!isFromPage(source)) return { via: source.via, ...(source.origin === undefined ? {} : { shop: { host: hostOf(source.origin) } }) };
  const { origin, topOrigin } = source;
  const host = hostOf(origin);
  return { shop: topOrigin === origin ? { host } : { host, frameOf: hostOf(topOrigin) } };
}

function subjectOf({ intent: { source, request } }: Payment): SheetPayment['subject'] {
  if (isFromPage(source)) return 'order';
  return request.kind === 'walletAddress' ? 'person' : 'invoice';
}

/** What the order is about. */
export function totalPart(payment: Payment): Pick<SheetPayment, 'total'> {
  const total = orderTotal(payment);
  return total ? { total } : {};
}

/** Who is paid, as far as the payee's own server says it. */
export function payeeView({
  url,
  payee,
  knowsPayer,
  isSubjectElsewhere,
}: NonNullable<Payment['payable']>): NonNullable<SheetPayment['payee']> {
  const knows = knowsPayer ? { knowsYou: knowsPayer } : {};
  if (!payee) return { host: hostOf(url), verified: false, ...knows };
  const elsewhere = isSubjectElsewhere ? { saidBy: hostOf(url) } : {};
  const view = { host: hostOf(payee.walletAddress), verified: true, ...knows, ...elsewhere };
  return payee.publicName === undefined ? view : { ...view, name: payee.publicName };
}

function walletView({ id, address, publicName, asset }: Payer): SheetWallet {
  const view = { id, address, host: hostOf(address), asset };
  return publicName === undefined ? view : { ...view, name: publicName };
}

function quoteView(quote: NonNullable<Payment['quote']>): SheetQuote {
  const { debit, receive, expiresAt } = quote;
  const fee = quotedFee(quote);
  return { debit: toWire(debit), receive: toWire(receive), expiresAt, ...(fee ? { fee: toWire(fee) } : {}) };
}
