import { isCheckingStopped, isReleased } from '../model/journal.ts';
import type { Payment } from '../model/payment.ts';
import { isOver } from '../model/states.ts';

const MINUTE = 60_000;
/** Poll interval by age, in milliseconds. Alarms of browsers run at most every half a minute. */
const INTERVALS = [
  { until: 10 * MINUTE, every: MINUTE / 2 },
  { until: 360 * MINUTE, every: 5 * MINUTE },
] as const;
const LONGEST_INTERVAL = 60 * MINUTE;

/** The poll interval in milliseconds for something that waits since `since`: the longer it waits, the longer the interval. */
export function pollInterval(since: number, now: number): number {
  return INTERVALS.find(({ until }) => now - since < until)?.every ?? LONGEST_INTERVAL;
}

/** The poll interval of a payment in milliseconds; undefined if it has no remaining work. */
export function pollIntervalOf(payment: Payment, now: number): number | undefined {
  if (isReleased(payment) || isCheckingStopped(payment)) return undefined;
  const { state, approval, createdAt, history } = payment;
  return pollInterval(isOver(state) ? (history.at(-1)?.at ?? createdAt) : (approval?.at ?? createdAt), now);
}
