import type { Clock } from '../../model/clock.ts';
import type { UrlPolicy } from './url-policy.ts';

/** What talking to a server needs. */
export interface HttpDeps {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly policy: UrlPolicy;
  /** Milliseconds for one request, body included; 10 s by default, and a multiple of it where a request asks for more patience. Real time, whatever `clock` says. */
  readonly timeout?: number;
}
