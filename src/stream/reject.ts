import type { Reject } from './ilp-packet.ts';
import { Reader } from './oer.ts';

/** Whether the same packet may be accepted later: temporary (T) and relative (R) errors (IL-RFC 27). */
export function isTemporary({ code }: Reject): boolean {
  return !code.startsWith('F');
}

/**
 * Maximum size of a packet after one of `amount` was too large (F08). The reply's data has the amount that arrived at the rejecting hop and
 * its maximum, in its own unit; without them, half of `amount`. Always less than `amount`; 0 if nothing can be sent.
 */
export function smallerPacket(amount: bigint, { data }: Reject): bigint {
  const half = amount / 2n;
  if (data.length !== 16) return half;
  const reader = new Reader(data);
  const [arrived, maximum] = [reader.uint(8), reader.uint(8)];
  if (arrived === 0n || maximum >= arrived) return half;
  return (amount * maximum) / arrived;
}
