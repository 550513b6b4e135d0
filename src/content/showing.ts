/// <reference types="chrome" />
import type { PageAnswer, PageCall, PageTotal } from '../messages/bridge.ts';
import type { CheckoutReply, CheckoutRequest, PageAmount, PageDetails } from '../messages/checkout.ts';
import { CHECKOUT_PORT } from '../messages/checkout.ts';
import { afterDocumentOpen } from './document-open.ts';
import { mayShow } from './gate.ts';

type ShowCall = Extract<PageCall, { type: 'show' }>;
type Show = Extract<CheckoutRequest, { type: 'show' }>;

/** Milliseconds for which the promise passed to `show()` may be pending; the same as in Chromium. */
const DETAILS_TIMEOUT = 10_000;

/**
 * If the worker does not answer, the connection is repeated after 50 ms, then after twice as long each time, at most 12 times in a row (34
 * s).
 */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 5000;
const ATTEMPTS = 12;
/** Milliseconds. A connection that lasted this long resets the attempts: its worker was stopped while it waited for the user. */
const STABLE_CONNECTION = 5000;

const CHECK_FIRST = 'If the payment was approved, check with the shop before paying again.';

/** One `show()`: its connection to the worker, which is renewed when the worker stops. */
export class Showing {
  readonly #answer: (answer: PageAnswer) => void;
  #message: Show;
  /** `handing-over`: the browser handles the payment, or will. The connection stays for its result and is not renewed. */
  #state: 'asking' | 'waiting' | 'answered' | 'handing-over' | 'over' = 'asking';
  #updated = false;
  #aborting = false;
  #port: chrome.runtime.Port | undefined;
  #connectedAt = 0;
  #attempts = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  /** True if a worker has received the message. */
  #sent = false;
  #detailsTimer: ReturnType<typeof setTimeout> | undefined;
  #stopWatching: (() => void) | undefined;
  /** True while the hand-over waits for the tab to become visible. */
  #awaitsTab = false;

  constructor(call: ShowCall, answer: (answer: PageAnswer) => void) {
    const { type, requestId, methodName, pending } = call;
    this.#message = { type, requestId, methodName, data: parse(call.data), details: detailsOf(call.details), pending };
    this.#answer = answer;
  }

  /** Asks the browser whether the page may show a payment. The connection starts the worker meanwhile. */
  async start(): Promise<void> {
    const { isActive } = navigator.userActivation;
    const verdict = mayShow();
    this.#watchLeaving();
    if (isActive) this.#connect();
    const refusal = await verdict;
    if (this.#state !== 'asking') return;
    if (refusal) return this.#finish(refusal);
    this.#state = 'waiting';
    if (this.#message.pending) this.#detailsTimer = setTimeout(this.#detailsLate, DETAILS_TIMEOUT);
    if (this.#port) this.#sendShow();
    else this.#connect();
  }

  hear(call: Exclude<PageCall, ShowCall>): void {
    if (call.type === 'update') {
      clearTimeout(this.#detailsTimer);
      this.#message = { ...this.#message, details: detailsOf(call.details), pending: false };
      this.#updated = this.#state === 'waiting';
      if (this.#updated) this.#post({ type: 'update', details: this.#message.details });
    } else if (call.type === 'others') {
      this.#message = { ...this.#message, others: true };
      if (this.#state === 'waiting') this.#post({ type: 'others' });
    } else if (call.type === 'handed-over') {
      if (call.isAllowed) this.#end();
      else this.#post({ type: 'blocked' });
    } else if (call.type === 'abort') {
      if (this.#state === 'asking' || this.#state === 'handing-over') return this.#finish({ type: 'aborted', done: true });
      this.#aborting = true;
      this.#post({ type: 'abort' });
    } else {
      this.#post({ type: 'complete', result: call.result });
      this.#end();
    }
  }

  /** Closes the connection. */
  end(): void {
    this.#end();
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  #connect = (): void => {
    clearTimeout(this.#retryTimer);
    try {
      const port = chrome.runtime.connect({ name: CHECKOUT_PORT });
      this.#port = port;
      this.#connectedAt = Date.now();
      port.onMessage.addListener((reply: CheckoutReply) => this.#onReply(reply));
      port.onDisconnect.addListener(() => this.#onDisconnect());
    } catch {
      return this.#finish(failed(`The wallet extension was updated or removed. ${CHECK_FIRST}`));
    }
    if (this.#state === 'waiting') this.#sendShow();
  };

  #sendShow(): void {
    this.#post(this.#sent ? { ...this.#message, again: true } : this.#message);
    this.#sent = true;
    // The worker may have stopped before it stored an update, so the payment may have the previous details.
    if (this.#updated) this.#post({ type: 'update', details: this.#message.details });
    if (this.#aborting) this.#post({ type: 'abort' });
  }

  #onReply(reply: CheckoutReply): void {
    if (reply.type === 'hand-over') return this.#handOver();
    if (reply.type === 'error' || (reply.type === 'aborted' && reply.done)) return this.#finish(reply);
    if (reply.type === 'aborted') this.#aborting = false;
    // The connection stays for `complete()`.
    if (reply.type === 'response') this.#state = 'answered';
    this.#answer(reply);
  }

  /** The browser shows nothing in a hidden tab, and the sheet may have been in another tab. */
  #handOver(): void {
    // Another page of the same order lists other methods, but this one does not.
    if (this.#message.others !== true) return this.#finish({ type: 'error', name: 'AbortError', message: 'The payment was cancelled.' });
    clearTimeout(this.#detailsTimer);
    this.#state = 'handing-over';
    if (document.visibilityState === 'visible') this.#answer({ type: 'hand-over' });
    else {
      this.#awaitsTab = true;
      document.addEventListener('visibilitychange', this.#onVisible);
    }
  }

  #onVisible = (): void => {
    if (document.visibilityState !== 'visible') return;
    this.#awaitsTab = false;
    document.removeEventListener('visibilitychange', this.#onVisible);
    this.#answer({ type: 'hand-over' });
  };

  #onDisconnect(): void {
    // Read, so that the browser does not log it: a missing receiver is expected while the worker starts.
    void chrome.runtime?.lastError;
    this.#port = undefined;
    if (this.#state === 'answered') return this.#end();
    if (this.#state === 'handing-over') return;
    if (Date.now() - this.#connectedAt > STABLE_CONNECTION) this.#attempts = 0;
    if (this.#attempts >= ATTEMPTS) return this.#finish(failed(`The wallet extension does not answer. ${CHECK_FIRST}`));
    this.#retryTimer = setTimeout(this.#connect, Math.min(FIRST_PAUSE * 2 ** this.#attempts++, LONGEST_PAUSE));
  }

  #post(message: CheckoutRequest): void {
    // Without a connection nothing is lost: the next one sends what is still relevant.
    this.#port?.postMessage(message);
  }

  #detailsLate = (): void => {
    this.#post({ type: 'abort' });
    this.#finish({ type: 'error', name: 'AbortError', message: 'Timed out waiting for a PaymentRequest.show(promise) to resolve.' });
  };

  #watchLeaving(): void {
    const attach = (): void => {
      addEventListener('pagehide', this.#leave);
      if (this.#awaitsTab) document.addEventListener('visibilitychange', this.#onVisible);
    };
    attach();
    // The page may call `document.open()` while it waits for its payment.
    this.#stopWatching = afterDocumentOpen(attach);
  }

  #leave = (event: Event): void => {
    if (event.isTrusted) this.#finish({ type: 'error', name: 'AbortError', message: 'The page went away.' });
  };

  #finish(answer: PageAnswer): void {
    if (this.#state === 'over') return;
    this.#end();
    this.#answer(answer);
  }

  #end(): void {
    this.#state = 'over';
    clearTimeout(this.#detailsTimer);
    clearTimeout(this.#retryTimer);
    removeEventListener('pagehide', this.#leave);
    document.removeEventListener('visibilitychange', this.#onVisible);
    this.#stopWatching?.();
    this.#port?.disconnect();
    this.#port = undefined;
  }
}

function failed(message: string): PageAnswer {
  return { type: 'error', name: 'OperationError', message };
}

function parse(data: string | undefined): unknown {
  return data === undefined ? null : JSON.parse(data);
}

/** Converts the page's lists to arrays and currencies to upper case, as the browser does. */
function detailsOf({ total, items }: PageTotal): PageDetails {
  const capitals = ({ currency, value }: PageAmount) => ({ currency: currency.toUpperCase(), value });
  return {
    total: capitals(total),
    items: Array.from(items, ({ label, amount, pending }) => ({
      label,
      amount: capitals(amount),
      ...(pending === undefined ? {} : { pending }),
    })),
  };
}
