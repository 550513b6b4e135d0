import { amountOf, assetOf } from '../../model/amount.ts';
import type { Outcome, RailPayment, RailTools } from '../../model/rail.ts';
import type { HttpDeps } from '../http/deps.ts';
import type { PayeeSide } from './payee-side.ts';
import { partOf, readPayeeSide } from './payee-side.ts';
import { quietFrom } from './push.ts';
import type { Push } from './state.ts';
import { readState } from './state.ts';

type Read = Extract<PayeeSide, { kind: 'read' }>;

/**
 * Says what became of a push, by what the invoice has received since, and what our own journal knows of fulfilled packets. Called only when
 * no push of the payment runs: it ended, or died with its worker. Then its last packets are waited for until none can be fulfilled any more.
 */
export async function reconcilePush(deps: HttpDeps, payment: RailPayment, tools: RailTools): Promise<Outcome> {
  const begun = readState(payment.state).push;
  const push = begun && begun.quietAt === undefined ? await setQuiet(deps, begun, tools) : begun;
  // Taken before the reading, so that what is read after it is the last word.
  const isQuiet = push?.quietAt !== undefined && push.quietAt <= deps.clock.now();
  const payee = await readPayeeSide(deps, payment, tools.signal);
  const state = { ...payment.state, ...(push ? { push } : {}) };
  if (payee.kind === 'unknown') return { status: 'unknown', state, code: payee.error.code, params: payee.error.params };
  return { ...(push ? concludePush(push, payee, payment, isQuiet) : concludeNone(payee)), state };
}

/** The worker died while packets were under way: they live on for a while. */
async function setQuiet(deps: HttpDeps, push: Push, tools: RailTools): Promise<Push> {
  const quiet = { ...push, quietAt: quietFrom(deps.clock.now()) };
  await tools.save({ push: quiet });
  return quiet;
}

/** Not a packet of ours was sent. */
function concludeNone({ hasDue, gain }: Read): Outcome {
  if (hasDue) return { status: 'failed', state: {}, code: 'payable-completed' };
  return gain === 0n ? { status: 'nothing-happened', state: {} } : { status: 'failed', state: {}, code: 'payable-changed' };
}

function concludePush({ sent, delivered, ended }: Push, payee: Read, payment: RailPayment, isQuiet: boolean): Outcome {
  const { quote } = payment;
  const isAllOurs = delivered >= quote.receive.value;
  // Without a fulfilled packet nothing proves that the money was ours: another payer may have paid the invoice.
  if (payee.hasDue && ended !== 'partial' && delivered === 0n)
    return { status: 'unknown', state: {}, code: 'sender-unknown', isPaid: true };
  if (payee.hasDue && ended !== 'partial') {
    // What packets of unknown fate took is known to the connector alone: then the most stands for it, and is called so.
    const debit = isAllOurs ? { debit: amountOf(sent, assetOf(quote.debit)) } : { isDebitMost: true as const };
    return { status: 'completed', state: {}, received: payee.received, ...debit };
  }
  if (ended === 'complete' || isAllOurs) return { status: 'sending', state: {} };
  if (ended !== 'partial' && !isQuiet) return { status: 'unknown', state: {}, code: 'answer-lost' };
  const arrived = ended === 'partial' || delivered > payee.gain ? delivered : payee.gain;
  if (arrived === 0n) return { status: 'failed', state: {}, code: payee.hasDue ? 'payable-completed' : 'payment-failed' };
  return { status: 'failed', state: {}, code: 'paid-in-part', params: partOf(payment, arrived) };
}
