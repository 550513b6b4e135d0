import { amountOf, assetOf, fromDecimal, sameAsset } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import type { Intent } from '../../model/intent.ts';
import type { Payable } from '../../model/payable.ts';
import type { RailTools, Resolved } from '../../model/rail.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { createIncomingPayment, readAllFields, readPublicFields } from './incoming-payment.ts';
import type { DisclosurePolicy } from './receiver.ts';
import { explain } from '../gnap/explain.ts';
import { openReader, openReceiver } from './receiver.ts';
import { Refusal } from '../http/refusal.ts';
import type { Receiver, State } from './state.ts';
import { readState } from './state.ts';
import { orderMetadata } from './metadata.ts';
import { hostOf, isUnder } from '../http/urls.ts';
import type { WalletAddress } from './wallet-address.ts';
import { readWalletAddress } from './wallet-address.ts';
import type { IncomingPaymentAnswer } from './wire.ts';

/**
 * Reads the due amount of the incoming payment `url` from the payee's server. If the server gives access to its public fields only, the
 * payable has neither payee nor due amount.
 * @throws {IdentityWanted} see `openReceiver`; {TenderError} `payable-unknown`, `payable-completed`, `payable-expired`,
 *   `payee-not-payable`, `clock-skew`, and the errors of `call`.
 */
export async function resolveIncomingPayment(
  deps: OpenPaymentsDeps,
  url: string,
  policy: DisclosurePolicy,
  signal: AbortSignal,
): Promise<Resolved> {
  const seen = await readPublicFields(deps, url, signal);
  // Without access to all fields, only the public fields remain.
  const needed = policy.kind === 'if-allowed' && !seen.received ? { ...policy, isNeeded: true } : policy;
  const receiver = await openReader(deps, seen.authServer, needed, signal);
  const full = receiver && (await readIfAllowed(deps, receiver, url, signal));
  if (full) return { payable: withDisclosure(await toPayable(deps, full, url, signal), receiver), state: { receiver } };
  if (!seen.received) throw new TenderError('payable-unknown', { params: { host: hostOf(url) } });
  return { payable: withDisclosure({ url, received: seen.received }, receiver), state: receiver ? { receiver } : {} };
}

async function readIfAllowed(
  deps: OpenPaymentsDeps,
  receiver: Receiver,
  url: string,
  signal: AbortSignal,
): Promise<IncomingPaymentAnswer | undefined> {
  try {
    return await readAllFields(deps, receiver, url, signal);
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.isClockSkew) throw explain(thrown);
    if (thrown instanceof Refusal && thrown.code === 'refused') return undefined;
    throw thrown;
  }
}

async function toPayable(deps: OpenPaymentsDeps, full: IncomingPaymentAnswer, url: string, signal: AbortSignal): Promise<Payable> {
  checkPayable(full, url);
  const payee = await readWalletAddress(deps, full.walletAddress, signal);
  checkPayee(full, payee, url);
  return payableOf(full, payee, url);
}

/**
 * The payee's server, or the payer's wallet (`quote.ts`), decides whether the payment has expired.
 * @throws {TenderError} if the payment can no longer be paid, or not over Interledger.
 */
function checkPayable(full: IncomingPaymentAnswer, url: string): void {
  const params = { host: hostOf(url) };
  const { completed, incomingAmount, receivedAmount, expiresAt, methods } = full;
  if (incomingAmount && !sameAsset(incomingAmount, receivedAmount))
    throw new TenderError('malformed', { params: { ...params, what: 'incomingAmount' } });
  if (completed || (incomingAmount && receivedAmount.value >= incomingAmount.value)) throw new TenderError('payable-completed', { params });
  // Wallets list payment methods as long as the payment can be paid. Our own clock is not used.
  if (methods?.length === 0 && expiresAt != null) throw new TenderError('payable-expired', { params });
  if (methods && !methods.some((method) => method.type === 'ilp')) throw new TenderError('payee-not-payable', { params });
}

/**
 * A server could publish an incoming payment of its own under another wallet address, and so show a trusted name on the sheet. Therefore
 * the wallet address's own server must name the resource server of the payment.
 */
function checkPayee(full: IncomingPaymentAnswer, payee: WalletAddress, url: string): void {
  if (isUnder(url, payee.resourceServer) && sameAsset(full.receivedAmount, amountOf(0n, payee.asset))) return;
  throw new TenderError('malformed', { params: { host: hostOf(url), what: 'walletAddress' } });
}

/** Without a wallet there is no identity to disclose. @param isNeeded whether the payment is impossible without the requested access. */
export function disclosurePolicyFor(payee: string, walletId: string | undefined, isNeeded: boolean): DisclosurePolicy {
  return walletId === undefined ? { kind: 'never' } : { kind: 'if-allowed', payee, walletId, isNeeded };
}

/** Records that the payee's server knows the payer's wallet address, so that the sheet shows it. */
function withDisclosure(payable: Payable, receiver: Receiver | undefined): Payable {
  return receiver?.signer.by === 'wallet' ? { ...payable, knowsPayer: true } : payable;
}

function payableOf(full: IncomingPaymentAnswer, payee: WalletAddress, url: string): Payable {
  const { incomingAmount, receivedAmount: received, expiresAt } = full;
  const { id: walletAddress, publicName, asset } = payee;
  return {
    url,
    payee: { walletAddress, asset, ...(publicName === undefined ? {} : { publicName }) },
    received,
    ...(incomingAmount ? { due: amountOf(incomingAmount.value - received.value, assetOf(received)) } : {}),
    ...(typeof expiresAt === 'number' ? { expiresAt } : {}),
  };
}

/**
 * Creates an incoming payment for the page's total, for a shop that gives only its wallet address. A second call with the saved state reads
 * the incoming payment that the first call created.
 * @throws {TenderError} `asset-mismatch`, `amount-too-fine`, `malformed-amount` if the total is not an amount of the payee's asset,
 *   `payee-not-payable`, and the errors of `call`.
 */
export async function resolveWalletAddress(
  deps: OpenPaymentsDeps,
  intent: Intent,
  walletId: string | undefined,
  tools: RailTools,
): Promise<Resolved> {
  const saved = readState(tools.state);
  const policy = disclosurePolicyFor(intent.request.target, walletId, true);
  if (saved.incomingPayment) {
    const again = await resolveIncomingPayment(deps, saved.incomingPayment, policy, tools.signal);
    return { ...again, state: { ...again.state, incomingPayment: saved.incomingPayment } };
  }
  const payee = await readWalletAddress(deps, intent.request.target, tools.signal);
  if (!intent.total) throw new TenderError('amount-open');
  const amount = fromDecimal(intent.total, payee.asset);
  const access = { type: 'incoming-payment', actions: ['create', 'read'], identifier: payee.id };
  const receiver = await openReceiver(deps, { authServer: payee.authServer, accesses: [access], policy, signal: tools.signal });
  if (!receiver) throw new TenderError('payee-not-payable', { params: { host: hostOf(payee.id) } });
  const made = await createIncomingPayment(deps, payee, receiver, { amount, metadata: orderMetadata(intent) }, tools.signal);
  const state: State = { receiver, incomingPayment: made.id };
  await tools.save(state);
  checkPayable(made, made.id);
  return { payable: withDisclosure(payableOf(made, payee, made.id), receiver), state };
}
