/** What one packet may do to both totals: `source` leaves, and at most `most` arrives. */
export interface Hold {
  readonly source: bigint;
  readonly most: bigint;
}

/** What a receiver says of itself, in its unit. */
export interface ReceiverLimit {
  readonly receiveMax: bigint;
  readonly totalReceived: bigint;
}

/** What a receiver still takes. */
export function roomOf({ receiveMax, totalReceived }: ReceiverLimit): bigint {
  return positive(receiveMax - totalReceived);
}

/**
 * The two limits of a payment, held against everything that may have happened: what was fulfilled, what is under way, and what nobody
 * knows the fate of. Sent and delivered never get past them.
 */
export class Budget {
  readonly #maxSource: bigint;
  readonly #amount: bigint;
  sent = 0n;
  delivered = 0n;
  /** What may have left and arrived beyond `sent` and `delivered`. */
  doubt: Hold = { source: 0n, most: 0n };
  #held: Hold = { source: 0n, most: 0n };
  #limit: ReceiverLimit | undefined;

  constructor(maxSource: bigint, amount: bigint) {
    this.#maxSource = maxSource;
    this.#amount = amount;
  }

  /** Still to be delivered, when nothing is under way. */
  get missing(): bigint {
    return positive(this.#amount - this.delivered - this.doubt.most);
  }

  get isComplete(): boolean {
    return this.delivered >= this.#amount;
  }

  get isDoubtful(): boolean {
    return this.doubt.source > 0n || this.doubt.most > 0n;
  }

  /** What may yet be put under way, in the receiver's unit. */
  get open(): bigint {
    const open = this.missing - this.#held.most;
    const room = this.#limit === undefined ? open : roomOf(this.#limit) - this.#held.most;
    return positive(open < room ? open : room);
  }

  /** Whether the receiver said that it does not take this much. */
  isTooMuch(amount: bigint): boolean {
    return this.#limit !== undefined && amount > roomOf(this.#limit);
  }

  get openSource(): bigint {
    return positive(this.#maxSource - this.sent - this.doubt.source - this.#held.source);
  }

  hold({ source, most }: Hold): void {
    this.#held = { source: this.#held.source + source, most: this.#held.most + most };
  }

  release({ source, most }: Hold): void {
    this.#held = { source: this.#held.source - source, most: this.#held.most - most };
  }

  recordFulfilled(sent: bigint, delivered: bigint): void {
    this.sent += sent;
    this.delivered += delivered;
  }

  addDoubt({ source, most }: Hold): void {
    this.doubt = { source: this.doubt.source + source, most: this.doubt.most + most };
  }

  /** Replies overtake each other, and neither number ever falls (IL-RFC 29, 5.3.9). */
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
