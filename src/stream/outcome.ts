/** Why a payment did not deliver everything. */
export type EndKind =
  /** The path gives less than `minRate`. */
  | 'rate-too-low'
  /** More than `maxSourceAmount` would have to be sent. */
  | 'source-limit'
  /** The receiver takes no more, or closed the connection. */
  | 'receiver-full'
  /** A hop or the receiver refused for good; `code` says how. */
  | 'refused'
  /** A hop did not get over its trouble; `code` says which. */
  | 'unavailable'
  /** The rate gives no packet that brings exactly what is missing. */
  | 'indivisible'
  /** The path tells no rate. */
  | 'no-rate'
  | 'expired'
  | 'aborted'
  /** The uplink took no more packets; `cause` says why. */
  | 'uplink'
  /** What became of a packet is not known; see `uncertain`. */
  | 'unknown-fate'
  /** `onProgress` failed; `cause` says how. */
  | 'journal';

export interface EndReason {
  readonly kind: EndKind;
  /** ILP error code. */
  readonly code?: string;
  readonly cause?: unknown;
}

/** How a payment ended. */
export interface Delivery {
  readonly outcome: 'complete' | 'partial' | 'nothing';
  /** Fulfilled, in our unit. */
  readonly sent: bigint;
  /** Received for it, in the receiver's unit. */
  readonly delivered: bigint;
  /** Where not complete. */
  readonly reason?: EndReason;
  /**
   * On top of both: what may also have been sent, and the most that may also have been delivered by it, by packets of which nobody
   * knows the fate. Whoever pays the rest again must first find out, or leave this much out.
   */
  readonly uncertain?: { readonly sent: bigint; readonly delivered: bigint };
}
