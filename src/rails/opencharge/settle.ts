import { TenderError, toTenderError } from '../../model/errors.ts';
import type { Evidence } from '../../model/evidence.ts';
import { isEarly } from '../../model/patience.ts';
import type { Outcome, RailPayment, RailState, RailTools } from '../../model/rail.ts';
import type { OpenChargeContext } from './deps.ts';
import { innerPayment } from './price.ts';
import { readProof } from './proof.ts';
import { readRequest } from './request.ts';
import type { Paid, State } from './state.ts';
import { readState } from './state.ts';

type Completed = Extract<Outcome, { status: 'completed' }>;

/** Keeps the evidence of a payment, unless another payment has it. @throws {TenderError} `proof-invalid`, `storage-failed`. */
export type Claim = (paymentId: string, evidence: readonly Evidence[], tools: RailTools) => Promise<void>;

/** One claim after the other, so that of two payments that come with one proof at once the second sees the first. */
export function openClaims({ evidence: store }: OpenChargeContext): Claim {
  let last: Promise<unknown> = Promise.resolve();
  return (paymentId, evidence, tools) => {
    const claim = last.then(async () => {
      const proofs = evidence.filter(({ kind }) => kind === 'signed-proof');
      const taken = await Promise.all(proofs.map(({ reference }) => store.isUsed(reference, paymentId)));
      if (taken.includes(true)) throw new TenderError('proof-invalid', { params: { what: 'txid' } });
      await tools.save({ evidence });
    });
    last = claim.catch(() => undefined);
    return claim;
  };
}

/** Reads whether the gateway has been paid, and then whether that is proven. */
export async function reconcileOrder(context: OpenChargeContext, claim: Claim, payment: RailPayment, tools: RailTools): Promise<Outcome> {
  const { paid, evidence } = readState(payment.state);
  // From here on only the proof is missing: what the wallets say now cannot make the payment undone.
  if (paid && !evidence) return await prove(context, claim, payment, { ...paid, status: 'completed', state: payment.state }, tools);
  const outcome = await context.inner.reconcile(innerPayment(context.inner, payment), tools);
  if (!paid || !evidence) return await conclude(context, claim, payment, outcome, tools);
  return { ...(outcome.status === 'completed' ? outcome : { ...paid, status: 'completed', state: payment.state }), evidence };
}

/** What the payment to the gateway says of the order. */
export async function conclude(
  context: OpenChargeContext,
  claim: Claim,
  payment: RailPayment,
  outcome: Outcome,
  tools: RailTools,
): Promise<Outcome> {
  if (outcome.status === 'completed') {
    const kept: State = { paid: paidOf(outcome), paidAt: context.clock.now() };
    await tools.save(kept);
    return await prove(context, claim, payment, { ...outcome, state: { ...outcome.state, ...kept } }, tools);
  }
  if (outcome.status !== 'unknown' || !outcome.isPaid) return outcome;
  // Whose money it was does not matter to the merchant; whether it has been paid does.
  try {
    await proofOf(context, payment, tools);
    return outcome;
  } catch (thrown) {
    return unproven(thrown, outcome.state, tools);
  }
}

async function prove(
  context: OpenChargeContext,
  claim: Claim,
  payment: RailPayment,
  outcome: Completed,
  tools: RailTools,
): Promise<Outcome> {
  try {
    const evidence = await proofOf(context, payment, tools);
    await claim(payment.id, evidence, tools);
    return { ...outcome, evidence, state: { ...outcome.state, evidence } };
  } catch (thrown) {
    const { paidAt = 0 } = readState(outcome.state);
    const isAwaited = thrown instanceof TenderError && thrown.code === 'proof-missing' && isEarly(paidAt, context.clock.now());
    return isAwaited ? { status: 'sending', state: outcome.state } : unproven(thrown, outcome.state, tools);
  }
}

async function proofOf(context: OpenChargeContext, { intent, state }: RailPayment, tools: RailTools): Promise<readonly Evidence[]> {
  const { order, signature } = readRequest(intent);
  const { session } = readState(state);
  if (!session) throw new TenderError('internal', { params: { what: 'no session' } });
  return await readProof(context, { order, signature, session }, tools.signal);
}

function paidOf({ received, debit, isDebitMost, sent, isSumOpen, reference }: Completed): Paid {
  return {
    received,
    ...(debit ? { debit } : {}),
    ...(isDebitMost ? { isDebitMost } : {}),
    ...(sent ? { sent } : {}),
    ...(isSumOpen ? { isSumOpen } : {}),
    ...(reference === undefined ? {} : { reference }),
  };
}

/** The money has arrived, and that is not proven: neither a success nor a failure. */
function unproven(thrown: unknown, state: RailState, { signal }: RailTools): Outcome {
  if (signal.aborted) throw thrown;
  const { code, params } = toTenderError(thrown);
  const isAboutProof = code === 'proof-invalid' || code === 'proof-missing';
  return { status: 'unknown', state, code: isAboutProof ? code : 'proof-missing', params, isPaid: true };
}
