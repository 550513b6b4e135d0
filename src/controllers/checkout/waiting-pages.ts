import type { CheckoutReply } from '../../messages/checkout.ts';
import type { PortConnection } from '../port-connection.ts';

/** Which pages wait for which payment. A page waits for one; several can wait for the same. */
export class WaitingPages {
  readonly #paymentOf = new Map<PortConnection, string>();
  /** Pages that list other methods with which the browser can pay. */
  readonly #others = new Set<PortConnection>();
  /** Pages whose order went to the browser's own handling, with the payment that was shown here. */
  readonly #handedOver = new Map<PortConnection, string>();

  add(connection: PortConnection, paymentId: string): void {
    this.#paymentOf.set(connection, paymentId);
  }

  /** The payment that a page waits for. */
  paymentOf(connection: PortConnection): string | undefined {
    return this.#paymentOf.get(connection);
  }

  /** Notes that the browser can pay with another method that a page lists. */
  hasOthers(connection: PortConnection): void {
    this.#others.add(connection);
  }

  /** Whether a page that waits for this payment can have it paid with another method. */
  canHandOver(paymentId: string): boolean {
    return this.#of(paymentId).some((connection) => this.#others.has(connection));
  }

  /** The payment that was shown here before a page's order went to the browser's own handling. */
  handedOver(connection: PortConnection): string | undefined {
    return this.#handedOver.get(connection);
  }

  remove(connection: PortConnection): void {
    this.#paymentOf.delete(connection);
    this.#others.delete(connection);
    this.#handedOver.delete(connection);
  }

  isAwaited(paymentId: string): boolean {
    return this.#of(paymentId).length > 0;
  }

  /** The pages that waited for one attempt wait for the next one. */
  follow(from: string, to: string): void {
    for (const connection of this.#of(from)) this.#paymentOf.set(connection, to);
  }

  /** Tells every page that waits for a payment its answer; then none waits any more. */
  answer(paymentId: string, reply: CheckoutReply): void {
    for (const connection of this.#of(paymentId)) {
      this.#paymentOf.delete(connection);
      if (reply.type === 'hand-over') this.#handedOver.set(connection, paymentId);
      connection.post(reply);
    }
  }

  #of(paymentId: string): PortConnection[] {
    return [...this.#paymentOf].flatMap(([connection, id]) => (id === paymentId ? [connection] : []));
  }
}
