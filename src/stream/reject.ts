import type { Reject } from './ilp-packet.ts';
import { Reader } from './oer.ts';

/** Whether the same packet may go through later: temporary (T) and relative (R) errors (IL-RFC 27). */
export function isTemporary({ code }: Reject): boolean {
  return !code.startsWith('F');
}

/**
 * How much a packet may carry, after one of `amount` was too large (F08). The reply's data says what arrived at the hop that refused and
 * what it takes at most, in its own unit; without it, half as much. Less than `amount` in any case, and 0 where nothing can be sent.
 */
export function smallerPacket(amount: bigint, { data }: Reject): bigint {
  const half = amount / 2n;
  if (data.length !== 16) return half;
  const reader = new Reader(data);
  const [arrived, maximum] = [reader.uint(8), reader.uint(8)];
  if (arrived === 0n || maximum >= arrived) return half;
  return (amount * maximum) / arrived;
}
