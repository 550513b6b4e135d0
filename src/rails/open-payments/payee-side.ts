import type { Amount } from '../../model/amount.ts';
import { sameAsset } from '../../model/amount.ts';
import { TenderError, toTenderError } from '../../model/errors.ts';
import type { RailPayment, RailTools } from '../../model/rail.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { readAllFields, readPublicFields } from './incoming-payment.ts';
import type { DisclosurePolicy } from './receiver.ts';
import { keyOfReceiver, openReader } from './receiver.ts';
import { Refusal } from '../http/refusal.ts';
import type { Receiver, Signer } from './state.ts';
import { readState } from './state.ts';
import { rotate } from '../gnap/token.ts';
import { hostOf } from '../http/urls.ts';

/** The payee's wallet's view of a payment: how much it received since the payable was resolved, and whether it has the due amount. */
export type PayeeSide =
  | {
      readonly kind: 'read';
      /** Everything that the incoming payment has received, in the payee's asset. */
      readonly received: Amount;
      /** Amount received since the payable was resolved, in the smallest unit of the payee's asset. */
      readonly gain: bigint;
      readonly hasDue: boolean;
      /** True if the incoming payment accepts no more money. Undefined if only its public fields can be read. */
      readonly isClosed: boolean;
      readonly receiver?: Receiver;
    }
  | { readonly kind: 'unknown'; readonly error: TenderError };

interface Reading {
  readonly received: Amount;
  readonly isClosed: boolean;
  readonly receiver?: Receiver;
}

/** Reads all fields of the incoming payment if possible, otherwise its public fields. Never throws: read errors give `unknown`. */
export async function readPayeeSide(deps: OpenPaymentsDeps, payment: RailPayment, tools: RailTools): Promise<PayeeSide> {
  const { payable, quote } = payment;
  try {
    const reading = (await readFullSide(deps, payment, tools)) ?? (await readPublicSide(deps, payable.url, tools.signal));
    if (!sameAsset(reading.received, payable.received)) throw malformed(payable.url);
    const gain = reading.received.value - payable.received.value;
    const hasDue = gain >= (payable.due ?? quote.receive).value;
    return { kind: 'read', gain, hasDue, ...reading };
  } catch (thrown) {
    return { kind: 'unknown', error: toTenderError(thrown) };
  }
}

async function readPublicSide(deps: OpenPaymentsDeps, url: string, signal: AbortSignal): Promise<Reading> {
  const { received } = await readPublicFields(deps, url, signal);
  if (!received) throw malformed(url);
  return { received, isClosed: false };
}

function malformed(url: string): TenderError {
  return new TenderError('malformed', { params: { host: hostOf(url), what: 'receivedAmount' } });
}

/** @returns `undefined` if the token to read all fields is missing or not valid any more. */
async function readFullSide(deps: OpenPaymentsDeps, payment: RailPayment, tools: RailTools): Promise<Reading | undefined> {
  const { receiver } = readState(payment.state);
  if (!receiver) return undefined;
  const first = await attempt(deps, receiver, payment.payable.url, tools.signal);
  if (first !== 'dead') return first;
  const fresh = await renewReceiver(deps, receiver, tools.signal);
  if (!fresh) return undefined;
  await tools.save({ receiver: fresh });
  const second = await attempt(deps, fresh, payment.payable.url, tools.signal);
  return second === 'dead' ? undefined : second;
}

async function attempt(
  deps: OpenPaymentsDeps,
  receiver: Receiver,
  url: string,
  signal: AbortSignal,
): Promise<Reading | 'dead' | undefined> {
  try {
    const { receivedAmount, completed } = await readAllFields(deps, receiver, url, signal);
    return { received: receivedAmount, isClosed: completed, receiver };
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.code !== 'refused') throw thrown;
    return thrown.isDeadToken ? 'dead' : undefined;
  }
}

/**
 * Rotates the token, which can read what only its creator may read. If that fails, requests a new grant, which reads what every client may
 * read.
 */
async function renewReceiver(deps: OpenPaymentsDeps, receiver: Receiver, signal: AbortSignal): Promise<Receiver | undefined> {
  const { authServer, token, signer } = receiver;
  const key = await keyOfReceiver(deps, receiver);
  const rotated = await rotate(deps, token, authServer, key).catch((thrown: unknown) => {
    if (thrown instanceof Refusal && thrown.code === 'refused') return undefined;
    throw thrown;
  });
  if (rotated) return { ...receiver, token: rotated };
  return await openReader(deps, authServer, disclosurePolicyOf(signer), signal).catch((thrown: unknown) => {
    // The public fields can be read without a signature.
    if (thrown instanceof TenderError && thrown.code === 'clock-skew') return undefined;
    throw thrown;
  });
}

/** A server that accepted a throwaway key does not learn the payer's wallet address later. */
function disclosurePolicyOf(signer: Signer): DisclosurePolicy {
  return signer.by === 'wallet' ? { kind: 'as-before', walletId: signer.walletId } : { kind: 'never' };
}
