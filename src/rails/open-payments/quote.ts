import type { Amount } from '../../model/amount.ts';
import { amountOf, assetOf, fromDecimal, sameAmount, sameAsset, toDecimal, toWire } from '../../model/amount.ts';
import { isRightGone, TenderError } from '../../model/errors.ts';
import type { Intent } from '../../model/intent.ts';
import type { Payable } from '../../model/payable.ts';
import type { Quote } from '../../model/quote.ts';
import type { Quoted, Resolved } from '../../model/rail.ts';
import type { AccessToken, PayerWallet } from '../../model/payer-wallet.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { explain, renamed } from '../gnap/explain.ts';
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
import { hostOf, sameResource, sameWalletAddress, under } from '../http/urls.ts';
import type { QuoteAnswer } from './wire.ts';
import { quoteAnswer } from './wire.ts';

/** What is to be quoted, and by whom. */
interface QuotedThing {
  readonly intent: Intent;
  readonly walletId: string;
  readonly resolving: Promise<Resolved>;
}

/** A quote, and when its wallet made it by its own clock, where it says so. */
interface Priced {
  readonly quote: Quote;
  readonly madeAt: number | undefined;
}

/** Where the right to ask comes from: the wallet's quote token, or an allowance's grant. */
interface QuoteRights {
  readonly tokens: TokenKeeper;
  readonly rotations: SingleFlight<Grant>;
}

interface QuoteRequest {
  readonly receiver: string;
  /** Asked for where the incoming payment leaves the amount open; in the payee's asset. */
  readonly receive?: Amount;
}

/**
 * Asks the payer's wallet for a quote. Where the page named the incoming payment, nothing of the payee's answer is needed first; only when
 * the wallet says that no amount is fixed there, the stated total is asked for, in the asset that the payee's server gave.
 * @throws {TenderError} `quote-refused`, `insufficient-funds` (the wallet says it before it names a price), `amount-open`, `amount-too-small` (params `min` with `currency`, where the wallet says it), `quote-mismatch`, what
 *   `resolving` rejects with, and what reading throws.
 */
export async function quotePayment(
  deps: OpenPaymentsDeps,
  { tokens, rotations }: QuoteRights,
  { intent, walletId, resolving }: QuotedThing,
  signal: AbortSignal,
): Promise<Quoted> {
  const wallet = await deps.wallets.get(walletId);
  const ask = (request: QuoteRequest): Promise<Priced> => requestQuote(deps, { tokens, rotations }, wallet, request, signal);
  const early = intent.request.kind === 'incomingPayment' ? ask({ receiver: intent.request.target }) : undefined;
  early?.catch(() => undefined);
  // What the payee says comes first: "already paid" tells more than the wallet's "invalid receiver".
  const { payable, state } = await resolving;
  const refused = async (thrown: unknown): Promise<never> => {
    if (isAboutReceiver(thrown)) await explainReceiver(deps, payable, signal);
    throw explainQuote(thrown);
  };
  try {
    return { quote: inTime(payable, await (early ?? ask({ receiver: payable.url }))), state };
  } catch (thrown) {
    if (payable.due || !isAboutAmount(thrown)) return refused(thrown);
    if (!intent.total) throw new TenderError('amount-open', { cause: thrown });
    const receive = fromDecimal(intent.total, payable.payee?.asset ?? assetOf(payable.received));
    return { quote: inTime(payable, await ask({ receiver: payable.url, receive }).catch(refused)), state };
  }
}

/** An incoming payment that ends sooner than this cannot be paid through a consent. */
const TIME_TO_PAY = 30_000;

/**
 * Whether the order can still be paid is for servers to say: our clock may be hours off. The wallet has just read it, and dates its quote.
 * @throws {TenderError} `payable-expired`.
 */
function inTime({ url, expiresAt }: Payable, { quote, madeAt }: Priced): Quote {
  if (expiresAt === undefined || madeAt === undefined || expiresAt - madeAt > TIME_TO_PAY) return quote;
  throw new TenderError('payable-expired', { params: { host: hostOf(url) } });
}

/** The wallet cannot pay this receiver: a payment that was completed, or expired and forgotten, or one that it cannot reach. */
function isAboutReceiver(thrown: unknown): boolean {
  return thrown instanceof Refusal && thrown.facts.status === 400 && /receiver/i.test(thrown.facts.description);
}

/** Asks the payee's server once more, as nobody. @throws {TenderError} what it says now, where that explains the refusal. */
async function explainReceiver(deps: OpenPaymentsDeps, { url, expiresAt }: Payable, signal: AbortSignal): Promise<void> {
  await resolveIncomingPayment(deps, url, { kind: 'never' }, signal);
  if (expiresAt !== undefined && expiresAt <= deps.clock.now()) throw new TenderError('payable-expired', { params: { host: hostOf(url) } });
}

async function requestQuote(
  deps: OpenPaymentsDeps,
  { tokens, rotations }: QuoteRights,
  wallet: PayerWallet,
  request: QuoteRequest,
  signal: AbortSignal,
): Promise<Priced> {
  const asked = deps.clock.now();
  const use = (token: AccessToken): Promise<QuoteAnswer> => post(deps, wallet, request, token, signal);
  const shared = await underAllowance(deps, rotations, wallet, use);
  const answer = shared ?? (await tokens.withToken(quoteTokens(deps, wallet, 'quote'), use));
  return { quote: readQuote(deps, answer, wallet, request, asked), madeAt: answer.createdAt ?? undefined };
}

/** Asks with the allowance's own grant, where there is one that gives quotes: the payment will be made with it, too. */
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
    // The right to pay is gone, not the right to ask what it costs.
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
  const url = under(wallet.resourceServer, 'quotes');
  return call(
    deps,
    { method: 'POST', url, body, token: token.value, key: keyOfWallet(wallet), patience: QUOTE_PATIENCE, signal },
    quoteAnswer,
  );
}

/** @throws {TenderError} `quote-mismatch` when the quote is for another wallet, receiver, asset or amount than was asked. */
function readQuote(deps: OpenPaymentsDeps, answer: QuoteAnswer, wallet: PayerWallet, request: QuoteRequest, asked: number): Quote {
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
    expiresAt: asked + quoteLifetime(answer, asked),
    ...aheadOf(answer, asked),
  };
}

/** A quote is made after it was asked for: an earlier time is that of a clock behind ours. */
function aheadOf({ createdAt }: QuoteAnswer, asked: number): Pick<Quote, 'clockAhead'> {
  return createdAt != null && createdAt < asked ? { clockAhead: asked - createdAt } : {};
}

/** The wallet wants to be told an amount: the incoming payment fixes none. */
function isAboutAmount(thrown: unknown): boolean {
  return thrown instanceof Refusal && thrown.facts.status === 400 && /amount/i.test(thrown.facts.description) && !isTooSmall(thrown);
}

function isTooSmall({ facts }: Refusal): boolean {
  return facts.status === 400 && (facts.minSend !== undefined || /non-positive receive amount|too small/i.test(facts.description));
}

function explainQuote(thrown: unknown): TenderError {
  if (!(thrown instanceof Refusal)) return explain(thrown);
  if (isTooSmall(thrown)) return tooSmall(thrown);
  if (thrown.isAboutMoney) return renamed(thrown, 'insufficient-funds');
  // Wallets also answer 500 when they cannot reach the payee over Interledger.
  return thrown.facts.status >= 500 ? renamed(thrown, 'quote-refused') : explain(thrown, 'quote-refused');
}

function tooSmall(refusal: Refusal): TenderError {
  const { minSend } = refusal.facts;
  const least = minSend ? { min: toDecimal(minSend), currency: minSend.assetCode } : {};
  return new TenderError('amount-too-small', { params: { ...refusal.params, ...least }, cause: refusal });
}
