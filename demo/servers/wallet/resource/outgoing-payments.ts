import * as v from 'valibot';
import type { RawRequest } from '../../../http/raw-request.ts';
import { amountOf, amountSchema } from '../../../money/amount.ts';
import type { Account } from '../accounts.ts';
import { ledgerIds } from '../../../money/ledger-ids.ts';
import { isWithin, spentUnder, type Spent } from '../auth/limits.ts';
import { ResourceError } from '../errors.ts';
import type { WalletContext } from '../wallet-context.ts';
import { accountByUser } from '../accounts.ts';
import { reserveDebit } from '../settlement.ts';
import { listPage } from './listing.ts';
import { makeQuote } from './quotes.ts';
import type { OutgoingPaymentRecord, QuoteRecord } from './resource-store.ts';
import { requirePermission, type Permission } from './token-check.ts';
import { withOutgoingFaults } from './outgoing-faults.ts';
import { requireAccount, requireUuid, unauthorized, validBody } from './validation.ts';

const metadata = v.optional(v.record(v.string(), v.unknown()));
const createSchema = v.union([
  v.object({ walletAddress: v.string(), quoteId: v.string(), metadata }),
  v.object({
    walletAddress: v.string(),
    incomingPayment: v.string(),
    debitAmount: v.object({ ...amountSchema.entries, value: v.string() }),
    metadata,
  }),
]);

/** `POST /outgoing-payments`: with a quote (at most one payment for each), or with a debit amount. */
export async function createOutgoingPayment(wallet: WalletContext, raw: RawRequest): Promise<Response> {
  const body = v.parse(createSchema, validBody(wallet, { path: '/outgoing-payments', method: 'post' }, raw));
  const account = requireAccount(wallet, body.walletAddress);
  const right = { type: 'outgoing-payment', action: 'create', walletAddress: body.walletAddress } as const;
  const permission = await requirePermission(wallet, raw, right);
  const quote =
    'quoteId' in body
      ? quoteFor(wallet, account, body.quoteId)
      : await makeQuote(wallet, account, permission.client, {
          receiver: body.incomingPayment,
          debitAmount: body.debitAmount,
        });
  const { payment, spent } = wallet.db.transaction(() => create(wallet, account, permission, quote, body.metadata));
  wallet.settlement.start(payment);
  const answer = withOutgoingFaults(wallet.faults, raw, view(wallet, account, payment));
  return Response.json({ ...answer, ...spentFields(payment, spent) }, { status: 201 });
}

/** `GET /outgoing-payments/ID`. */
export async function getOutgoingPayment(wallet: WalletContext, raw: RawRequest, rawId: string): Promise<Response> {
  const id = requireUuid(rawId);
  const payment = wallet.resources.outgoingPayments.get(id);
  const account = payment && accountByUser(wallet.layout.name, payment.user);
  if (!payment || !account) throw unauthorized();
  validBody(wallet, { path: '/outgoing-payments/{id}', method: 'get' }, raw);
  const walletAddress = wallet.urls.walletAddress(account);
  const { client, all } = await requirePermission(wallet, raw, { type: 'outgoing-payment', action: 'read', walletAddress });
  if (!all && client !== payment.client) throw new ResourceError(404, 'Outgoing payment not found');
  return Response.json(withOutgoingFaults(wallet.faults, raw, view(wallet, account, wallet.resources.outgoingPayments.get(id) ?? payment)));
}

/** `GET /outgoing-payments?wallet-address=…`. */
export async function listOutgoingPayments(wallet: WalletContext, raw: RawRequest): Promise<Response> {
  validBody(wallet, { path: '/outgoing-payments', method: 'get' }, raw);
  const walletAddress = new URL(raw.url).searchParams.get('wallet-address') ?? '';
  const account = requireAccount(wallet, walletAddress);
  const { client, all } = await requirePermission(wallet, raw, { type: 'outgoing-payment', action: 'list', walletAddress });
  const payments = wallet.resources.outgoingPayments.list(account.user).filter((payment) => all || payment.client === client);
  const { result, pagination } = listPage(raw, payments);
  return Response.json({
    pagination,
    result: result.map((payment) => withOutgoingFaults(wallet.faults, raw, view(wallet, account, payment))),
  });
}

/** `GET /outgoing-payment-grant`: the amounts spent under the token's grant. */
export async function getGrantSpent(wallet: WalletContext, raw: RawRequest): Promise<Response> {
  validBody(wallet, { path: '/outgoing-payment-grant', method: 'get' }, raw);
  const right = { type: 'outgoing-payment', action: 'create', walletAddress: undefined } as const;
  const { grant, access } = await requirePermission(wallet, raw, right);
  const account = requireAccount(wallet, access.identifier ?? '');
  const payments = wallet.resources.paymentsUnderGrant(account.user, grant.id);
  const last = payments.at(-1);
  if (!last) return Response.json({ spentDebitAmount: null, spentReceiveAmount: null });
  const { debit, receive } = spentUnder(payments, access.limits, Date.now());
  return Response.json({
    spentDebitAmount: { ...last.debitAmount, value: debit.toString() },
    spentReceiveAmount: { ...last.receiveAmount, value: receive.toString() },
  });
}

function quoteFor(wallet: WalletContext, account: Account, quoteUrl: string): QuoteRecord {
  const prefix = `${wallet.urls.resourceServer}/quotes/`;
  const id = quoteUrl.startsWith(prefix) ? quoteUrl.slice(prefix.length) : '';
  const quote = wallet.resources.quotes.get(id);
  if (!quote || quote.user !== account.user || quote.expiresAt <= Date.now()) throw invalidQuote();
  return quote;
}

/** Runs synchronously in one transaction: the checks and the reservation use the same state. */
function create(
  wallet: WalletContext,
  account: Account,
  { grant, access, client }: Permission,
  quote: QuoteRecord,
  metadataField: Record<string, unknown> | undefined,
): { payment: OutgoingPaymentRecord; spent: Spent } {
  const { resources } = wallet;
  if (resources.outgoingPayments.get(quote.id)) throw invalidQuote();
  const now = Date.now();
  const debit = BigInt(quote.debitAmount.value);
  const candidate = {
    receiver: quote.receiver,
    debit,
    debitAsset: account.asset,
    receive: BigInt(quote.receiveAmount.value),
    receiveAsset: { code: quote.receiveAmount.assetCode, scale: quote.receiveAmount.assetScale },
  };
  const spent = spentUnder(resources.paymentsUnderGrant(account.user, grant.id), access.limits, now);
  if (!isWithin(access.limits, spent, candidate, now)) throw new ResourceError(403, 'unauthorized');
  const funded = wallet.ledger.balance(ledgerIds.account(account)) >= debit;
  const { id, receiver, debitAmount, receiveAmount, send } = quote;
  const payment: OutgoingPaymentRecord = {
    id,
    user: account.user,
    client,
    grantId: grant.id,
    receiver,
    debitAmount,
    receiveAmount,
    send,
    sent: '0',
    delivered: '0',
    state: funded ? 'sending' : 'unfunded',
    createdAt: now,
    ...(metadataField ? { metadata: metadataField } : {}),
  };
  resources.saveOutgoingPayment(payment);
  if (funded) reserveDebit(wallet, account, payment);
  return { payment, spent };
}

function view({ urls }: WalletContext, account: Account, payment: OutgoingPaymentRecord) {
  return {
    id: `${urls.resourceServer}/outgoing-payments/${payment.id}`,
    walletAddress: urls.walletAddress(account),
    quoteId: `${urls.resourceServer}/quotes/${payment.id}`,
    failed: payment.state === 'failed',
    receiver: payment.receiver,
    receiveAmount: payment.receiveAmount,
    debitAmount: payment.debitAmount,
    sentAmount: amountOf(BigInt(payment.sent), account.asset),
    ...(payment.metadata ? { metadata: payment.metadata } : {}),
    createdAt: new Date(payment.createdAt).toISOString(),
  };
}

// The amounts before this payment, like existing servers.
function spentFields({ debitAmount, receiveAmount }: OutgoingPaymentRecord, { debit, receive }: Spent) {
  return {
    grantSpentDebitAmount: { ...debitAmount, value: debit.toString() },
    grantSpentReceiveAmount: { ...receiveAmount, value: receive.toString() },
  };
}

function invalidQuote(): ResourceError {
  return new ResourceError(400, 'invalid quote');
}
