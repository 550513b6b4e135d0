import type { Outcome } from '../../src/model/rail.ts';
import { urlOf } from './invoice-rig.ts';

interface LateNetworkOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Which request is late. Its sender sees a cut connection. */
  readonly isLate: (url: string, method: string | undefined) => boolean;
  /** Before which of the requests after it the late one arrives: 1 is the next. Those before that one have their answers by then. */
  readonly before: number;
  /** Resolves when everything that the late request does is done. */
  readonly done: () => Promise<void>;
}

/** A network on which one request outlives the patience of its sender, and arrives between two later ones. */
export function lateNetwork({ fetch, isLate, before, done }: LateNetworkOptions): typeof globalThis.fetch {
  let arrive: (() => Promise<unknown>) | undefined;
  const asked: Promise<unknown>[] = [];
  return async (request, init) => {
    const url = urlOf(request);
    if (!arrive && isLate(url, init?.method)) {
      arrive = () => fetch(url, init);
      throw new TypeError('cut');
    }
    if (!arrive) return fetch(url, init);
    const earlier = [...asked];
    const answer =
      earlier.length === before - 1
        ? Promise.allSettled(earlier)
            .then(arrive)
            .then(done)
            .then(() => fetch(url, init))
        : fetch(url, init);
    asked.push(answer);
    return answer;
  };
}

/** Reads until a payment is over, at most five times. */
export async function lastOutcome(read: () => Promise<Outcome>): Promise<Outcome> {
  for (let reading = 1; ; reading += 1) {
    const outcome = await read();
    if (outcome.status === 'completed' || outcome.status === 'failed' || reading === 5) return outcome;
  }
}
