import type { CheckoutReply } from '../messages/checkout.ts';
import type { Line } from './line.ts';

/** Which pages wait for which payment. A page waits for one; several can wait for the same. */
export class WaitingPages {
  readonly #paymentOf = new Map<Line, string>();

  add(line: Line, paymentId: string): void {
    this.#paymentOf.set(line, paymentId);
  }

  /** The payment that a page waits for. */
  paymentOf(line: Line): string | undefined {
    return this.#paymentOf.get(line);
  }

  remove(line: Line): void {
    this.#paymentOf.delete(line);
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
      line.post(reply);
    }
  }

  #of(paymentId: string): Line[] {
    return [...this.#paymentOf].flatMap(([line, id]) => (id === paymentId ? [line] : []));
  }
}
