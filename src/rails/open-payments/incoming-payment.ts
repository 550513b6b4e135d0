import type { Amount } from '../../model/amount.ts';
import { sameAmount, toWire } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { explain } from '../gnap/explain.ts';
import { call } from '../http/http.ts';
import { keyOfReceiver } from './receiver.ts';
import { Refusal } from '../http/refusal.ts';
import type { Receiver } from './state.ts';
import { hostOf, isUnder, sameResource, sameWalletAddress, endpointUrl } from '../http/urls.ts';
import type { WalletAddress } from './wallet-address.ts';
import type { IncomingPaymentAnswer } from './wire.ts';
import { incomingPaymentAnswer, publicIncomingPayment } from './wire.ts';

/** The public fields of an incoming payment. `received` is absent if the server does not publish it. */
export interface PublicIncomingPayment {
  readonly authServer: string;
  readonly received?: Amount;
}

/**
 * Reads the public fields of an incoming payment, without an access token.
 * @throws {TenderError} `payable-unknown` if the server does not know the payment or does not publish it (older servers give the same
 *   answer for both), and the errors of `call`.
 */
export async function readPublicFields(deps: OpenPaymentsDeps, url: string, signal: AbortSignal): Promise<PublicIncomingPayment> {
  try {
    const { authServer, receivedAmount } = await call(deps, { method: 'GET', url, signal }, publicIncomingPayment);
    return { authServer, ...(receivedAmount ? { received: receivedAmount } : {}) };
  } catch (thrown) {
    const isHidden = thrown instanceof Refusal && thrown.code === 'refused';
    throw isHidden ? new TenderError('payable-unknown', { params: thrown.params, cause: thrown }) : thrown;
  }
}

/**
 * Reads all fields of an incoming payment.
 * @throws {Refusal} if the token is not sufficient; {TenderError} `malformed` if the server answers with another payment.
 */
export async function readAllFields(
  deps: OpenPaymentsDeps,
  receiver: Receiver,
  url: string,
  signal: AbortSignal,
): Promise<IncomingPaymentAnswer> {
  const key = await keyOfReceiver(deps, receiver);
  const answer = await call(deps, { method: 'GET', url, token: receiver.token.value, key, signal }, incomingPaymentAnswer);
  if (!sameResource(answer.id, url)) throw new TenderError('malformed', { params: { host: hostOf(url), what: 'id' } });
  return answer;
}

export interface NewIncomingPayment {
  /** In the payee's asset. */
  readonly amount: Amount;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * Creates an incoming payment at the payee's wallet. The wallet chooses its expiry, because our clock may differ from the wallet's. Not
 * idempotent: if the answer is lost, an incoming payment stays there that is never paid.
 * @throws {TenderError} `payee-not-payable` if the wallet refuses, `clock-skew` if it refuses our signature's time, `malformed` if it
 *   created something else, and the errors of `call`.
 */
export async function createIncomingPayment(
  deps: OpenPaymentsDeps,
  payee: WalletAddress,
  receiver: Receiver,
  wanted: NewIncomingPayment,
  signal: AbortSignal,
): Promise<IncomingPaymentAnswer> {
  const body = {
    walletAddress: payee.id,
    incomingAmount: toWire(wanted.amount),
    ...(wanted.metadata ? { metadata: wanted.metadata } : {}),
  };
  const key = await keyOfReceiver(deps, receiver);
  const url = endpointUrl(payee.resourceServer, 'incoming-payments');
  const request = { method: 'POST', url, token: receiver.token.value, body, key, signal } as const;
  const made = await call(deps, request, incomingPaymentAnswer).catch((thrown: unknown) => {
    if (thrown instanceof Refusal && thrown.isClockSkew) throw explain(thrown);
    const isRefused = thrown instanceof Refusal && thrown.code === 'refused';
    throw isRefused ? new TenderError('payee-not-payable', { params: thrown.params, cause: thrown }) : thrown;
  });
  checkMade(made, payee, wanted.amount);
  return made;
}

function checkMade(made: IncomingPaymentAnswer, payee: WalletAddress, amount: Amount): void {
  const host = hostOf(payee.resourceServer);
  const wrong =
    (!isUnder(made.id, payee.resourceServer) && 'id') ||
    (!sameWalletAddress(made.walletAddress, payee.id) && 'walletAddress') ||
    (!(made.incomingAmount && sameAmount(made.incomingAmount, amount)) && 'incomingAmount');
  if (wrong) throw new TenderError('malformed', { params: { host, what: wrong } });
}
