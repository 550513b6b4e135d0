import { amountOf, sameAmount, sameAsset } from '../../model/amount.ts';
import type { Amount } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import type { Intent } from '../../model/intent.ts';
import type { Quote } from '../../model/quote.ts';
import type { Quoted, Resolved } from '../../model/rail.ts';
import type { PayerWallet } from '../../model/payer-wallet.ts';
import { explain, withCode } from '../gnap/explain.ts';
import { keyOfWallet } from '../gnap/keys.ts';
import { quoteTokens } from '../gnap/quote-tokens.ts';
import type { TokenKeeper } from '../gnap/token.ts';
import { call, QUOTE_PATIENCE } from '../http/http.ts';
import { Refusal } from '../http/refusal.ts';
import { quoteLifetime } from '../http/quote-lifetime.ts';
import { hostOf, isUnder, sameResource, sameWalletAddress } from '../http/urls.ts';
import type { InvoiceDeps, Issuer } from './deps.ts';
import { issuerOf } from './issuer.ts';
import { explainInvoice } from './issuer-refusal.ts';
import type { InvoiceQuoteAnswer } from './wire.ts';
import { invoiceQuoteAnswer } from './wire.ts';

/**
 * Requests a quote for the remaining amount of the invoice from the wallet's issuer, which reads the invoice itself.
 * @throws {TenderError} `not-an-issuer`, `quote-refused`, `quote-mismatch`, `payable-completed`, `payable-expired`, the rejection of
 *   `resolving`, and the errors of `call`.
 */
export async function quoteByIssuer(
  deps: InvoiceDeps,
  tokens: TokenKeeper,
  wallet: PayerWallet,
  { intent, resolving }: { readonly intent: Intent; readonly resolving: Promise<Resolved> },
  signal: AbortSignal,
): Promise<Quoted> {
  const asking = askIssuer(deps, tokens, wallet, intent.request.target, signal);
  asking.catch(() => undefined);
  // The payee's error comes first: it is more precise than the issuer's refusal.
  const { payable, state } = await resolving;
  const quote = await asking.catch((thrown: unknown) => Promise.reject(explainQuote(thrown)));
  // The issuer may have read the invoice at another time. The amount that the payee gave to us counts, and a difference is an error.
  if (payable.due && !sameAmount(payable.due, quote.receive)) throw mismatch(wallet, 'receiveAmount');
  return { quote, state };
}

async function askIssuer(
  deps: InvoiceDeps,
  tokens: TokenKeeper,
  wallet: PayerWallet,
  invoice: string,
  signal: AbortSignal,
): Promise<Quote> {
  const issuer = await issuerOf(deps, wallet, signal);
  const requestedAt = deps.clock.now();
  const body = { walletAddress: wallet.address, invoice };
  const answer = await tokens.withToken(quoteTokens(deps, wallet, 'invoice-quote'), (token) =>
    call(
      deps,
      { method: 'POST', url: issuer.quotes, body, token: token.value, key: keyOfWallet(wallet), patience: QUOTE_PATIENCE, signal },
      invoiceQuoteAnswer,
    ),
  );
  return readQuote(answer, { issuer, wallet, invoice, requestedAt });
}

interface Asked {
  readonly issuer: Issuer;
  readonly wallet: PayerWallet;
  readonly invoice: string;
  readonly requestedAt: number;
}

/** @throws {TenderError} `quote-mismatch` if the quote is from another server, or for another wallet, invoice or asset than requested. */
function readQuote(answer: InvoiceQuoteAnswer, { issuer, wallet, invoice, requestedAt }: Asked): Quote {
  const { id, debitAmount: debit, receiveAmount: receive } = answer;
  const wrong =
    (!isUnder(id, issuer.quotes) && 'id') ||
    (!sameResource(answer.invoice, invoice) && 'invoice') ||
    (!sameWalletAddress(answer.walletAddress, wallet.address) && 'walletAddress') ||
    (!isIn(debit, wallet) && 'debitAmount');
  if (wrong) throw mismatch(wallet, wrong);
  return { id, walletId: wallet.id, debit, receive, expiresAt: requestedAt + quoteLifetime(answer, requestedAt) };
}

function isIn(amount: Amount, { asset }: PayerWallet): boolean {
  return sameAsset(amount, amountOf(0n, asset));
}

function explainQuote(thrown: unknown): TenderError {
  if (!(thrown instanceof Refusal)) return explain(thrown);
  const known = explainInvoice(thrown);
  if (known) return known;
  if (thrown.isAboutMoney) return withCode(thrown, 'insufficient-funds');
  // Issuers also answer 500 if they cannot reach the payee over Interledger.
  return thrown.facts.status >= 500 ? withCode(thrown, 'quote-refused') : explain(thrown, 'quote-refused');
}

function mismatch(wallet: PayerWallet, what: string): TenderError {
  return new TenderError('quote-mismatch', { params: { host: hostOf(wallet.resourceServer), what } });
}
