import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { RawRequest } from '../../../http/raw-request.ts';
import { amountSchema, sameAsset, type Amount } from '../../../money/amount.ts';
import type { Account } from '../accounts.ts';
import { ledgerIds } from '../../../money/ledger-ids.ts';
import { isWithin, spentUnder } from '../auth/limits.ts';
import { ResourceError } from '../errors.ts';
import type { QuoteRecord } from '../resource/resource-store.ts';
import { requirePermission, type Permission } from '../resource/token-check.ts';
import { requireAccount } from '../resource/validation.ts';
import { debitedOf, reserveDebit } from '../settlement.ts';
import type { WalletContext } from '../wallet-context.ts';
import type { Invoice } from './invoice-reader.ts';
import type { InvoicePaymentRecord, KeyOwner } from './issuer-store.ts';
import { withOutgoingFaults } from '../resource/outgoing-faults.ts';
import { paymentView } from './payment-view.ts';
import { bodyAs, invalidRequest } from './requests.ts';

const MAX_KEY = 255;

const createSchema = v.object({
  walletAddress: v.string(),
  quoteId: v.string(),
  invoice: v.string(),
  maxDebit: amountSchema,
  receiveAmount: amountSchema,
});
type CreateRequest = v.InferOutput<typeof createSchema>;

/** A payment request, its client and its key. */
interface Order {
  readonly request: CreateRequest;
  readonly account: Account;
  readonly permission: Permission;
  readonly owner: KeyOwner;
  readonly key: string;
  readonly digest: string;
}

/** `POST /invoice-payments`: at most one payment for each key and one for each quote. */
export async function createInvoicePayment(wallet: WalletContext, raw: RawRequest): Promise<Response> {
  const order = await orderOf(wallet, raw);
  const known = paymentUnderKey(wallet, order);
  if (known) return Response.json(withOutgoingFaults(wallet.faults, raw, paymentView(wallet, order.account, known)));
  quoteFor(wallet, order);
  const { invoice } = await wallet.invoices.payable(order.request.invoice);
  // The state may have changed while the invoice was read, so it is checked again.
  const { payment, isNew } = wallet.db.transaction(() => {
    const faster = paymentUnderKey(wallet, order);
    return faster ? { payment: faster, isNew: false } : { payment: create(wallet, order, invoice), isNew: true };
  });
  if (isNew) wallet.invoiceSettlement.start(payment);
  return Response.json(withOutgoingFaults(wallet.faults, raw, paymentView(wallet, order.account, payment)), { status: isNew ? 201 : 200 });
}

async function orderOf(wallet: WalletContext, raw: RawRequest): Promise<Order> {
  const request = bodyAs(createSchema, raw);
  const key = raw.headers['idempotency-key'] ?? '';
  if (key === '' || key.length > MAX_KEY) throw invalidRequest(`an Idempotency-Key of 1 to ${MAX_KEY} characters is needed`);
  const { walletAddress } = request;
  const account = requireAccount(wallet, walletAddress);
  const permission = await requirePermission(wallet, raw, { type: 'invoice-payment', action: 'create', walletAddress });
  const owner = { client: permission.client, user: account.user };
  return { request, account, permission, owner, key, digest: createHash('sha256').update(raw.body).digest('hex') };
}

function paymentUnderKey({ issuer }: WalletContext, { owner, key, digest }: Order): InvoicePaymentRecord | undefined {
  const used = issuer.usedKey(owner, key);
  if (used && used.digest !== digest) throw refused(409, 'key_reused', 'this Idempotency-Key belongs to another request');
  return used && issuer.payment(used.payment);
}

function quoteFor({ issuer, urls }: WalletContext, { request, account, owner }: Order): QuoteRecord {
  const prefix = `${urls.resourceServer}/invoice-quotes/`;
  const { quoteId, invoice, receiveAmount } = request;
  const quote = quoteId.startsWith(prefix) ? issuer.quote(quoteId.slice(prefix.length)) : undefined;
  if (!quote || quote.user !== account.user || quote.client !== owner.client || quote.receiver !== invoice) {
    throw refused(400, 'invalid_quote', 'no such quote for this account and invoice');
  }
  if (issuer.payment(quote.id)) throw refused(409, 'quote_used', 'this quote was paid already');
  if (quote.expiresAt <= Date.now()) throw refused(400, 'quote_expired', 'ask for a new quote');
  if (!equal(receiveAmount, quote.receiveAmount)) throw refused(400, 'invalid_quote', 'receiveAmount is not the quote’s');
  return quote;
}

/** Runs synchronously in one transaction: the checks and the reservation use the same state. */
function create(wallet: WalletContext, order: Order, invoice: Invoice): InvoicePaymentRecord {
  const { issuer, ledger } = wallet;
  const { account, permission, owner, key, digest } = order;
  const quote = quoteFor(wallet, order);
  refuseChanged(quote, invoice);
  refuseBeyondLimits(wallet, order, quote);
  const isFunded = ledger.balance(ledgerIds.account(account)) >= BigInt(quote.debitAmount.value);
  const { id, receiver, debitAmount, receiveAmount, send } = quote;
  const payment: InvoicePaymentRecord = {
    id,
    user: account.user,
    client: owner.client,
    grantId: permission.grant.id,
    receiver,
    debitAmount,
    receiveAmount,
    send,
    sent: '0',
    delivered: '0',
    createdAt: Date.now(),
    ...(isFunded ? { state: 'sending' } : { state: 'failed', error: 'insufficient_funds' }),
  };
  issuer.savePayment(payment);
  issuer.useKey(owner, key, { digest, payment: id });
  if (isFunded) reserveDebit(wallet, account, payment);
  return payment;
}

function refuseChanged({ receiveAmount }: QuoteRecord, { due, asset }: Invoice): void {
  if (due !== BigInt(receiveAmount.value) || !sameAsset(receiveAmount, asset)) {
    throw refused(409, 'invoice_changed', 'what is due is not what was quoted');
  }
}

function refuseBeyondLimits({ issuer }: WalletContext, { request, account, permission }: Order, quote: QuoteRecord): void {
  const debit = BigInt(quote.debitAmount.value);
  const { maxDebit, invoice } = request;
  if (!sameAsset(maxDebit, account.asset) || debit > BigInt(maxDebit.value)) {
    throw refused(403, 'debit_too_high', 'the debit is more than maxDebit');
  }
  const { limits } = permission.access;
  const spent = spentUnder(issuer.paymentsUnderGrant(account.user, permission.grant.id).map(asSpent), limits, Date.now());
  const { assetCode: code, assetScale: scale, value } = quote.receiveAmount;
  const candidate = { receiver: invoice, debit, debitAsset: account.asset, receive: BigInt(value), receiveAsset: { code, scale } };
  if (limits?.invoice !== invoice || !isWithin(limits, spent, candidate, Date.now())) {
    throw refused(403, 'limit_exceeded', 'the grant does not cover this payment');
  }
}

/** A payment that stopped early has spent what it sent. */
function asSpent(payment: InvoicePaymentRecord): InvoicePaymentRecord {
  if (payment.state !== 'failed' || payment.sent === '0') return payment;
  return { ...payment, state: 'completed', debitAmount: { ...payment.debitAmount, value: debitedOf(payment).toString() } };
}

function equal(one: Amount, other: Amount): boolean {
  return one.value === other.value && one.assetCode === other.assetCode && one.assetScale === other.assetScale;
}

function refused(status: number, code: string, description: string): ResourceError {
  return new ResourceError(status, description, { code });
}
