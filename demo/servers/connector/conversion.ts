/**
 * Converts a payment's source packets to target packets, so that sending `send` in total delivers exactly `receive`, for all packet sizes
 * and rejected packets. Each packet brings the running total to the quote's rate, rounded down.
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

  /** The target amount of a packet; undefined if it exceeds what is left to send. */
  take(source: bigint): bigint | undefined {
    if (this.#sent + source > this.#send) return undefined;
    const target = ((this.#sent + source) * this.#receive) / this.#send - this.#delivered;
    this.#sent += source;
    this.#delivered += target;
    return target;
  }

  /** Called for a rejected packet: its amounts will be sent again. */
  giveBack(source: bigint, target: bigint): void {
    this.#sent -= source;
    this.#delivered -= target;
  }
}
