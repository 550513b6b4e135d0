import type { Amount } from '../../model/amount.ts';
import { amountOf, assetOf, fromDecimal, sameAmount, sameAsset, toDecimal, toWire } from '../../model/amount.ts';
import { isRightGone, TenderError } from '../../model/errors.ts';
import type { Intent } from '../../model/intent.ts';
import type { Payable } from '../../model/payable.ts';
import type { Quote } from '../../model/quote.ts';
import type { Quoted, Resolved } from '../../model/rail.ts';
import type { AccessToken, PayerWallet } from '../../model/payer-wallet.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { explain, withCode } from '../gnap/explain.ts';
import { allowanceGrant } from './allowance-grant.ts';
import { openGrant } from '../gnap/held-grant.ts';
import { call, QUOTE_PATIENCE } from '../http/http.ts';
import { keyOfWallet } from '../gnap/keys.ts';
import { Refusal } from '../http/refusal.ts';
import type { SingleFlight } from '../gnap/single-flight.ts';
import type { Grant } from '../gnap/grant-state.ts';
import { quoteTokens } from '../gnap/quote-tokens.ts';
import type { TokenKeeper } from '../gnap/token.ts';
import { resolveIncomingPayment } from './resolve.ts';
import { isServerUrl } from '../http/url-policy.ts';
import { quoteLifetime } from '../http/quote-lifetime.ts';
import { hostOf, sameResource, sameWalletAddress, endpointUrl } from '../http/urls.ts';
import type { QuoteAnswer } from './wire.ts';
import { quoteAnswer } from './wire.ts';

/** The payment to quote, and the wallet that quotes it. */
interface QuoteParties {
  readonly intent: Intent;
  readonly walletId: string;
  readonly resolving: Promise<Resolved>;
}

/** A quote and its creation time by the wallet's clock, if the wallet gives one. */
interface DatedQuote {
  readonly quote: Quote;
  readonly madeAt: number | undefined;
}

/** Source of the access to quotes: the wallet's quote token or an allowance's grant. */
interface QuoteAccess {
  readonly tokens: TokenKeeper;
  readonly rotations: SingleFlight<Grant>;
}

interface QuoteRequest {
  readonly receiver: string;
  /** Requested amount in the payee's asset, if the incoming payment has no amount. */
  readonly receive?: Amount;
}

/**
 * Requests a quote from the payer's wallet. If the page named the incoming payment, the request does not wait for the payee's answer. Only
 * if the wallet says that the incoming payment has no amount, the page's total is requested in the payee's asset.
 * @throws {TenderError} `quote-refused`, `insufficient-funds` (if the wallet checks the balance before it quotes), `amount-open`,
 *   `amount-too-small` (params `min` with `currency`, if the wallet says it), `quote-mismatch`, the rejection of `resolving`, and the errors
 *   of `call`.
 */
export async function quotePayment(
  deps: OpenPaymentsDeps,
  { tokens, rotations }: QuoteAccess,
  { intent, walletId, resolving }: QuoteParties,
  signal: AbortSignal,
): Promise<Quoted> {
  const wallet = await deps.wallets.get(walletId);
  const ask = (request: QuoteRequest): Promise<DatedQuote> => requestQuote(deps, { tokens, rotations }, wallet, request, signal);
  const early = intent.request.kind === 'incomingPayment' ? ask({ receiver: intent.request.target }) : undefined;
  early?.catch(() => undefined);
  // The payee's error comes first: "already paid" is more precise than the wallet's "invalid receiver".
  const { payable, state } = await resolving;
  const refused = async (thrown: unknown): Promise<never> => {
    if (isAboutReceiver(thrown)) await explainReceiver(deps, payable, signal);
    throw explainQuote(thrown);
  };
  try {
    return { quote: checkExpiry(payable, await (early ?? ask({ receiver: payable.url }))), state };
  } catch (thrown) {
    if (payable.due || !isAboutAmount(thrown)) return refused(thrown);
    if (!intent.total) throw new TenderError('amount-open', { cause: thrown });
    const receive = fromDecimal(intent.total, payable.payee?.asset ?? assetOf(payable.received));
    return { quote: checkExpiry(payable, await ask({ receiver: payable.url, receive }).catch(refused)), state };
  }
}

/** Milliseconds. An incoming payment that expires earlier cannot be paid if consent is necessary. */
const TIME_TO_PAY = 30_000;

/**
 * Checks the expiry by the wallet's clock, because our clock may differ by hours. The wallet has just read the incoming payment and dates
 * its quote.
 * @throws {TenderError} `payable-expired`.
 */
function checkExpiry({ url, expiresAt }: Payable, { quote, madeAt }: DatedQuote): Quote {
  if (expiresAt === undefined || madeAt === undefined || expiresAt - madeAt > TIME_TO_PAY) return quote;
  throw new TenderError('payable-expired', { params: { host: hostOf(url) } });
}

/** Whether the wallet cannot pay this receiver: the incoming payment is completed, expired and deleted, or not reachable. */
function isAboutReceiver(thrown: unknown): boolean {
  return thrown instanceof Refusal && thrown.facts.status === 400 && /receiver/i.test(thrown.facts.description);
}

/** Reads the public fields of the incoming payment again. @throws {TenderError} an error that explains the refusal, if there is one. */
async function explainReceiver(deps: OpenPaymentsDeps, { url, expiresAt }: Payable, signal: AbortSignal): Promise<void> {
  await resolveIncomingPayment(deps, url, { kind: 'never' }, signal);
  if (expiresAt !== undefined && expiresAt <= deps.clock.now()) throw new TenderError('payable-expired', { params: { host: hostOf(url) } });
}

async function requestQuote(
  deps: OpenPaymentsDeps,
  { tokens, rotations }: QuoteAccess,
  wallet: PayerWallet,
  request: QuoteRequest,
  signal: AbortSignal,
): Promise<DatedQuote> {
  const requestedAt = deps.clock.now();
  const use = (token: AccessToken): Promise<QuoteAnswer> => post(deps, wallet, request, token, signal);
  const shared = await underAllowance(deps, rotations, wallet, use);
  const answer = shared ?? (await tokens.withToken(quoteTokens(deps, wallet, 'quote'), use));
  return { quote: readQuote(deps, answer, wallet, request, requestedAt), madeAt: answer.createdAt ?? undefined };
}

/** Requests the quote under the allowance's grant, if it covers quotes: the payment will be made under it, too. */
async function underAllowance(
  deps: OpenPaymentsDeps,
  rotations: SingleFlight<Grant>,
  wallet: PayerWallet,
  use: (token: AccessToken) => Promise<QuoteAnswer>,
): Promise<QuoteAnswer | undefined> {
  const allowanceId = await deps.allowances.idFor(wallet.id);
  if (allowanceId === undefined) return undefined;
  try {
    const holder = allowanceGrant(deps, allowanceId);
    const grant = await holder.load();
    if (grant?.quotes !== true || grant.isWider) return undefined;
    return await (await openGrant(deps, rotations, wallet, holder))(use);
  } catch (thrown) {
    // The allowance's grant is not valid any more, but the wallet's quote token may be.
    if (!(thrown instanceof TenderError) || !isRightGone(thrown.code)) throw thrown;
    await deps.allowances.lost(allowanceId, thrown);
    return undefined;
  }
}

function post(
  deps: OpenPaymentsDeps,
  wallet: PayerWallet,
  { receiver, receive }: QuoteRequest,
  token: AccessToken,
  signal: AbortSignal,
): Promise<QuoteAnswer> {
  const body = { walletAddress: wallet.address, receiver, method: 'ilp', ...(receive ? { receiveAmount: toWire(receive) } : {}) };
  const url = endpointUrl(wallet.resourceServer, 'quotes');
  return call(
    deps,
    { method: 'POST', url, body, token: token.value, key: keyOfWallet(wallet), patience: QUOTE_PATIENCE, signal },
    quoteAnswer,
  );
}

/** @throws {TenderError} `quote-mismatch` if the quote is for another wallet, receiver, asset or amount than requested. */
function readQuote(deps: OpenPaymentsDeps, answer: QuoteAnswer, wallet: PayerWallet, request: QuoteRequest, requestedAt: number): Quote {
  const { debitAmount: debit, receiveAmount: receive, sentAmount: sent } = answer;
  const wrong =
    (!isServerUrl(answer.id, deps.policy) && 'id') ||
    (!sameResource(answer.receiver, request.receiver) && 'receiver') ||
    (!sameWalletAddress(answer.walletAddress, wallet.address) && 'walletAddress') ||
    (!sameAsset(debit, amountOf(0n, wallet.asset)) && 'debitAmount') ||
    (request.receive && !sameAmount(receive, request.receive) && 'receiveAmount');
  if (wrong) throw new TenderError('quote-mismatch', { params: { host: hostOf(wallet.resourceServer), what: wrong } });
  return {
    id: answer.id,
    walletId: wallet.id,
    debit,
    receive,
    ...(sent ? { sent } : {}),
    expiresAt: requestedAt + quoteLifetime(answer, requestedAt),
    ...clockAheadOf(answer, requestedAt),
  };
}

/** A quote that seems to be older than its request shows that the wallet's clock is behind ours. */
function clockAheadOf({ createdAt }: QuoteAnswer, requestedAt: number): Pick<Quote, 'clockAhead'> {
  return createdAt != null && createdAt < requestedAt ? { clockAhead: requestedAt - createdAt } : {};
}

/** Whether the wallet requires an amount, because the incoming payment has none. */
function isAboutAmount(thrown: unknown): boolean {
  return thrown instanceof Refusal && thrown.facts.status === 400 && /amount/i.test(thrown.facts.description) && !isTooSmall(thrown);
}

function isTooSmall({ facts }: Refusal): boolean {
  return facts.status === 400 && (facts.minSend !== undefined || /non-positive receive amount|too small/i.test(facts.description));
}

function explainQuote(thrown: unknown): TenderError {
  if (!(thrown instanceof Refusal)) return explain(thrown);
  if (isTooSmall(thrown)) return tooSmall(thrown);
  if (thrown.isAboutMoney) return withCode(thrown, 'insufficient-funds');
  // Wallets also answer 500 if they cannot reach the payee over Interledger.
  return thrown.facts.status >= 500 ? withCode(thrown, 'quote-refused') : explain(thrown, 'quote-refused');
}

function tooSmall(refusal: Refusal): TenderError {
  const { minSend } = refusal.facts;
  const least = minSend ? { min: toDecimal(minSend), currency: minSend.assetCode } : {};
  return new TenderError('amount-too-small', { params: { ...refusal.params, ...least }, cause: refusal });
}
