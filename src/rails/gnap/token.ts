import type { AccessToken, TokenStore } from '../../model/payer-wallet.ts';
import type { HttpDeps } from '../http/deps.ts';
import { readToken } from './grant.ts';
import { call } from '../http/http.ts';
import { Refusal } from '../http/refusal.ts';
import type { RequestKey } from '../http/signature.ts';
import { sameOrigin } from '../http/urls.ts';
import type { SingleFlight } from './single-flight.ts';
import { rotationAnswer } from './wire.ts';

// Never aborted: an aborted rotation would lose the token for every request that waits for it. Each request has its own timeout.
export const NEVER_ABORTED = new AbortController().signal;

/** A token must be valid for at least this many milliseconds to be used without rotation. */
const EXPIRY_MARGIN = 5000;

/**
 * Rotates an access token (RFC 9635, section 6.1), which revokes the old one. Many servers also rotate expired tokens.
 * @returns `undefined` if the server does not rotate it.
 * @throws {TenderError} if the server could not be reached or does not know our key.
 */
export async function rotate(deps: HttpDeps, token: AccessToken, authServer: string, key: RequestKey): Promise<AccessToken | undefined> {
  if (!sameOrigin(token.manage, authServer)) return undefined;
  const requestedAt = deps.clock.now();
  try {
    const answer = await call(deps, { method: 'POST', url: token.manage, token: token.value, key, signal: NEVER_ABORTED }, rotationAnswer);
    return readToken(answer.access_token, authServer, requestedAt);
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.retry === 'never' && !thrown.isUnknownKey && !thrown.isClockSkew) return undefined;
    throw thrown;
  }
}

/** How to obtain and rotate one access token, and the key under which it is stored. */
export interface TokenSource {
  readonly storeKey: string;
  /** Requests a new grant. */
  obtain(): Promise<AccessToken>;
  /** See `rotate`. */
  rotate(token: AccessToken): Promise<AccessToken | undefined>;
}

/** Provides access tokens that are used for several payments. A refused token is replaced once, even if several requests wait for it. */
export interface TokenKeeper {
  /**
   * Runs `use` with the stored token or a new one. If the server refuses the token, runs `use` once more with a new token. A new token is
   * stored before it is used.
   * @throws the errors of `use` and of the source.
   */
  withToken<T>(source: TokenSource, use: (token: AccessToken) => Promise<T>): Promise<T>;
}

/**
 * @param now milliseconds since the epoch.
 * @param once allows one replacement at a time for each token: concurrent rotations would revoke each other's token.
 */
export function tokenKeeper(store: TokenStore, now: () => number, once: SingleFlight<AccessToken>): TokenKeeper {
  async function storeToken(storeKey: string, token: AccessToken): Promise<AccessToken> {
    await store.put(storeKey, token);
    return token;
  }

  /** The stored token if another request has replaced the dead one, else a rotated token, else the token of a new grant. */
  async function replaceToken(source: TokenSource, dead: AccessToken | undefined): Promise<AccessToken> {
    const stored = await store.get(source.storeKey);
    if (stored && stored.value !== dead?.value && !isExpired(stored, now())) return stored;
    const rotated = stored ? await source.rotate(stored) : undefined;
    return await storeToken(source.storeKey, rotated ?? (await source.obtain()));
  }

  return {
    async withToken(source, use) {
      const { storeKey } = source;
      const token = await once(storeKey, () => replaceToken(source, undefined));
      try {
        return await use(token);
      } catch (thrown) {
        if (!(thrown instanceof Refusal) || !thrown.isDeadToken) throw thrown;
      }
      return await use(await once(storeKey, () => replaceToken(source, token)));
    },
  };
}

function isExpired({ expiresAt }: AccessToken, now: number): boolean {
  return expiresAt !== undefined && expiresAt - EXPIRY_MARGIN <= now;
}
