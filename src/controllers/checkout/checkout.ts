import type { CheckoutReply, CheckoutRequest } from '../../messages/checkout.ts';
import { parseCheckoutRequest } from '../../messages/checkout-parser.ts';
import type { Engine } from '../../engine/engine.ts';
import { TenderError, toTenderError } from '../../model/errors.ts';
import type { Intent, PageSource } from '../../model/intent.ts';
import { isFromPage } from '../../model/intent.ts';
import { isCheckingStopped } from '../../model/journal.ts';
import type { Payment } from '../../model/payment.ts';
import type { Rail } from '../../model/rail.ts';
import { isDeclinable, isOver, isSubmitted } from '../../model/states.ts';
import type { PortConnection } from '../port-connection.ts';
import { answerFor, failed, isPaidInPart, isRetriable, refusal, UNSURE } from './page-answers.ts';
import { intentOf } from './page-intent.ts';
import type { PageSourceOf } from '../environment.ts';
import { WaitingPages } from './waiting-pages.ts';

/** A page whose worker died comes back within this time; one that does not is gone. */
const COMING_BACK = 10_000;

type Show = Extract<CheckoutRequest, { type: 'show' }>;

/** This long after the shop's button its sheet may not have come up yet: a worker that dies then takes the opening along. */
const JUST_ASKED = 5_000;

/** After this long without knowing, a page hears that nobody knows: its shop must look at its own wallet. */
const TOO_LONG = 5 * 60_000;

const ABORTED: CheckoutReply = { type: 'aborted', done: true };
const ABORT_REFUSED: CheckoutReply = { type: 'aborted', done: false };

/** The sheet, as far as pages open it. */
export interface SheetOpener {
  /** @param tabId the tab in whose window the sheet belongs, where there is one. */
  open(tabId: number | undefined): void;
  /** Opens it where none is open any more, or never was, if it is still wanted once that is known. */
  bringBack(tabId: number | undefined, isWanted: () => boolean): void;
  /** Resolves once the tab is in front, with no sheet over it. */
  untilTabIsActive(tabId: number): Promise<void>;
  /** Has the sheet shown anew. */
  refresh(): void;
}

/**
 * The pages that wait for a payment: their requests in, their answers out. One payment is shown at a time, as Payment Request has it;
 * what has been submitted is no longer shown in that sense, and holds nobody up.
 */
export class Checkout {
  readonly #engine: Engine;
  readonly #rails: ReadonlyMap<string, Rail>;
  readonly #sheet: SheetOpener;
  readonly #pageSource: PageSourceOf;
  readonly #pages = new WaitingPages();
  #asking = 0;
  /** The thing that is being paid for right now, from before it has a payment. */
  #showing: { readonly key: string; payment?: Payment } | undefined;

  constructor(engine: Engine, rails: ReadonlyMap<string, Rail>, sheet: SheetOpener, pageSource: PageSourceOf) {
    this.#engine = engine;
    this.#rails = rails;
    this.#sheet = sheet;
    this.#pageSource = pageSource;
  }

  /** Serves one `show()`. Messages that are none are dropped. */
  connect(connection: PortConnection): void {
    let work: Promise<void> = Promise.resolve();
    const next = (step: () => Promise<void>): void => {
      work = work.then(step).catch(() => undefined);
    };
    const onMessage = (message: unknown): void => {
      const request = parseCheckoutRequest(message);
      if (request) next(() => this.#serve(connection, request));
      else if (typeOf(message) === 'show' || typeOf(message) === 'update') next(() => this.#refuse(connection));
    };
    connection.listen(onMessage, () => next(() => this.#left(connection)));
  }

  /**
   * Shows what the user brought, in its turn: while something is shown they decide on that, and no page can change it under their hand.
   * @throws {TenderError} `payable-completed` for what is paid and done with, and what the engine throws.
   */
  async bring(intent: Intent): Promise<void> {
    const payment = await this.#ask(intent);
    if (!payment) return;
    this.changed(payment);
    if (payment.state === 'completed' && payment.seenAt !== undefined) throw new TenderError('payable-completed');
  }

  /** Tells every waiting page what there is to tell. Called after each change of a payment. */
  changed(payment: Payment): void {
    const rail = this.#rails.get(payment.intent.request.rail);
    const answer = rail && answerFor(payment, rail);
    if (answer) this.#answer(payment, answer);
    // Back from the wallet that refused the allowance: it is shown again, and nothing else comes under the user's hand.
    const isBack = payment.allowanceRefusal !== undefined && isDeclinable(payment.state) && this.isWanted(payment);
    if (isBack) this.#showing ??= { key: payment.key, payment };
    if (this.#showing?.payment?.id !== payment.id) return;
    if (answer || isSubmitted(payment.state)) this.#showing = undefined;
    else this.#showing.payment = payment;
  }

  /** The browser's own handling can take over only once the user is back at the page; until then the page waits on. */
  #answer({ id, intent: { source } }: Payment, answer: CheckoutReply): void {
    const tell = (): void => this.#pages.answer(id, answer);
    if (answer.type !== 'hand-over' || source.tabId === undefined) tell();
    else void this.#sheet.untilTabIsActive(source.tabId).then(tell, tell);
  }

  /** Takes the pages of one attempt along to the next one. */
  follow(from: string, next: Payment): void {
    this.#pages.follow(from, next.id);
    if (this.#showing?.payment?.id === from) this.#showing.payment = next;
    else this.#showing ??= { key: next.key, payment: next };
    // The page may have left while the next attempt was being written.
    if (!this.isWanted(next)) void this.#pageGone(next.id).catch(() => undefined);
  }

  isAwaited(paymentId: string): boolean {
    return this.#pages.isAwaited(paymentId);
  }

  /** Whether another try makes sense to anybody: a page still waits, or the user asked by themselves. */
  isWanted({ id, intent }: Payment): boolean {
    return !isFromPage(intent.source) || this.isAwaited(id);
  }

  /** Whether the user can have a payment's order paid with another method that its page lists. */
  canHandOver(paymentId: string): boolean {
    return this.#pages.canHandOver(paymentId);
  }

  /**
   * The user wants to pay with another method that the page lists: nothing is paid here any more, and the browser's own handling takes
   * over in the page. @returns false when that is not possible (any more).
   */
  async handOver(id: string): Promise<boolean> {
    if (!this.canHandOver(id)) return false;
    // Declined first, in the journal: from then on it cannot be paid twice.
    if (!(await this.#engine.decline(id, new TenderError('other-method-chosen')))) {
      const payment = await this.#engine.get(id);
      if (!isRetriable(payment) || isPaidInPart(payment)) return false;
      await this.#engine.noteOtherMethod(id, 'other-method-chosen');
    }
    await this.#engine.markSeen(id);
    return true;
  }

  /** True while a request is being recorded: a sheet that has nothing to show yet is about to. */
  get isAsking(): boolean {
    return this.#asking > 0;
  }

  /** After a wake: payments that nobody had approved end, unless their page comes back. */
  expectPages(payments: readonly Payment[]): void {
    const undecided = payments.filter((payment) => isDeclinable(payment.state) && !payment.approval);
    const brought = undecided.find(({ intent }) => !isFromPage(intent.source));
    if (brought) this.#showing ??= { key: brought.key, payment: brought };
    const unapproved = undecided.filter(({ intent }) => isFromPage(intent.source));
    if (unapproved.length === 0) return;
    setTimeout(() => {
      for (const { id } of unapproved) if (!this.isAwaited(id)) void this.#pageGone(id).catch(() => undefined);
    }, COMING_BACK);
  }

  /** Pages of payments that have been unsure for long hear so. The payment itself is checked on. */
  tellUnsure(payments: readonly Payment[]): void {
    for (const { id, state, approval } of payments) {
      if (state === 'unsure' && approval && approval.at + TOO_LONG < Date.now()) this.#pages.answer(id, UNSURE);
    }
  }

  async #serve(connection: PortConnection, request: CheckoutRequest): Promise<void> {
    const paymentId = this.#pages.paymentOf(connection);
    if (paymentId === undefined) {
      if (request.type === 'show') await this.#show(connection, request);
      else if (request.type === 'blocked') await this.#blocked(connection);
    } else if (request.type === 'others') {
      this.#pages.hasOthers(connection);
      this.#sheet.refresh();
    } else if (request.type === 'update') {
      await this.#engine.revise(paymentId, request.details);
    } else if (request.type === 'abort') {
      connection.post(await this.#abort(connection, paymentId).catch(() => ABORT_REFUSED));
    }
  }

  /** The browser wants the user to press the shop's button once more: the sheet says so. */
  async #blocked(connection: PortConnection): Promise<void> {
    const id = this.#pages.handedOver(connection);
    if (id === undefined) return;
    await this.#engine.noteOtherMethod(id, 'other-method-blocked');
    this.#sheet.open(await this.#engine.shopTab(id));
  }

  /** Section 3.4 of Payment Request. Refused only while money may be moving. */
  async #abort(connection: PortConnection, id: string): Promise<CheckoutReply> {
    if (await this.#engine.decline(id, new TenderError('page-gone'))) return ABORTED;
    const payment = await this.#engine.get(id);
    const isHandedOver = payment.failure?.code === 'other-method-chosen';
    if (!isRetriable(payment) && !isHandedOver) return ABORT_REFUSED;
    // Over already: the page's promise was only kept open for another attempt, or until the user is back at the page.
    this.#pages.remove(connection);
    if (isHandedOver) return ABORTED;
    if (!this.isAwaited(id)) await this.#endRetrying(payment);
    return isPaidInPart(payment) ? failed(payment) : ABORTED;
  }

  /** No further attempt is wanted at a payment that has ended: its pages are told how it ended, and it blocks nothing. */
  async #endRetrying(payment: Payment): Promise<void> {
    if (this.#showing?.payment?.id === payment.id) this.#showing = undefined;
    this.#pages.answer(payment.id, failed(payment));
    // Money has moved: that stays on the sheet until the user has seen it.
    if (isPaidInPart(payment)) this.#sheet.refresh();
    else await this.#engine.markSeen(payment.id);
  }

  async #show(connection: PortConnection, show: Show): Promise<void> {
    try {
      const source = await this.#pageSource(connection.port);
      if (!source) {
        connection.post({ type: 'error', name: 'SecurityError', message: 'Payments are not available in this document.' });
        return;
      }
      const intent = intentOf(this.#rails, show, source);
      if (show.again && (await this.#attach(connection, show, source))) return;
      const payment = await this.#ask(intent);
      if (!payment) {
        connection.post({ type: 'error', name: 'AbortError', message: 'Another payment is being shown.' });
        return;
      }
      this.#pages.add(connection, payment.id);
      if (show.others) this.#pages.hasOthers(connection);
      this.changed(payment);
      this.#sheet.refresh();
    } catch (thrown) {
      connection.post(refusal(toTenderError(thrown).code));
    }
  }

  /**
   * A page whose worker died says its `show()` again. It goes on waiting for the payment that it started, or hears how that ended: no new
   * payment, and no sheet that opens by itself, unless the first one may have died with the worker.
   */
  async #attach(connection: PortConnection, { requestId, others }: Show, source: PageSource): Promise<boolean> {
    const payment = await this.#engine.recall(requestId, source);
    if (!payment || payment.failure?.code === 'page-gone') return false;
    this.#pages.add(connection, payment.id);
    if (others) this.#pages.hasOthers(connection);
    if (isDeclinable(payment.state)) {
      this.#showing ??= { key: payment.key, payment };
      const isShown = (): boolean => this.#showing?.payment?.id === payment.id;
      if (Date.now() - payment.createdAt < JUST_ASKED) this.#sheet.bringBack(source.tabId, isShown);
    }
    this.changed(payment);
    return true;
  }

  /** @returns false while another payment waits for the user's decision. */
  async #makeWayFor(key: string): Promise<boolean> {
    const before = this.#showing?.payment;
    // It only offers another attempt, to a user who has turned to something else.
    if (before && isOver(before.state)) await this.#endRetrying(before);
    if (!this.#showing || this.#showing.key === key) return true;
    // The one that is in the way may have lost its sheet; seeing it, the user can end it.
    if (this.#showing.payment) this.#sheet.open(this.#showing.payment.intent.source.tabId);
    return false;
  }

  async #ask(intent: Intent): Promise<Payment | undefined> {
    const key = this.#rails.get(intent.request.rail)?.keyOf(intent);
    if (key === undefined) throw new TenderError('invalid-request');
    if (!(await this.#makeWayFor(key))) return undefined;
    const showing = (this.#showing ??= { key });
    // The user waits for the sheet, the journal can be written meanwhile.
    this.#asking++;
    this.#sheet.open(intent.source.tabId);
    try {
      const found = await this.#engine.request(intent);
      // Who asks for the same thing wants to know after all.
      const payment = isCheckingStopped(found) ? await this.#engine.reconcileNow(found.id) : found;
      // Somebody else's page is told nothing of a payment that it did not start; that a thing is paid its payee tells anybody.
      if (isFromPage(intent.source) && payment.intent.source.origin !== intent.source.origin) {
        throw new TenderError(payment.state === 'completed' ? 'payable-completed' : 'refused');
      }
      showing.payment = payment;
      return payment;
    } catch (error) {
      if (this.#showing === showing && !showing.payment) this.#showing = undefined;
      throw error;
    } finally {
      this.#asking--;
      this.#sheet.refresh();
    }
  }

  /** A request that makes no sense ends what the page had asked for. */
  async #refuse(connection: PortConnection): Promise<void> {
    const paymentId = this.#pages.paymentOf(connection);
    this.#pages.remove(connection);
    connection.post(refusal('invalid-request'));
    if (paymentId !== undefined && !this.isAwaited(paymentId)) await this.#pageGone(paymentId);
  }

  async #left(connection: PortConnection): Promise<void> {
    const paymentId = this.#pages.paymentOf(connection);
    const handedOver = this.#pages.handedOver(connection);
    this.#pages.remove(connection);
    // What the sheet says of it, if anything, has been done or means nothing any more.
    if (handedOver !== undefined) await this.#engine.markSeen(handedOver);
    if (paymentId !== undefined && !this.isAwaited(paymentId)) await this.#pageGone(paymentId);
  }

  /** Nobody waits any more: what was not approved ends. What was goes on, and the user sees its end in the sheet. */
  async #pageGone(id: string): Promise<void> {
    if (this.#showing?.payment?.id === id) this.#showing = undefined;
    await this.#engine.declineUnapproved(id, new TenderError('page-gone'));
  }
}

function typeOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null ? Reflect.get(message, 'type') : undefined;
}
