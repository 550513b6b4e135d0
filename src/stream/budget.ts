/** The maximum effect of one packet on both totals: `source` is sent, and at most `most` is delivered. */
export interface InFlight {
  readonly source: bigint;
  readonly maxDelivered: bigint;
}

/** The receiver's limit and total, in its smallest unit. */
export interface ReceiverLimit {
  readonly receiveMax: bigint;
  readonly totalReceived: bigint;
}

/** The amount that a receiver still accepts. */
export function remainingOf({ receiveMax, totalReceived }: ReceiverLimit): bigint {
  return positive(receiveMax - totalReceived);
}

/**
 * Checks the two limits of a payment against everything that may have been sent: fulfilled packets, packets in flight, and packets with an
 * unknown result. Sent and delivered amounts never exceed the limits.
 */
export class Budget {
  readonly #maxSource: bigint;
  readonly #amount: bigint;
  sent = 0n;
  delivered = 0n;
  /** What packets with an unknown result may have sent and delivered in addition to `sent` and `delivered`. */
  uncertain: InFlight = { source: 0n, maxDelivered: 0n };
  #held: InFlight = { source: 0n, maxDelivered: 0n };
  #limit: ReceiverLimit | undefined;

  constructor(maxSource: bigint, amount: bigint) {
    this.#maxSource = maxSource;
    this.#amount = amount;
  }

  /** The remaining amount to deliver if no packet is in flight. */
  get missing(): bigint {
    return positive(this.#amount - this.delivered - this.uncertain.maxDelivered);
  }

  get isComplete(): boolean {
    return this.delivered >= this.#amount;
  }

  get isUncertain(): boolean {
    return this.uncertain.source > 0n || this.uncertain.maxDelivered > 0n;
  }

  /** The amount that may still be put in flight, in the receiver's smallest unit. */
  get open(): bigint {
    const open = this.missing - this.#held.maxDelivered;
    const room = this.#limit === undefined ? open : remainingOf(this.#limit) - this.#held.maxDelivered;
    return positive(open < room ? open : room);
  }

  /** Whether the receiver has said that it does not accept this amount. */
  isTooMuch(amount: bigint): boolean {
    return this.#limit !== undefined && amount > remainingOf(this.#limit);
  }

  get openSource(): bigint {
    return positive(this.#maxSource - this.sent - this.uncertain.source - this.#held.source);
  }

  hold({ source, maxDelivered }: InFlight): void {
    this.#held = { source: this.#held.source + source, maxDelivered: this.#held.maxDelivered + maxDelivered };
  }

  release({ source, maxDelivered }: InFlight): void {
    this.#held = { source: this.#held.source - source, maxDelivered: this.#held.maxDelivered - maxDelivered };
  }

  recordFulfilled(sent: bigint, delivered: bigint): void {
    this.sent += sent;
    this.delivered += delivered;
  }

  addUncertain({ source, maxDelivered }: InFlight): void {
    this.uncertain = { source: this.uncertain.source + source, maxDelivered: this.uncertain.maxDelivered + maxDelivered };
  }

  /** Replies may arrive in another order, and neither number decreases (IL-RFC 29, 5.3.9). */
  updateLimit({ receiveMax, totalReceived }: ReceiverLimit): void {
    this.#limit = {
      receiveMax: larger(receiveMax, this.#limit?.receiveMax ?? 0n),
      totalReceived: larger(totalReceived, this.#limit?.totalReceived ?? 0n),
    };
  }
}

function positive(value: bigint): bigint {
  return value > 0n ? value : 0n;
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
