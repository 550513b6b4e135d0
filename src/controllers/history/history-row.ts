import type { HistoryRow } from '../../messages/history.ts';
import { toWire } from '../../model/amount.ts';
import { isCheckingStopped, isReleased } from '../../model/journal.ts';
import { canStopCheckingFrom } from '../../engine/stop-checking.ts';
import { orderHash } from '../../model/order-hash.ts';
import type { Payment } from '../../model/payment.ts';
import { orderItems } from '../../model/payment.ts';
import { quotedFee } from '../../model/receipt.ts';
import { isOver } from '../../model/states.ts';
import { debitView } from '../sheet/debit-view.ts';
import type { Payer } from '../../model/payer-wallet.ts';
import { hostOf, payeeView, sourceView, totalPart } from '../sheet/sheet-view.ts';

/** A payment as the history shows it: everything in it comes from the journal, and nothing of it is secret. */
export async function historyRow(payment: Payment, linked: readonly Payer[]): Promise<HistoryRow> {
  const { id, revision, createdAt, state, history, failure, intent } = payment;
  return {
    id,
    revision,
    createdAt,
    state,
    steps: history,
    isDeletable: isReleased(payment),
    ...sourceView(intent.source),
    ...totalPart(payment),
    items: orderItems(payment).map((item) => ({ ...item, pending: item.pending ?? false })),
    orderHash: await orderHash(intent),
    ...endOf(payment),
    ...checkingOf(payment),
    ...(failure ? { failure } : {}),
    ...payeeOf(payment),
    ...walletOf(payment, linked),
    ...amountsOf(payment),
    ...referencesOf(payment),
    ...evidenceOf(payment),
  };
}

function endOf({ state, history }: Payment): Pick<HistoryRow, 'endedAt'> {
  const end = history.at(-1);
  return isOver(state) && end ? { endedAt: end.at } : {};
}

/** How it stands with the checking of a payment whose end is not known. */
function checkingOf(payment: Payment): Pick<HistoryRow, 'stoppableFrom' | 'stoppedAt'> {
  const from = canStopCheckingFrom(payment);
  if (from !== undefined) return { stoppableFrom: from };
  return isCheckingStopped(payment) && payment.leftAt !== undefined ? { stoppedAt: payment.leftAt } : {};
}

function payeeOf({ payable }: Payment): Pick<HistoryRow, 'payee'> {
  if (!payable) return {};
  const { payee } = payable;
  return { payee: payee ? { ...payeeView(payable), walletAddress: payee.walletAddress } : payeeView(payable) };
}

/** A wallet's id is its address, so a receipt names it also when it is no longer linked. */
function walletOf({ walletId }: Payment, linked: readonly Payer[]): Pick<HistoryRow, 'wallet'> {
  if (walletId === undefined) return {};
  const name = linked.find((wallet) => wallet.id === walletId)?.publicName;
  const wallet = { address: walletId, host: URL.canParse(walletId) ? hostOf(walletId) : walletId };
  return { wallet: name === undefined ? wallet : { ...wallet, name } };
}

type Amounts = 'debit' | 'isDebitMost' | 'approved' | 'warning' | 'received' | 'receive' | 'fee';

function amountsOf(payment: Payment): Pick<HistoryRow, Amounts> {
  const { quote, receipt } = payment;
  const fee = quote && quotedFee(quote);
  // Before the receipt the quote's figures prove a fee; afterwards only what the wallet says was sent does.
  const quoted = quote ? { debit: toWire(quote.debit), ...(fee ? { fee: toWire(fee) } : {}) } : {};
  return {
    ...(debitView(payment) ?? quoted),
    ...(quote ? { receive: toWire(quote.receive) } : {}),
    ...(receipt ? { received: toWire(receipt.received) } : {}),
  };
}

function referencesOf(payment: Payment): Pick<HistoryRow, 'incomingPayment' | 'outgoingPayment'> {
  const { payable, intent, receipt, rail } = payment;
  const incomingPayment = payable?.url ?? (intent.request.kind === 'incomingPayment' ? intent.request.target : undefined);
  // While the payment is under way, its URL stands in what the rail keeps; it is no secret, unlike most of the rest there.
  const outgoingPayment = receipt?.reference ?? (typeof rail?.['outgoing'] === 'string' ? rail['outgoing'] : undefined);
  return { ...(incomingPayment === undefined ? {} : { incomingPayment }), ...(outgoingPayment === undefined ? {} : { outgoingPayment }) };
}

/** Who signed the order, and what proves its payment. */
function evidenceOf({ payable, receipt }: Payment): Pick<HistoryRow, 'signedOrder' | 'evidence'> {
  const order = payable?.order;
  return {
    ...(order ? { signedOrder: { id: order.id, merchant: order.merchant, gateway: order.gateway } } : {}),
    ...(receipt?.evidence ? { evidence: receipt.evidence } : {}),
  };
}
