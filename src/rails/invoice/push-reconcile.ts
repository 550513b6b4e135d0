import { amountOf, assetOf } from '../../model/amount.ts';
import type { Outcome, RailPayment, RailTools } from '../../model/rail.ts';
import type { HttpDeps } from '../http/deps.ts';
import type { PayeeSide } from './payee-side.ts';
import { partOf, readPayeeSide } from './payee-side.ts';
import { allExpiredAt } from './push.ts';
import type { Push } from './state.ts';
import { readState } from './state.ts';

type Read = Extract<PayeeSide, { kind: 'read' }>;

/**
 * Derives the outcome of a push from the invoice and from the fulfilled packets in the journal. Called only if no push of the payment is
 * running: it has ended, or the worker was stopped. In the second case its last packets can be fulfilled until they expire.
 */
export async function reconcilePush(deps: HttpDeps, payment: RailPayment, tools: RailTools): Promise<Outcome> {
  const begun = readState(payment.state).push;
  const push = begun && begun.quietAt === undefined ? await setQuiet(deps, begun, tools) : begun;
  // Determined before the read, so that the read shows the final state.
  const isQuiet = push?.quietAt !== undefined && push.quietAt <= deps.clock.now();
  const payee = await readPayeeSide(deps, payment, tools.signal);
  const state = { ...payment.state, ...(push ? { push } : {}) };
  if (payee.kind === 'unknown') return { status: 'unknown', state, code: payee.error.code, params: payee.error.params };
  return { ...(push ? concludePush(push, payee, payment, isQuiet) : concludeNone(payee)), state };
}

/** The worker was stopped while packets were in flight: they are valid for some time. */
async function setQuiet(deps: HttpDeps, push: Push, tools: RailTools): Promise<Push> {
  const quiet = { ...push, quietAt: allExpiredAt(deps.clock.now()) };
  await tools.save({ push: quiet });
  return quiet;
}

/** None of our packets was sent. */
function concludeNone({ hasDue, gain }: Read): Outcome {
  if (hasDue) return { status: 'failed', state: {}, code: 'payable-completed' };
  return gain === 0n ? { status: 'nothing-happened', state: {} } : { status: 'failed', state: {}, code: 'payable-changed' };
}

function concludePush({ sent, delivered, ended }: Push, payee: Read, payment: RailPayment, isQuiet: boolean): Outcome {
  const { quote } = payment;
  const isAllOurs = delivered >= quote.receive.value;
  // Without a fulfilled packet nothing proves that the money came from us: another payer may have paid the invoice.
  if (payee.hasDue && ended !== 'partial' && delivered === 0n)
    return { status: 'unknown', state: {}, code: 'sender-unknown', isPaid: true };
  if (payee.hasDue && ended !== 'partial') {
    // Only the connector knows what packets with an unknown result have taken. So the maximum debit is reported as a maximum.
    const debit = isAllOurs ? { debit: amountOf(sent, assetOf(quote.debit)) } : { isDebitMost: true as const };
    return { status: 'completed', state: {}, received: payee.received, ...debit };
  }
  if (ended === 'complete' || isAllOurs) return { status: 'sending', state: {} };
  if (ended !== 'partial' && !isQuiet) return { status: 'unknown', state: {}, code: 'answer-lost' };
  const arrived = ended === 'partial' || delivered > payee.gain ? delivered : payee.gain;
  if (arrived === 0n) return { status: 'failed', state: {}, code: payee.hasDue ? 'payable-completed' : 'payment-failed' };
  return { status: 'failed', state: {}, code: 'paid-in-part', params: partOf(payment, arrived) };
}
