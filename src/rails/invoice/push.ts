import { amountOf, sameAsset } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import type { Outcome, RailPayment, RailTools } from '../../model/rail.ts';
import type { Delivery, StreamCredentials, Uplink } from '../../stream/index.ts';
import { deliver, PACKET_MS } from '../../stream/index.ts';
import { hostOf } from '../http/urls.ts';
import { readCredentials } from './credentials.ts';
import type { InvoiceDeps, PayerUplink } from './deps.ts';
import { openUplink } from './open-uplink.ts';
import { partOf } from './payee-side.ts';
import { explainEnd } from './explain-push.ts';
import type { Invoice } from './read-invoice.ts';
import type { Push } from './state.ts';
import { readState } from './state.ts';

/** Milliseconds. A push that takes longer ends with what it has delivered. */
const MAX_DURATION = 2 * 60_000;
/** Milliseconds after a packet's expiry in which its reply may still arrive. */
const REPLY_GRACE = 2_000;

/**
 * Sends the due amount from the user's own account in packets, and only once: the journal records the start before the first packet, and a
 * push that has started is only reconciled.
 * @throws {TenderError} errors which prove that nothing was sent: `payable-changed`, `payable-completed`, `payable-expired`, `unreachable`,
 *   `uplink-refused`, and the errors of `readCredentials`.
 */
export async function push(deps: InvoiceDeps, uplink: PayerUplink, payment: RailPayment, tools: RailTools): Promise<Outcome> {
  if (readState(payment.state).push) return notRepeated(payment);
  const [{ invoice, credentials }, line] = await Promise.all([
    readCredentials(deps, payment.payable.url, tools.signal),
    uplink.access().then((access) => openUplink(deps, access, tools.signal)),
  ]);
  try {
    checkUnchanged(invoice, payment);
    await tools.save({ push: { sent: 0n, delivered: 0n } satisfies Push });
    return await conclude(deps, uplink, payment, await send(deps, { line, credentials, payment, tools }), tools);
  } finally {
    line.close();
  }
}

/** @throws {TenderError} `payable-changed` if the invoice differs from what the user approved. */
function checkUnchanged({ amount, received, asset, url }: Invoice, { payable, quote }: RailPayment): void {
  const due = amountOf(amount - received, asset);
  const isSame = sameAsset(due, quote.receive) && due.value === quote.receive.value && received === payable.received.value;
  if (!isSame) throw new TenderError('payable-changed', { params: { host: hostOf(url) } });
}

interface Sending {
  readonly line: Uplink;
  readonly credentials: StreamCredentials;
  readonly payment: RailPayment;
  readonly tools: RailTools;
}

function send(deps: InvoiceDeps, { line, credentials, payment, tools }: Sending): Promise<Delivery> {
  const { quote } = payment;
  return deliver({
    uplink: line,
    credentials,
    clock: deps.clock,
    amount: quote.receive.value,
    maxSourceAmount: quote.debit.value,
    // The maximum debit that the user approved also sets the minimum rate of each packet.
    minRate: { numerator: quote.receive.value, denominator: quote.debit.value },
    expiresAt: deps.clock.now() + MAX_DURATION,
    signal: tools.signal,
    // Packets may be ahead of the storage: this count is for display. Two other facts prevent a double payment. The start of the push is
    // stored before its first packet and prevents another push. And `reconcilePush` reads what the invoice received after all our packets
    // have expired. If the worker is stopped, the packets in flight are not counted.
    onProgress: (soFar) => (soFar.delivered < quote.receive.value ? tools.save({ push: { ...soFar } satisfies Push }) : undefined),
  });
}

async function conclude(
  deps: InvoiceDeps,
  uplink: PayerUplink,
  payment: RailPayment,
  { outcome, sent, delivered, uncertain, reason }: Delivery,
  tools: RailTools,
): Promise<Outcome> {
  const ended = uncertain ? 'uncertain' : outcome === 'complete' ? 'complete' : 'partial';
  const push: Push = { sent, delivered, ended, quietAt: allExpiredAt(deps.clock.now()) };
  // If saving fails, the end is reconciled as after a stop of the worker.
  await tools.save({ push }).catch(() => undefined);
  const state = { ...payment.state, push };
  if (ended === 'complete') return { status: 'sending', state };
  if (ended === 'uncertain') return { status: 'unknown', state, code: 'answer-lost' };
  if (delivered > 0n) return { status: 'failed', state, code: 'paid-in-part', params: partOf(payment, delivered) };
  const { code, params } = explainEnd(uplink.url, reason ?? { kind: 'refused' });
  return { status: 'failed', state, code, params };
}

/** The time from which no packet that was prepared until `now` can be fulfilled, in milliseconds since the epoch. */
export function allExpiredAt(now: number): number {
  return now + PACKET_MS + REPLY_GRACE;
}

/** The push has started before. It is not repeated, whatever its result. */
function notRepeated({ state }: RailPayment): Outcome {
  return { status: 'unknown', state, code: 'answer-lost' };
}
