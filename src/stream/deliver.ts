import { Budget } from './budget.ts';
import { systemClock } from './clock.ts';
import { Connection } from './connection.ts';
import type { DeliverOptions } from './deliver-options.ts';
import type { Delivery } from './outcome.ts';
import { probeOver, ProbeFailed, type RateProbe } from './probe.ts';
import { divideUp, isLess, likeliestRate } from './rate.ts';
import { Sending } from './sending.ts';

/**
 * Delivers a fixed amount over STREAM (IL-RFC 29), completely or partially, and never more. Always resolves, when the result of every
 * packet is known or can no longer become known.
 * @throws RangeError for inconsistent options.
 */
export async function deliver(options: DeliverOptions): Promise<Delivery> {
  check(options);
  const clock = options.clock ?? systemClock;
  const budget = new Budget(options.maxSourceAmount, options.amount);
  const nothing = { outcome: 'nothing', sent: 0n, delivered: 0n } as const;
  if (clock.now() >= options.expiresAt) return { ...nothing, reason: { kind: 'expired' } };
  const connection = await Connection.open(options);
  let probe: RateProbe;
  try {
    probe = options.probe ?? (await probeOver(connection, options));
  } catch (cause) {
    if (options.signal.aborted) return { ...nothing, reason: { kind: 'aborted' } };
    const code = cause instanceof ProbeFailed ? cause.code : undefined;
    return { ...nothing, reason: { kind: 'no-rate', cause, ...(code === undefined ? {} : { code }) } };
  }
  if (!isLess(options.minRate, probe.upper)) return { ...nothing, reason: { kind: 'rate-too-low' } };
  if (sourceFor(options.amount, probe) > options.maxSourceAmount) return { ...nothing, reason: { kind: 'source-limit' } };
  const sending = new Sending({ connection, clock, budget, probe, options });
  const delivery = await sending.run();
  await connection.close();
  return delivery;
}

/** The amount to send: the measured one, or that of the likeliest rate within the bounds. */
function sourceFor(amount: bigint, probe: RateProbe): bigint {
  const measured = probe.samples.find(({ target }) => target === amount);
  return measured?.source ?? divideUp(amount, likeliestRate(probe));
}

function check({ amount, maxSourceAmount, minRate }: DeliverOptions): void {
  if (amount <= 0n) throw new RangeError(`amount must be positive, got ${amount}`);
  if (maxSourceAmount <= 0n) throw new RangeError(`maxSourceAmount must be positive, got ${maxSourceAmount}`);
  if (minRate.numerator <= 0n || minRate.denominator <= 0n) throw new RangeError('minRate must be positive');
}
