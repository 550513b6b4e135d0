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
import { explainEnd } from './push-trouble.ts';
import type { Invoice } from './read-invoice.ts';
import type { Push } from './state.ts';
import { readState } from './state.ts';

/** A push that takes longer than this ends with what it has brought. */
const LONGEST = 2 * 60_000;
/** After its expiry a packet's reply may still be on the way. */
const GRACE = 2_000;

/**
 * Pushes what is due from the user's own account, packet by packet, and never a second time: from before the first packet on the journal
 * holds that it began, and a push that is found there is only read about.
 * @throws {TenderError} what proves that nothing was sent: `payable-changed`, `payable-completed`, `payable-expired`, `unreachable`,
 *   `uplink-refused`, and what reading the invoice throws.
 */
export async function push(deps: InvoiceDeps, uplink: PayerUplink, payment: RailPayment, tools: RailTools): Promise<Outcome> {
  if (readState(payment.state).push) return lost(payment);
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

/** @throws {TenderError} `payable-changed` when the invoice asks for anything but what the user approved. */
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
    expiresAt: deps.clock.now() + LONGEST,
    signal: tools.signal,
    // Packets may run ahead of the disk: this count is for telling. That nothing is paid twice rests on the push's beginning, which is on
    // disk before its first packet and keeps any other from starting, and on what the invoice itself says was received, read when no packet
    // of ours can be fulfilled any more (`reconcilePush`). A death leaves the packets under way uncounted in any case.
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
  const push: Push = { sent, delivered, ended, quietAt: quietFrom(deps.clock.now()) };
  // If this cannot be written the end is read about as after a death.
  await tools.save({ push }).catch(() => undefined);
  const state = { ...payment.state, push };
  if (ended === 'complete') return { status: 'sending', state };
  if (ended === 'uncertain') return { status: 'unknown', state, code: 'answer-lost' };
  if (delivered > 0n) return { status: 'failed', state, code: 'paid-in-part', params: partOf(payment, delivered) };
  const { code, params } = explainEnd(uplink.url, reason ?? { kind: 'refused' });
  return { status: 'failed', state, code, params };
}

/** From when on no packet that may have been prepared by `now` can be fulfilled any more. */
export function quietFrom(now: number): number {
  return now + PACKET_MS + GRACE;
}

/** Begun before: whatever it did, it is not done again. */
function lost({ state }: RailPayment): Outcome {
  return { status: 'unknown', state, code: 'answer-lost' };
}
