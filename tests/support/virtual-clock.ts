import type { Clock } from '../../src/model/clock.ts';

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that only moves when a test advances it. */
export class VirtualClock implements Clock {
  #now = 1_000_000;
  #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const stop = () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(signal.reason);
      };
      const wake = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const timer = { at: this.#now + ms, wake };
      this.#timers.push(timer);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  /**
   * Advances to the next timer and fires it. @returns false if there is none within `limit` milliseconds; then the time advances by
   * `limit`.
   */
  advance(limit = Number.POSITIVE_INFINITY): boolean {
    const [next] = this.#timers.toSorted((a, b) => a.at - b.at);
    if (!next || next.at > this.#now + limit) {
      if (Number.isFinite(limit)) this.#now += limit;
      return false;
    }
    this.#timers = this.#timers.filter((timer) => timer !== next);
    this.#now = Math.max(this.#now, next.at);
    next.wake();
    return true;
  }
}

/** Pending WebCrypto hashes: they run on other threads and may take any time on a busy machine. */
let hashing = 0;
const digest = crypto.subtle.digest.bind(crypto.subtle);
crypto.subtle.digest = async (...given) => {
  hashing += 1;
  try {
    return await digest(...given);
  } finally {
    hashing -= 1;
  }
};

/** Runs everything that is ready, hashing included. */
export async function settle(): Promise<void> {
  for (let quiet = 0; quiet < 6; quiet = hashing > 0 ? 0 : quiet + 1) await new Promise((resolve) => setImmediate(resolve));
}
