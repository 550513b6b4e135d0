import type { CheckoutRequest } from '../messages/checkout.ts';
import { parseCheckoutRequest } from '../messages/checkout-parser.ts';
import type { Engine } from '../payments/engine.ts';
import { TenderError, toTenderError } from '../payments/errors.ts';
import type { Intent, PageSource, RailRequest } from '../payments/intent.ts';
import type { Payment } from '../payments/payment.ts';
import type { Rail } from '../payments/rail.ts';
import { isDeclinable, isOver } from '../payments/states.ts';
import type { Line } from './line.ts';
import { answerFor, refusal } from './page-answers.ts';
import { pageSource } from './senders.ts';

/** A page whose worker died comes back within this time; one that does not is gone. */
const COMING_BACK = 10_000;

type Show = Extract<CheckoutRequest, { type: 'show' }>;

/** The pages that wait for a payment: their lines in, their answers out. One payment is shown at a time, as Payment Request has it. */
export class Checkout {
  readonly #engine: Engine;
  readonly #rails: ReadonlyMap<string, Rail>;
  readonly #openSheet: (payment: Payment) => void;
  /** Waiting pages by payment. */
  readonly #lines = new Map<string, Set<Line>>();
  /** The thing that is being paid for right now, from before it has a payment. */
  #showing: { readonly key: string; paymentId?: string } | undefined;

  constructor(engine: Engine, rails: ReadonlyMap<string, Rail>, openSheet: (payment: Payment) => void) {
    this.#engine = engine;
    this.#rails = rails;
    this.#openSheet = openSheet;
  }

  /** Serves one `show()`. Messages that are none are dropped. */
  connect(line: Line): void {
    let paymentId: Promise<string | undefined> = Promise.resolve(undefined);
    const onMessage = (message: unknown): void => {
      const request = parseCheckoutRequest(message);
      if (request) paymentId = paymentId.then((id) => (id === undefined ? this.#first(line, request) : this.#later(line, id, request)));
      else if (isShow(message)) line.post(refusal('invalid-request'));
    };
    line.listen(onMessage, () => {
      void paymentId.then((id) => (id === undefined ? undefined : this.#left(line, id)));
    });
  }

  /** Tells every waiting page what there is to tell. Called after each change of a payment. */
  changed(payment: Payment): void {
    const answer = answerFor(payment);
    if (!answer) return;
    for (const line of this.#lines.get(payment.id) ?? []) line.post(answer);
    this.#lines.delete(payment.id);
    if (this.#showing?.paymentId === payment.id) this.#showing = undefined;
  }

  /** The pages that waited for one attempt wait for the next one. */
  follow(from: string, to: string): void {
    const lines = this.#lines.get(from);
    this.#lines.delete(from);
    if (lines) this.#lines.set(to, lines);
    if (this.#showing?.paymentId === from) this.#showing.paymentId = to;
  }

  isAwaited(paymentId: string): boolean {
    return this.#lines.has(paymentId);
  }

  /** After a wake: payments that nobody had approved end, unless their page comes back. */
  expectPages(payments: readonly Payment[]): void {
    const unapproved = payments.filter((payment) => isDeclinable(payment.state) && !payment.approval);
    if (unapproved.length === 0) return;
    setTimeout(() => {
      for (const { id } of unapproved) if (!this.isAwaited(id)) void this.#pageGone(id);
    }, COMING_BACK);
  }

  async #first(line: Line, request: CheckoutRequest): Promise<string | undefined> {
    if (request.type !== 'show') return undefined;
    try {
      const source = await pageSource(line.port);
      if (!source) {
        line.post({ type: 'error', name: 'SecurityError', message: 'Payments are not available in this document.' });
        return undefined;
      }
      const payment = await this.#ask(intentOf(this.#rails, request, source));
      if (!payment) {
        line.post({ type: 'error', name: 'AbortError', message: 'Another payment is being shown.' });
        return undefined;
      }
      this.#wait(line, payment);
      return payment.id;
    } catch (thrown) {
      line.post(refusal(toTenderError(thrown).code));
      return undefined;
    }
  }

  async #ask(intent: Intent): Promise<Payment | undefined> {
    const key = this.#rails.get(intent.request.rail)?.keyOf(intent);
    if (key === undefined) throw new TenderError('invalid-request');
    if (this.#showing && this.#showing.key !== key) return undefined;
    const showing = (this.#showing ??= { key });
    try {
      const payment = await this.#engine.ask(intent);
      // Somebody else's page may pay for the same thing, but is told nothing of a payment that it did not start.
      if (payment.intent.source.origin !== intent.source.origin) throw new TenderError('payable-completed');
      showing.paymentId = payment.id;
      return payment;
    } catch (error) {
      if (this.#showing === showing && showing.paymentId === undefined) this.#showing = undefined;
      throw error;
    }
  }

  #wait(line: Line, payment: Payment): void {
    const lines = this.#lines.get(payment.id) ?? new Set();
    this.#lines.set(payment.id, lines.add(line));
    this.#openSheet(payment);
    if (isOver(payment.state)) this.changed(payment);
  }

  async #later(line: Line, id: string, request: CheckoutRequest): Promise<string> {
    if (request.type === 'update') await this.#engine.revise(id, request.details).catch(() => undefined);
    if (request.type === 'abort') line.post({ type: 'aborted', done: await this.#engine.decline(id, new TenderError('page-gone')) });
    return id;
  }

  async #left(line: Line, id: string): Promise<void> {
    const lines = this.#lines.get(id);
    lines?.delete(line);
    if (!lines || lines.size > 0) return;
    this.#lines.delete(id);
    await this.#pageGone(id);
  }

  /** Nobody waits any more: what was not approved ends. What was goes on, and the person sees its end in the sheet. */
  async #pageGone(id: string): Promise<void> {
    await this.#engine.declineUnapproved(id, new TenderError('page-gone')).catch(() => undefined);
    if (this.#showing?.paymentId === id && !this.isAwaited(id)) this.#showing = undefined;
  }
}

/**
 * Makes the intent of a page's request. Exactly one key of the data must be one that a rail answers to; others are left for later versions.
 * @throws {TenderError} `invalid-request` or `insecure-url`.
 */
export function intentOf(rails: ReadonlyMap<string, Rail>, show: Show, source: PageSource): Intent {
  const { requestId, methodName, details, pending } = show;
  return { requestId, methodName, source, request: railRequest(rails, show.data), total: details.total, items: details.items, pending };
}

function railRequest(rails: ReadonlyMap<string, Rail>, data: unknown): RailRequest {
  if (typeof data !== 'object' || data === null) throw new TenderError('invalid-request', { params: { what: 'data' } });
  const named = [...rails.values()].flatMap((rail) => rail.kinds.filter((kind) => Object.hasOwn(data, kind)).map((kind) => ({ rail, kind })));
  const [only, ...others] = named;
  if (!only || others.length > 0) throw new TenderError('invalid-request', { params: { what: named.map(({ kind }) => kind).join(', ') } });
  return only.rail.parseRequest(only.kind, Reflect.get(data, only.kind));
}

function isShow(message: unknown): boolean {
  return typeof message === 'object' && message !== null && Reflect.get(message, 'type') === 'show';
}
