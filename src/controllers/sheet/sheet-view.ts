import type { SheetFace, SheetPayment, SheetPaymentOn, SheetQuote, SheetState, SheetWallet } from '../../messages/sheet.ts';
import { amountOf, assetOf, toWire } from '../../model/amount.ts';
import type { Source } from '../../model/intent.ts';
import { isFromPage } from '../../model/intent.ts';
import type { Payment } from '../../model/payment.ts';
import { orderTotal } from '../../model/payment.ts';
import type { OfferedPayable, OfferedPrice, PartialOffer } from '../../model/offer.ts';
import { partialOfferOf } from '../../model/offer.ts';
import { pendingReturn } from '../../model/shop-return.ts';
import type { SignedOrder } from '../../model/signed-order.ts';
import type { PaymentState } from '../../model/states.ts';
import { needsConfirmation } from '../../engine/approve.ts';
import { debitView } from './debit-view.ts';
import { memoryView } from './payee-memory-view.ts';
import { isWorthStartingOver } from '../checkout/page-answers.ts';
import type { Payer } from '../../model/payer-wallet.ts';

/** The screens that follow from the state alone. */
type StateFace = Exclude<SheetFace, 'link' | 'permission'>;

const FACES: Record<PaymentState, StateFace> = {
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

/** What the payment alone does not say. */
export interface SheetFacts {
  /** Whether trying again, or another wallet, makes sense. */
  readonly retriable: boolean;
  /** How much is known to have arrived while it is under way, in the payee's smallest units: see `Rail.arrived`. */
  readonly arrived?: bigint | undefined;
}

/** What the sheet shows of a payment. Everything that the approval is bound to comes from the same stored payment as its digest. */
export function sheetView(payment: Payment, payers: readonly Payer[], { retriable, arrived }: SheetFacts): SheetPayment {
  const { failure } = payment;
  const offer = partialOfferOf(payment);
  const wallets = payers.map(walletView);
  const wallet = wallets.find(({ id }) => id === payment.walletId) ?? (payment.walletId === undefined ? wallets[0] : undefined);
  const waitsForWallet = payment.state === 'resolved' && wallets.length === 0;
  return {
    paymentId: payment.id,
    ...sourceView(offer.source),
    ...(offer.isPractice ? { isPractice: offer.isPractice } : {}),
    subject: subjectOf(payment),
    ...(offer.total ? { total: offer.total } : {}),
    items: offer.items.map((item) => ({ ...item, pending: item.pending ?? false })),
    wallets,
    retriable,
    ...(!retriable && isWorthStartingOver(payment) ? { startOver: true as const } : {}),
    ...(offer.payable ? payablePart(offer.payable) : {}),
    ...(wallet ? { wallet } : {}),
    ...pricePart(payment, offer),
    ...(failure ? { failure } : {}),
    ...(waitsForWallet ? { face: 'link' } : statePart(payment, offer, arrived)),
  };
}

/** What the screen of the payment's state has besides. */
function statePart(payment: Payment, offer: PartialOffer, delivered: bigint | undefined): SheetState {
  const permission = permissionOf(payment);
  if (permission) return { face: 'permission', permission };
  const face = faceOf(payment);
  switch (face) {
    case 'pricing':
      return { face, pricingSince: pricingSince(payment), ...memoryPart(payment, offer) };
    case 'ready':
      return { face, ...memoryPart(payment, offer), ...readyPart(payment) };
    case 'paying':
      return { face, underAllowance: payment.allowanceId !== undefined, ...arrivedPart(payment, delivered) };
    case 'checking':
      return { face, ...arrivedPart(payment, delivered) };
    case 'paid':
      return { face, ...receiptPart(payment), ...returnPart(payment) };
    case 'failed':
      return { face, ...receiptPart(payment) };
    case 'declined':
      return { face, ...returnPart(payment) };
    default:
      return { face };
  }
}

/** Who is paid, and what the payee says about the thing to pay itself. */
function payablePart(payable: OfferedPayable): Pick<SheetPayment, 'payee' | 'signedOrder' | 'description' | 'receivedBefore'> {
  const { description, receivedBefore, order } = payable;
  return {
    payee: payeeView(payable),
    ...(order ? { signedOrder: signedOrderView(order) } : {}),
    ...(description === undefined ? {} : { description }),
    ...(receivedBefore ? { receivedBefore: toWire(receivedBefore) } : {}),
  };
}

/** Who signed and who is paid; the items and the total are shown as those of any order. */
function signedOrderView({ total: _total, items: _items, ...order }: SignedOrder): NonNullable<SheetPayment['signedOrder']> {
  return order;
}

/** How much of what is on its way is known to have arrived. */
function arrivedPart({ quote, payable }: Payment, delivered: bigint | undefined): Pick<SheetPaymentOn<'paying'>, 'arrived'> {
  if (delivered === undefined || !quote || !payable) return {};
  const asset = assetOf(quote.receive);
  const before = payable.received.value;
  return { arrived: { amount: toWire(amountOf(before + delivered, asset)), of: toWire(amountOf(before + quote.receive.value, asset)) } };
}

/** The price. */
function pricePart({ quote }: Payment, { price }: PartialOffer): Pick<SheetPayment, 'quote' | 'isDebitMost'> {
  return {
    ...(price && quote ? { quote: quoteView(price, quote.expiresAt) } : {}),
    ...(price?.isDebitMost ? { isDebitMost: price.isDebitMost } : {}),
  };
}

/** The digest that an approval names, while one can be given, and the price before. */
function readyPart({ intent, debitBefore, digest }: Payment): Pick<SheetPaymentOn<'ready'>, 'debitBefore' | 'digest'> {
  return {
    ...(debitBefore ? { debitBefore: toWire(debitBefore) } : {}),
    ...(digest !== undefined && !intent.pending ? { digest } : {}),
  };
}

function receiptPart(payment: Payment): Pick<SheetPaymentOn<'paid'>, 'receipt'> {
  const { receipt } = payment;
  const debit = debitView(payment);
  return receipt && debit ? { receipt: { received: toWire(receipt.received), at: receipt.at, ...debit } } : {};
}

/** The host that needs the user's press. */
export function returnPart(payment: Payment): Pick<SheetPaymentOn<'paid'>, 'returnHost'> {
  const target = pendingReturn(payment);
  return target && !target.isMerchants ? { returnHost: target.host } : {};
}

/** Since when the price is awaited: from the request on, or from the choice of another wallet. */
function pricingSince({ history, createdAt, walletId }: Payment): number {
  return history.findLast((step) => step.state === 'resolved' && walletId !== undefined)?.at ?? createdAt;
}

/** Nobody waits for the wallet's page when the user is back from it, nor under an allowance. */
function faceOf({ state, returnUrl, allowanceId }: Payment): StateFace {
  const face = FACES[state];
  return returnUrl !== undefined || (face === 'consent' && allowanceId !== undefined) ? 'paying' : face;
}

/** The press that it waits for, while it can still be given. */
function permissionOf({ state, awaits }: Payment): Payment['awaits'] {
  return state === 'asked' || state === 'resolved' ? awaits : undefined;
}

/** What past payments say, while it still matters. */
function memoryPart(payment: Payment, { source, payable, memory }: PartialOffer): Pick<SheetPaymentOn<'ready'>, 'payeeMemory'> {
  if (!payable || !memory) return {};
  return { payeeMemory: { ...memoryView(memory, source.origin, payable), needsConfirmation: needsConfirmation(payment) } };
}

/** A host as it is safe to show: the URL parser has turned every non-ASCII name into its punycode form. */
export function hostOf(url: string): string {
  return new URL(url).host;
}

/** The page that asked, by its host, or how the user came to it. */
export function sourceView(source: Source): Pick<SheetPayment, 'shop' | 'via'> {
  if (!isFromPage(source)) return { via: source.via, ...(source.origin === undefined ? {} : { shop: { host: hostOf(source.origin) } }) };
  const { origin, topOrigin } = source;
  const host = hostOf(origin);
  return { shop: topOrigin === origin ? { host } : { host, frameOf: hostOf(topOrigin) } };
}

function subjectOf({ intent: { source, request }, payable, isPractice }: Payment): SheetPayment['subject'] {
  if (isFromPage(source) || isPractice || payable?.order) return 'order';
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
}: Pick<OfferedPayable, 'url' | 'payee' | 'knowsPayer' | 'isSubjectElsewhere'>): NonNullable<SheetPayment['payee']> {
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

function quoteView({ debit, receive, fee }: OfferedPrice, expiresAt: number): SheetQuote {
  return { debit: toWire(debit), receive: toWire(receive), expiresAt, ...(fee ? { fee: toWire(fee) } : {}) };
}
