/**
 * Turns a payment's source packets into target packets so that, whatever the packets' sizes and
 * whichever of them are rejected and sent again, sending `send` in all delivers `receive` exactly.
 * Each packet brings the running total to the quote's rate, rounded down.
 */
export class Conversion {
  readonly #send: bigint;
  readonly #receive: bigint;
  #sent: bigint;
  #delivered: bigint;

  constructor(send: bigint, receive: bigint, sent = 0n, delivered = 0n) {
    this.#send = send;
    this.#receive = receive;
    this.#sent = sent;
    this.#delivered = delivered;
  }

  /** The target amount for a packet; undefined where it is more than is left to send. */
  take(source: bigint): bigint | undefined {
    if (this.#sent + source > this.#send) return undefined;
    const target = ((this.#sent + source) * this.#receive) / this.#send - this.#delivered;
    this.#sent += source;
    this.#delivered += target;
    return target;
  }

  /** A packet was rejected: its amounts are to be sent again. */
  giveBack(source: bigint, target: bigint): void {
    this.#sent -= source;
    this.#delivered -= target;
  }
}
