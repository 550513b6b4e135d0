import { amountOf, assetOf, fromDecimal, sameAsset } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import type { Intent } from '../../model/intent.ts';
import type { Payable } from '../../model/payable.ts';
import type { RailTools, Resolved } from '../../model/rail.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { createIncomingPayment, readInFull, readPublicly } from './incoming-payment.ts';
import type { Naming } from './receiver.ts';
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
 * Reads from the payee's server what is due under the incoming payment `url`. Where the server shows it in full to nobody, the payable has
 * neither payee nor due.
 * @throws {IdentityWanted}, as `openReceiver` does; {TenderError} `payable-unknown`, `payable-completed`, `payable-expired`, `payee-not-payable`,
 *   `clock-skew`, and what reading throws.
 */
export async function resolveIncomingPayment(deps: OpenPaymentsDeps, url: string, naming: Naming, signal: AbortSignal): Promise<Resolved> {
  const seen = await readPublicly(deps, url, signal);
  // Without the full answer there is nothing to go on with but the public part.
  const needed = naming.kind === 'if-allowed' && !seen.received ? { ...naming, isNeeded: true } : naming;
  const receiver = await openReader(deps, seen.authServer, needed, signal);
  const full = receiver && (await readIfAllowed(deps, receiver, url, signal));
  if (full) return { payable: told(await toPayable(deps, full, url, signal), receiver), state: { receiver } };
  if (!seen.received) throw new TenderError('payable-unknown', { params: { host: hostOf(url) } });
  return { payable: told({ url, received: seen.received }, receiver), state: receiver ? { receiver } : {} };
}

async function readIfAllowed(
  deps: OpenPaymentsDeps,
  receiver: Receiver,
  url: string,
  signal: AbortSignal,
): Promise<IncomingPaymentAnswer | undefined> {
  try {
    return await readInFull(deps, receiver, url, signal);
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

/** @throws {TenderError} when the payment can no longer be paid, or not over Interledger; whether its time is over the payee's server says, or the payer's wallet (`quote.ts`). */
function checkPayable(full: IncomingPaymentAnswer, url: string): void {
  const params = { host: hostOf(url) };
  const { completed, incomingAmount, receivedAmount, expiresAt, methods } = full;
  if (incomingAmount && !sameAsset(incomingAmount, receivedAmount))
    throw new TenderError('malformed', { params: { ...params, what: 'incomingAmount' } });
  if (completed || (incomingAmount && receivedAmount.value >= incomingAmount.value)) throw new TenderError('payable-completed', { params });
  // Wallets name methods while there is something to pay: our own clock is not asked whether that is over.
  if (methods?.length === 0 && expiresAt != null) throw new TenderError('payable-expired', { params });
  if (methods && !methods.some((method) => method.type === 'ilp')) throw new TenderError('payee-not-payable', { params });
}

/**
 * A server could show an incoming payment of its own under somebody else's wallet address, and so a trusted name on the sheet. The address's
 * own server must therefore name the place where the payment lives.
 */
function checkPayee(full: IncomingPaymentAnswer, payee: WalletAddress, url: string): void {
  if (isUnder(url, payee.resourceServer) && sameAsset(full.receivedAmount, amountOf(0n, payee.asset))) return;
  throw new TenderError('malformed', { params: { host: hostOf(url), what: 'walletAddress' } });
}

/** Without a wallet there is nobody to name. @param isNeeded whether nothing goes on without the right that is asked for. */
export function namingFor(payee: string, walletId: string | undefined, isNeeded: boolean): Naming {
  return walletId === undefined ? { kind: 'never' } : { kind: 'if-allowed', payee, walletId, isNeeded };
}

/** Notes when the payee's server was told who asks, so that the sheet does not say otherwise. */
function told(payable: Payable, receiver: Receiver | undefined): Payable {
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
 * For a shop that names only its wallet address: creates the incoming payment for the page's total, once. A second call with the saved
 * state reads the first one's.
 * @throws {TenderError} `asset-mismatch`, `amount-too-fine`, `malformed-amount` when the total is no sum of the payee's asset,
 *   `payee-not-payable`, and what reading throws.
 */
export async function resolveWalletAddress(
  deps: OpenPaymentsDeps,
  intent: Intent,
  walletId: string | undefined,
  tools: RailTools,
): Promise<Resolved> {
  const saved = readState(tools.state);
  const naming = namingFor(intent.request.target, walletId, true);
  if (saved.incomingPayment) {
    const again = await resolveIncomingPayment(deps, saved.incomingPayment, naming, tools.signal);
    return { ...again, state: { ...again.state, incomingPayment: saved.incomingPayment } };
  }
  const payee = await readWalletAddress(deps, intent.request.target, tools.signal);
  if (!intent.total) throw new TenderError('amount-open');
  const amount = fromDecimal(intent.total, payee.asset);
  const access = { type: 'incoming-payment', actions: ['create', 'read'], identifier: payee.id };
  const receiver = await openReceiver(deps, { authServer: payee.authServer, accesses: [access], naming, signal: tools.signal });
  if (!receiver) throw new TenderError('payee-not-payable', { params: { host: hostOf(payee.id) } });
  const made = await createIncomingPayment(deps, payee, receiver, { amount, metadata: orderMetadata(intent) }, tools.signal);
  const state: State = { receiver, incomingPayment: made.id };
  await tools.save(state);
  checkPayable(made, made.id);
  return { payable: told(payableOf(made, payee, made.id), receiver), state };
}
