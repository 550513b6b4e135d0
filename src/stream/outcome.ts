/** Why a payment did not deliver its whole amount. */
export type EndKind =
  /** The path's rate is below `minRate`. */
  | 'rate-too-low'
  /** It would need more than `maxSourceAmount`. */
  | 'source-limit'
  /** The receiver accepts no more, or closed the connection. */
  | 'receiver-full'
  /** A hop or the receiver rejected permanently; see `code`. */
  | 'refused'
  /** A hop's temporary error did not end; see `code`. */
  | 'unavailable'
  /** At this rate no packet delivers exactly the remaining amount. */
  | 'indivisible'
  /** The rate could not be measured. */
  | 'no-rate'
  | 'expired'
  | 'aborted'
  /** The uplink accepted no more packets; see `cause`. */
  | 'uplink'
  /** The result of a packet is unknown; see `uncertain`. */
  | 'unknown-result'
  /** `onProgress` failed; see `cause`. */
  | 'journal';

export interface EndReason {
  readonly kind: EndKind;
  /** ILP error code. */
  readonly code?: string;
  readonly cause?: unknown;
}

/** The result of a payment. */
export interface Delivery {
  readonly outcome: 'complete' | 'partial' | 'nothing';
  /** Sent by fulfilled packets, in our smallest unit. */
  readonly sent: bigint;
  /** Delivered by fulfilled packets, in the receiver's smallest unit. */
  readonly delivered: bigint;
  /** Present if the payment is not complete. */
  readonly reason?: EndReason;
  /**
   * What packets with an unknown result may have sent, and the most that they may have delivered, in addition to both totals. A caller that
   * pays the rest must first find out, or exclude this amount.
   */
  readonly uncertain?: { readonly sent: bigint; readonly delivered: bigint };
}
