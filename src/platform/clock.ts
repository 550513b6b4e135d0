import type { Clock } from '../model/clock.ts';

/** Timers count milliseconds in 31 bits; a longer one would fire at once. */
const LONGEST_SLEEP = 2 ** 31 - 1;

/** The real one. Sleeps of more than 24 days are cut to that. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(
        () => {
          signal.removeEventListener('abort', stop);
          resolve();
        },
        Math.min(ms, LONGEST_SLEEP),
      );
      signal.addEventListener('abort', stop, { once: true });
    }),
};
