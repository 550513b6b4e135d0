import type { Clock } from '../model/clock.ts';

/** Maximum delay of timers: 31 bits. A longer one would fire immediately. */
const MAX_TIMER_DELAY = 2 ** 31 - 1;

/** The system clock. Sleeps of more than 24 days are shortened to that. */
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
        Math.min(ms, MAX_TIMER_DELAY),
      );
      signal.addEventListener('abort', stop, { once: true });
    }),
};
