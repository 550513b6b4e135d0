import type { LoggedRequest } from '../../demo/http/request-log.ts';

/** A request of the extension itself: not one for a document that a user sees, not the shop's own, not a preflight. */
export function isOurs({ method, headers, host }: LoggedRequest): boolean {
  return method !== 'OPTIONS' && headers['sec-fetch-mode'] !== 'navigate' && !host.startsWith('shop.');
}

/** How many requests went one after another: the longest chain in which each began after the one before was answered. */
export function inSeries(requests: readonly LoggedRequest[]): number {
  let count = 0;
  let free = 0;
  for (const { time, duration } of requests.toSorted((a, b) => a.time + a.duration - (b.time + b.duration))) {
    if (time < free) continue;
    count += 1;
    free = time + duration;
  }
  return count;
}
