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

/** Stores the evidence of a payment unless another payment has it. @throws {TenderError} `proof-invalid`, `storage-failed`. */
export type Claim = (paymentId: string, evidence: readonly Evidence[], tools: RailTools) => Promise<void>;

/** Serialises claims: of two concurrent payments with the same proof, the second one finds the first. */
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

/** Reads whether the gateway has been paid, and then the proof. */
export async function reconcileOrder(context: OpenChargeContext, claim: Claim, payment: RailPayment, tools: RailTools): Promise<Outcome> {
  const { paid, evidence } = readState(payment.state);
  // Only the proof is missing. The wallets are not read again: a completed payment stays completed.
  if (paid && !evidence) return await prove(context, claim, payment, { ...paid, status: 'completed', state: payment.state }, tools);
  const outcome = await context.inner.reconcile(innerPayment(context.inner, payment), tools);
  if (!paid || !evidence) return await conclude(context, claim, payment, outcome, tools);
  return { ...(outcome.status === 'completed' ? outcome : { ...paid, status: 'completed', state: payment.state }), evidence };
}

/** Turns the outcome of the payment to the gateway into the outcome of the order. */
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
  // The page learns from `isPaid` that the order is paid, which needs a proof whoever paid.
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

/** The gateway has been paid and there is no valid proof: neither completed nor failed. */
function unproven(thrown: unknown, state: RailState, { signal }: RailTools): Outcome {
  if (signal.aborted) throw thrown;
  const { code, params } = toTenderError(thrown);
  const isAboutProof = code === 'proof-invalid' || code === 'proof-missing';
  return { status: 'unknown', state, code: isAboutProof ? code : 'proof-missing', params, isPaid: true };
}
