import { browser } from '../platform/browser.ts';

/** Chromium stops a worker 30 s after its last extension event, even in the middle of a fetch. */
const CALL_EVERY = 20_000;

/** Keeps the worker awake while somebody has a reason to, and not a moment longer. */
export class Awake {
  readonly #reasons = new Set<string>();
  #timer: ReturnType<typeof setInterval> | undefined;

  set(reason: string, needed: boolean): void {
    if (needed) this.#reasons.add(reason);
    else this.#reasons.delete(reason);
    if (this.#reasons.size > 0) this.#timer ??= setInterval(() => void browser.runtime.getPlatformInfo(), CALL_EVERY);
    else this.rest();
  }

  /** Lets the worker sleep, whatever the reasons were. */
  rest(): void {
    this.#reasons.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
