import type { RailPayment, RailTools } from '../../payments/rail.ts';
import { TenderError } from '../../payments/errors.ts';
import type { AccessToken, PayerWallet } from '../../payments/wallet.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import type { HttpRequest } from './http.ts';
import { call } from './http.ts';
import { keyOfWallet } from './keys.ts';
import { Refusal } from './refusal.ts';
import type { SingleFlight } from './single-flight.ts';
import type { Grant, State } from './state.ts';
import { readState } from './state.ts';
import { cleanText } from './text.ts';
import { rotate } from './token.ts';
import { hostOf, isUnder, lastSegment, under } from './urls.ts';
import type { OutgoingPaymentAnswer } from './wire.ts';
import { grantSpentAnswer, outgoingPaymentAnswer, outgoingPaymentList } from './wire.ts';

/** The payer's side of one payment: its wallet and the grant's token, renewed once where it is dead. */
export interface PayerSession {
  readonly wallet: PayerWallet;
  readonly payment: RailPayment;
  /** What the journal holds for the payment, with what this session changed. */
  state(): State;
  /** Writes keys of the state to the journal. */
  save(change: Partial<State>): Promise<void>;
  /** Runs a request with the grant's token. @throws {TenderError} `consent-lost` when the token is dead and cannot be renewed. */
  withToken<T>(use: (token: AccessToken) => Promise<T>): Promise<T>;
}

/**
 * @param rotations one rotation at a time for each payment.
 * @throws {TenderError} `consent-lost` without a token, `grant-wider` for one that is never to be used, `no-wallet`.
 */
export async function openPayerSession(
  deps: OpenPaymentsDeps,
  rotations: SingleFlight<Grant>,
  payment: RailPayment,
  tools: RailTools,
): Promise<PayerSession> {
  let state = readState(payment.state);
  const wallet = await deps.wallets.get(payment.quote.walletId);
  const params = { host: hostOf(wallet.authServer) };

  const tokenOf = (grant: Grant | undefined): AccessToken => {
    if (grant?.isWider) throw new TenderError('grant-wider', { params });
    if (!grant?.token) throw new TenderError('consent-lost', { params });
    return grant.token;
  };
  tokenOf(state.grant);

  async function save(change: Partial<State>): Promise<void> {
    state = { ...state, ...change };
    await tools.save(change);
  }

  async function renewed(dead: AccessToken): Promise<AccessToken> {
    // Two requests side by side meet the same dead token: the second finds it renewed.
    if (tokenOf(state.grant).value !== dead.value) return tokenOf(state.grant);
    const grant = await rotations(payment.id, async () => {
      const held = state.grant;
      const token = held && (await rotate(deps, tokenOf(held), held.endpoint, keyOfWallet(wallet)));
      if (!token) throw new TenderError('consent-lost', { params });
      await tools.save({ grant: { ...held, token } });
      return { ...held, token };
    });
    state = { ...state, grant };
    return tokenOf(grant);
  }

  return {
    wallet,
    payment,
    state: () => state,
    save,
    async withToken(use) {
      const token = tokenOf(state.grant);
      try {
        return await use(token);
      } catch (thrown) {
        if (!(thrown instanceof Refusal) || !thrown.isDeadToken) throw thrown;
      }
      return await use(await renewed(token));
    },
  };
}

/**
 * Sends the payment, with the quote as its key.
 * @throws {TenderError} `answer-lost` whenever it may have been made, {Refusal} when it was not.
 */
export function postOutgoingPayment(deps: OpenPaymentsDeps, session: PayerSession, signal: AbortSignal): Promise<OutgoingPaymentAnswer> {
  const { wallet, payment } = session;
  const { intent, quote } = payment;
  const metadata = { description: cleanText(intent.source.origin), externalRef: cleanText(intent.requestId), paymentId: payment.id };
  const body = { walletAddress: wallet.address, quoteId: quote.id, metadata };
  const url = under(wallet.resourceServer, 'outgoing-payments');
  return session.withToken((token) => {
    const request: HttpRequest = { method: 'POST', url, body, token: token.value, key: keyOfWallet(wallet), signal, pays: true };
    return call(deps, request, outgoingPaymentAnswer);
  });
}

/** The payment's own address where it is known; else the one that wallets give it which name a payment after its quote. */
export function outgoingUrl(session: PayerSession): string {
  const { wallet, payment } = session;
  return session.state().outgoing ?? under(wallet.resourceServer, `outgoing-payments/${lastSegment(payment.quote.id)}`);
}

/** The id of a payment that the wallet has just named, unless it points away from the wallet. */
export function ownId({ wallet }: PayerSession, { id }: OutgoingPaymentAnswer): string | undefined {
  return isUnder(id, wallet.resourceServer) ? id : undefined;
}

export function readOutgoingPayment(deps: OpenPaymentsDeps, session: PayerSession, signal: AbortSignal): Promise<OutgoingPaymentAnswer> {
  return read(deps, session, outgoingUrl(session), outgoingPaymentAnswer, signal);
}

/** The newest payments that the token may see. @throws {Refusal} where it may not list. */
export async function listOutgoingPayments(
  deps: OpenPaymentsDeps,
  session: PayerSession,
  signal: AbortSignal,
): Promise<{ payments: readonly OutgoingPaymentAnswer[]; isAll: boolean }> {
  const { wallet } = session;
  const query = new URLSearchParams({ 'wallet-address': wallet.address, first: '50' });
  const url = `${under(wallet.resourceServer, 'outgoing-payments')}?${query.toString()}`;
  const { result, pagination } = await read(deps, session, url, outgoingPaymentList, signal);
  return { payments: result, isAll: pagination?.hasNextPage !== true };
}

/** True when the grant behind the token has paid nothing yet (specification 1.3). @throws {Refusal} at servers that do not tell. */
export async function isUnspent(deps: OpenPaymentsDeps, session: PayerSession, signal: AbortSignal): Promise<boolean> {
  const url = under(session.wallet.resourceServer, 'outgoing-payment-grant');
  const { spentDebitAmount, spentReceiveAmount } = await read(deps, session, url, grantSpentAnswer, signal);
  return (spentDebitAmount?.value ?? 0n) === 0n && (spentReceiveAmount?.value ?? 0n) === 0n;
}

function read<T>(
  deps: OpenPaymentsDeps,
  session: PayerSession,
  url: string,
  schema: Parameters<typeof call<T>>[2],
  signal: AbortSignal,
): Promise<T> {
  const key = keyOfWallet(session.wallet);
  return session.withToken((token) => call(deps, { method: 'GET', url, token: token.value, key, signal }, schema));
}
