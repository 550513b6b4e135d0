import { toWire } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import type { Authorization, Outcome, RailPayment, RailTools } from '../../model/rail.ts';
import type { PayerWallet } from '../../model/payer-wallet.ts';
import { explain } from '../gnap/explain.ts';
import type { Grant } from '../gnap/grant-state.ts';
import type { GrantHolder, WithToken } from '../gnap/held-grant.ts';
import { openGrant } from '../gnap/held-grant.ts';
import { keyOfWallet } from '../gnap/keys.ts';
import { revokeEarlierGrant, requestPaymentGrant } from '../gnap/payment-grant.ts';
import type { SingleFlight } from '../gnap/single-flight.ts';
import { call } from '../http/http.ts';
import { Refusal } from '../http/refusal.ts';
import { isUnder, sameResource, sameWalletAddress } from '../http/urls.ts';
import type { InvoiceDeps, Issuer } from './deps.ts';
import { issuerOf } from './issuer.ts';
import { explainInvoice } from './issuer-refusal.ts';
import type { State } from './state.ts';
import { readState } from './state.ts';
import type { InvoicePaymentAnswer } from './wire.ts';
import { invoicePaymentAnswer } from './wire.ts';

/** The payer's wallet, its issuer and the grant for one payment. */
export interface IssuerSession {
  readonly wallet: PayerWallet;
  readonly issuer: Issuer;
  readonly payment: RailPayment;
  state(): State;
  save(change: Partial<State>): Promise<void>;
  readonly withToken: WithToken;
}

/** Requests a grant at the issuer's wallet for this invoice, limited to the quote's debit. Throws the errors of `requestPaymentGrant`. */
export async function authorizeAtIssuer(
  deps: InvoiceDeps,
  wallet: PayerWallet,
  payment: RailPayment,
  tools: RailTools,
): Promise<Authorization> {
  await revokeEarlierGrant(deps, readState(payment.state).grant, wallet, tools.signal);
  const access = { walletAddress: wallet.address, invoice: payment.payable.url, debit: payment.quote.debit };
  const answer = await requestPaymentGrant(deps, wallet, access, tools);
  return { ...answer, state: { ...payment.state, ...answer.state } };
}

/**
 * Opens the payer's wallet and grant for a payment. @throws {TenderError} `consent-lost`, `grant-wider`, `not-an-issuer`, and the errors of
 * the discovery.
 */
export async function openIssuerSession(
  deps: InvoiceDeps,
  rotations: SingleFlight<Grant>,
  wallet: PayerWallet,
  payment: RailPayment,
  tools: RailTools,
): Promise<IssuerSession> {
  let state = readState(payment.state);
  async function save(change: Partial<State>): Promise<void> {
    state = { ...state, ...change };
    await tools.save(change);
  }
  const holder: GrantHolder = { key: payment.id, load: () => Promise.resolve(state.grant), save: (grant) => save({ grant }) };
  const issuer = await issuerOf(deps, wallet, tools.signal);
  const withToken = await openGrant(deps, rotations, wallet, holder);
  return { wallet, issuer, payment, state: () => state, save, withToken };
}

/**
 * Requests the payment from the issuer, with the payment's id as the idempotency key: repeated requests pay once. If the request may have
 * been received, the outcome is `unknown` with `answer-lost`.
 * @throws {TenderError} errors which prove that nothing was paid: `payable-changed`, `payable-completed`, `payable-expired`, `over-limit`,
 *   `quote-expired`, `payment-refused`, and the errors before the request.
 */
export async function payByIssuer(deps: InvoiceDeps, session: IssuerSession, tools: RailTools): Promise<Outcome> {
  try {
    const made = await post(deps, session, tools.signal);
    if (!isOurs(session, made)) return answerLost(session);
    // If saving fails, the payment is found by its key later. It must not be reported as not sent.
    await session.save({ issued: made.id }).catch(() => undefined);
    return { status: 'sending', state: { ...session.state() } };
  } catch (thrown) {
    const isUnknown =
      session.payment.isRepeat || (thrown instanceof TenderError && thrown.retry === 'check-first') || isAlreadyUsed(thrown);
    if (isUnknown) return answerLost(session);
    throw (thrown instanceof Refusal && explainInvoice(thrown)) || explain(thrown, 'payment-refused');
  }
}

function post(deps: InvoiceDeps, session: IssuerSession, signal: AbortSignal): Promise<InvoicePaymentAnswer> {
  const { wallet, issuer, payment } = session;
  const { id, quote, payable } = payment;
  const body = {
    walletAddress: wallet.address,
    quoteId: quote.id,
    invoice: payable.url,
    maxDebit: toWire(quote.debit),
    receiveAmount: toWire(quote.receive),
  };
  const request = { method: 'POST', url: issuer.payments, body, key: keyOfWallet(wallet), idempotencyKey: id, pays: true, signal } as const;
  return session.withToken((token) => call(deps, { ...request, token: token.value }, invoicePaymentAnswer));
}

/** Whether the key or the quote was used before: a request can reach a server twice, and then the refusal answers the second one. */
function isAlreadyUsed(thrown: unknown): boolean {
  return thrown instanceof Refusal && ['key_reused', 'quote_used'].includes(thrown.facts.serverCode ?? '');
}

/** Whether the issuer's answer is about this payment. */
export function isOurs({ issuer, wallet, payment }: IssuerSession, answer: InvoicePaymentAnswer): boolean {
  return (
    isUnder(answer.id, issuer.payments) &&
    sameWalletAddress(answer.walletAddress, wallet.address) &&
    sameResource(answer.invoice, payment.payable.url) &&
    sameResource(answer.quoteId, payment.quote.id)
  );
}

function answerLost(session: IssuerSession): Outcome {
  return { status: 'unknown', state: { ...session.state() }, code: 'answer-lost' };
}
