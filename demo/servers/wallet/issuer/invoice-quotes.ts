import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { RawRequest } from '../../../http/raw-request.ts';
import { amountOf } from '../../../money/amount.ts';
import { priceToReceive, rateBetween } from '../../../money/rates.ts';
import type { Account } from '../accounts.ts';
import { ResourceError } from '../errors.ts';
import { withQuoteFaults } from '../resource/quote-faults.ts';
import type { QuoteRecord } from '../resource/resource-store.ts';
import { requirePermission } from '../resource/token-check.ts';
import { requireAccount } from '../resource/validation.ts';
import type { WalletContext } from '../wallet-context.ts';
import { accountByUser } from '../accounts.ts';
import { bodyAs, notFound } from './requests.ts';
import type { Invoice } from './invoice-reader.ts';

const createSchema = v.object({ walletAddress: v.string(), invoice: v.string() });

/** `POST /invoice-quotes`: a quote for the remaining amount of an invoice. */
export async function createInvoiceQuote(wallet: WalletContext, raw: RawRequest): Promise<Response> {
  const { walletAddress, invoice: url } = bodyAs(createSchema, raw);
  const account = requireAccount(wallet, walletAddress);
  const { client } = await requirePermission(wallet, raw, { type: 'invoice-quote', action: 'create', walletAddress });
  const { invoice } = await wallet.invoices.payable(url);
  const quote = priced(wallet, account, client, invoice);
  wallet.issuer.saveQuote(quote);
  const answer = withQuoteFaults(wallet.faults, raw, view(wallet, account, quote), (debitAmount) =>
    wallet.issuer.saveQuote({ ...quote, debitAmount }),
  );
  return Response.json(answer, { status: 201 });
}

/** `GET /invoice-quotes/ID`, also for an expired quote. */
export async function getInvoiceQuote(wallet: WalletContext, raw: RawRequest, id: string): Promise<Response> {
  const quote = wallet.issuer.quote(id);
  const account = quote && accountByUser(wallet.layout.name, quote.user);
  const walletAddress = account && wallet.urls.walletAddress(account);
  const { client } = await requirePermission(wallet, raw, { type: 'invoice-quote', action: 'read', walletAddress });
  if (!quote || !account || quote.client !== client) throw notFound();
  return Response.json(view(wallet, account, quote));
}

function priced({ timing }: WalletContext, account: Account, client: string, { url, due, asset, expiresAt }: Invoice): QuoteRecord {
  const rate = rateBetween(account.asset, asset);
  if (!rate) throw new ResourceError(400, `no rate to ${asset.code}`, { code: 'unknown_asset' });
  const { debit, send } = priceToReceive(due, rate);
  const now = Date.now();
  return {
    id: randomUUID(),
    user: account.user,
    client,
    receiver: url,
    debitAmount: amountOf(debit, account.asset),
    receiveAmount: amountOf(due, asset),
    send: send.toString(),
    expiresAt: Math.min(now + timing.quoteMs, expiresAt ?? Infinity),
    createdAt: now,
  };
}

function view({ urls }: WalletContext, account: Account, quote: QuoteRecord) {
  return {
    id: `${urls.resourceServer}/invoice-quotes/${quote.id}`,
    walletAddress: urls.walletAddress(account),
    invoice: quote.receiver,
    debitAmount: quote.debitAmount,
    receiveAmount: quote.receiveAmount,
    createdAt: new Date(quote.createdAt).toISOString(),
    expiresAt: new Date(quote.expiresAt).toISOString(),
  };
}
