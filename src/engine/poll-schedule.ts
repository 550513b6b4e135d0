import { isCheckingStopped, isReleased } from '../model/journal.ts';
import type { Payment } from '../model/payment.ts';
import { isOver } from '../model/states.ts';

const MINUTE = 60_000;
/** Up to which age something is looked at how often. Half a minute is the least that a browser's alarms know. */
const INTERVALS = [
  { until: 10 * MINUTE, every: MINUTE / 2 },
  { until: 360 * MINUTE, every: 5 * MINUTE },
] as const;
const LONGEST_INTERVAL = 60 * MINUTE;

/** How often to look, in milliseconds, at what has been waiting since a moment: the longer it waits, the more rarely. */
export function pollInterval(since: number, now: number): number {
  return INTERVALS.find(({ until }) => now - since < until)?.every ?? LONGEST_INTERVAL;
}

/** How often a payment is to be taken up while nothing else happens. Absent where nothing is left to do for it. */
export function pollIntervalOf(payment: Payment, now: number): number | undefined {
  if (isReleased(payment) || isCheckingStopped(payment)) return undefined;
  const { state, approval, createdAt, history } = payment;
  return pollInterval(isOver(state) ? (history.at(-1)?.at ?? createdAt) : (approval?.at ?? createdAt), now);
}
