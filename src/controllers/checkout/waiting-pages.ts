import type { CheckoutReply } from '../../messages/checkout.ts';
import type { PortConnection } from '../port-connection.ts';

/** Which pages wait for which payment. A page waits for one; several can wait for the same. */
export class WaitingPages {
  readonly #paymentOf = new Map<PortConnection, string>();
  /** Pages that list other methods with which the browser can pay. */
  readonly #others = new Set<PortConnection>();
  /** Pages whose order went to the browser's own handling, with the payment that was shown here. */
  readonly #handedOver = new Map<PortConnection, string>();

  add(line: PortConnection, paymentId: string): void {
    this.#paymentOf.set(line, paymentId);
  }

  /** The payment that a page waits for. */
  paymentOf(line: PortConnection): string | undefined {
    return this.#paymentOf.get(line);
  }

  /** Notes that the browser can pay with another method that a page lists. */
  hasOthers(line: PortConnection): void {
    this.#others.add(line);
  }

  /** Whether a page that waits for this payment can have it paid with another method. */
  canHandOver(paymentId: string): boolean {
    return this.#of(paymentId).some((line) => this.#others.has(line));
  }

  /** The payment that was shown here before a page's order went to the browser's own handling. */
  handedOver(line: PortConnection): string | undefined {
    return this.#handedOver.get(line);
  }

  remove(line: PortConnection): void {
    this.#paymentOf.delete(line);
    this.#others.delete(line);
    this.#handedOver.delete(line);
  }

  isAwaited(paymentId: string): boolean {
    return this.#of(paymentId).length > 0;
  }

  /** The pages that waited for one attempt wait for the next one. */
  follow(from: string, to: string): void {
    for (const line of this.#of(from)) this.#paymentOf.set(line, to);
  }

  /** Tells every page that waits for a payment its answer; then none waits any more. */
  answer(paymentId: string, reply: CheckoutReply): void {
    for (const line of this.#of(paymentId)) {
      this.#paymentOf.delete(line);
      if (reply.type === 'hand-over') this.#handedOver.set(line, paymentId);
      line.post(reply);
    }
  }

  #of(paymentId: string): PortConnection[] {
    return [...this.#paymentOf].flatMap(([line, id]) => (id === paymentId ? [line] : []));
  }
}
