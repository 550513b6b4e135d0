import { CALLER_HEADER } from './request-log.ts';
import type { WorldFetch } from './world-fetch.ts';

/** A fetch whose requests name the server of the world that sent them. */
export function calledBy(fetch: WorldFetch, caller: string): WorldFetch {
  return (url, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set(CALLER_HEADER, caller);
    return fetch(url, { ...init, headers });
  };
}
