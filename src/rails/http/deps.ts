import type { Clock } from '../../model/clock.ts';
import type { UrlPolicy } from './url-policy.ts';

/** Dependencies of HTTP requests. */
export interface HttpDeps {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly policy: UrlPolicy;
  /**
   * Timeout of one request with its response body, in milliseconds of real time (not of `clock`). 10 s by default; a request's `patience`
   * multiplies it.
   */
  readonly timeout?: number;
}
