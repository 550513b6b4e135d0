import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { RawRequest } from '../../../http/raw-request.ts';
import { amountOf, amountSchema, sameAsset, type Amount, type Asset } from '../../../money/amount.ts';
import { priceToReceive, priceToSend, rateBetween, type Price, type Ratio } from '../../../money/rates.ts';
import type { IncomingPayment } from '../../../client/wire.ts';
import type { Account } from '../accounts.ts';
import { ResourceError } from '../errors.ts';
import type { WalletContext } from '../wallet-context.ts';
import { accountByUser } from '../accounts.ts';
import { withQuoteFaults } from './quote-faults.ts';
import type { QuoteRecord } from './resource-store.ts';
import { requirePermission } from './token-check.ts';
import { requireAccount, requireUuid, unauthorized, validBody } from './validation.ts';

const wireAmount = v.object({ ...amountSchema.entries, value: v.string() });

const createSchema = v.object({
  walletAddress: v.string(),
  receiver: v.string(),
  method: v.literal('ilp'),
  debitAmount: v.optional(wireAmount),
  receiveAmount: v.optional(wireAmount),
});

/** The fixed amount of a quote: the debit, the received amount, or what the incoming payment still needs. */
export interface QuoteWish {
  readonly receiver: string;
  readonly debitAmount?: Amount | undefined;
  readonly receiveAmount?: Amount | undefined;
}

/** `POST /quotes`. */
export async function createQuote(wallet: WalletContext, raw: RawRequest): Promise<Response> {
  const body = v.parse(createSchema, validBody(wallet, { path: '/quotes', method: 'post' }, raw));
  const account = requireAccount(wallet, body.walletAddress);
  const right = { type: 'quote', action: 'create', walletAddress: body.walletAddress } as const;
  const { client } = await requirePermission(wallet, raw, right);
  const quote = await makeQuote(wallet, account, client, body);
  wallet.resources.saveQuote(quote);
  const answer = withQuoteFaults(wallet.faults, raw, view(wallet, account, quote), (debitAmount) =>
    wallet.resources.saveQuote({ ...quote, debitAmount }),
  );
  return Response.json(answer, { status: 201 });
}

/** `GET /quotes/ID`, also for an expired quote. */
export async function getQuote(wallet: WalletContext, raw: RawRequest, rawId: string): Promise<Response> {
  const quote = wallet.resources.quotes.get(requireUuid(rawId));
  const account = quote && accountByUser(wallet.layout.name, quote.user);
  if (!quote || !account) throw unauthorized();
  validBody(wallet, { path: '/quotes/{id}', method: 'get' }, raw);
  const walletAddress = wallet.urls.walletAddress(account);
  const { client, all } = await requirePermission(wallet, raw, { type: 'quote', action: 'read', walletAddress });
  if (!all && client !== quote.client) throw new ResourceError(404, 'quote not found');
  return Response.json(view(wallet, account, quote));
}

/** Reads the receiver and computes the price of a payment to it. Stores nothing. */
export async function makeQuote(wallet: WalletContext, account: Account, client: string, wish: QuoteWish): Promise<QuoteRecord> {
  const receiver = await wallet.receivers.payable(wish.receiver);
  if (!receiver) throw new ResourceError(400, 'invalid receiver');
  const { payment } = receiver;
  const receiveAsset: Asset = { code: payment.receivedAmount.assetCode, scale: payment.receivedAmount.assetScale };
  const rate = rateBetween(account.asset, receiveAsset);
  if (!rate) throw new ResourceError(400, 'invalid receiver');
  const price = priceOf(wish, account.asset, receiveAsset, payment, rate);
  const now = Date.now();
  return {
    id: randomUUID(),
    user: account.user,
    client,
    receiver: wish.receiver,
    debitAmount: amountOf(price.debit, account.asset),
    receiveAmount: amountOf(price.receive, receiveAsset),
    send: price.send.toString(),
    expiresAt: Math.min(now + wallet.timing.quoteMs, payment.expiresAt ? Date.parse(payment.expiresAt) : Infinity),
    createdAt: now,
  };
}

function priceOf(wish: QuoteWish, source: Asset, target: Asset, payment: IncomingPayment, rate: Ratio): Price {
  const remaining = remainingOf(payment);
  const price = wish.debitAmount
    ? priceToSend(valueIn(wish.debitAmount, source), rate)
    : priceToReceive(wish.receiveAmount ? valueIn(wish.receiveAmount, target) : (remaining ?? 0n), rate);
  if (!wish.debitAmount && price.receive === 0n) throw invalidAmount();
  if (price.receive <= 0n) {
    const minSendAmount = amountOf(priceToReceive(1n, rate).debit, source);
    throw new ResourceError(400, 'non-positive receive amount', { details: { minSendAmount } });
  }
  if (remaining !== undefined && price.receive > remaining) throw invalidAmount();
  return price;
}

function remainingOf({ incomingAmount, receivedAmount }: IncomingPayment): bigint | undefined {
  return incomingAmount && BigInt(incomingAmount.value) - BigInt(receivedAmount.value);
}

function valueIn(amount: Amount, asset: Asset): bigint {
  if (!/^[1-9]\d*$/.test(amount.value) || !sameAsset(amount, asset)) throw invalidAmount();
  return BigInt(amount.value);
}

function invalidAmount(): ResourceError {
  return new ResourceError(400, 'invalid amount');
}

function view({ urls }: WalletContext, account: Account, quote: QuoteRecord) {
  return {
    id: `${urls.resourceServer}/quotes/${quote.id}`,
    walletAddress: urls.walletAddress(account),
    receiver: quote.receiver,
    debitAmount: quote.debitAmount,
    receiveAmount: quote.receiveAmount,
    method: 'ilp',
    createdAt: new Date(quote.createdAt).toISOString(),
    expiresAt: new Date(quote.expiresAt).toISOString(),
  };
}
