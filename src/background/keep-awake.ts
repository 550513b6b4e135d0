import { browser } from '../platform/browser.ts';

/** Chromium stops a worker 30 s after its last extension event, even in the middle of a fetch. */
const CALL_EVERY = 20_000;

/** Keeps the worker awake while somebody has a reason to, and not a moment longer. */
export class KeepAwake {
  readonly #reasons = new Set<string>();
  #answers = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  set(reason: string, needed: boolean): void {
    if (needed) this.#reasons.add(reason);
    else this.#reasons.delete(reason);
    if (this.#reasons.size > 0) this.#start();
    else this.rest();
  }

  /** Keeps the worker awake while an answer is awaited: without one there is no extension event that would. */
  async during<T>(work: Promise<T>): Promise<T> {
    const reason = `answer ${++this.#answers}`;
    this.set(reason, true);
    try {
      return await work;
    } finally {
      this.set(reason, false);
    }
  }

  /** Lets the worker sleep, whatever the reasons were. */
  rest(): void {
    this.#reasons.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #start(): void {
    if (this.#timer !== undefined) return;
    // The last event may be as long ago as the worker may rest.
    call();
    this.#timer = setInterval(call, CALL_EVERY);
  }
}

/** A call to the browser counts as an event. */
function call(): void {
  void browser.runtime.getPlatformInfo();
}
