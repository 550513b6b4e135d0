import type { AccessToken, TokenStore } from '../../model/payer-wallet.ts';
import type { HttpDeps } from '../http/deps.ts';
import { readToken } from './grant.ts';
import { call } from '../http/http.ts';
import { Refusal } from '../http/refusal.ts';
import type { RequestKey } from '../http/signature.ts';
import { sameOrigin } from '../http/urls.ts';
import type { SingleFlight } from './single-flight.ts';
import { rotationAnswer } from './wire.ts';

// A renewal that is given up half-way loses the token for everybody who waits for it; each request has its own time limit anyway.
export const TO_THE_END = new AbortController().signal;

/** A token that must still be good for this long to be used as it is. */
const MARGIN = 5000;

/**
 * Rotates a token (RFC 9635, section 6.1): the old one dies at once. Works after expiry at many servers.
 * @returns `undefined` when the server does not rotate it (any more).
 * @throws {TenderError} when the server could not be asked, or does not know our key.
 */
export async function rotate(deps: HttpDeps, token: AccessToken, authServer: string, key: RequestKey): Promise<AccessToken | undefined> {
  if (!sameOrigin(token.manage, authServer)) return undefined;
  const asked = deps.clock.now();
  try {
    const answer = await call(deps, { method: 'POST', url: token.manage, token: token.value, key, signal: TO_THE_END }, rotationAnswer);
    return readToken(answer.access_token, authServer, asked);
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.retry === 'never' && !thrown.isUnknownKey && !thrown.isClockSkew) return undefined;
    throw thrown;
  }
}

/** Where one token comes from, how it is renewed, and under which key it is kept. */
export interface TokenSource {
  readonly storeKey: string;
  /** A new grant. */
  obtain(): Promise<AccessToken>;
  /** As `rotate`. */
  rotate(token: AccessToken): Promise<AccessToken | undefined>;
}

/** Hands out tokens that outlive one payment, and renews a dead one once, however many wait for it. */
export interface TokenKeeper {
  /**
   * Runs `use` with the stored token or a new one; once more with a renewed token when the server says that the first was dead.
   * A new token is on disk before it is used. @throws whatever `use` and the source throw.
   */
  withToken<T>(source: TokenSource, use: (token: AccessToken) => Promise<T>): Promise<T>;
}

/** @param now milliseconds since the epoch. @param once one renewal at a time for each token: two rotations would kill each other's token. */
export function tokenKeeper(store: TokenStore, now: () => number, once: SingleFlight<AccessToken>): TokenKeeper {
  async function keep(storeKey: string, token: AccessToken): Promise<AccessToken> {
    await store.put(storeKey, token);
    return token;
  }

  /** The token in store when it is another than the dead one (somebody renewed it meanwhile), else a rotated one, else a new grant's. */
  async function renewed(source: TokenSource, dead: AccessToken | undefined): Promise<AccessToken> {
    const stored = await store.get(source.storeKey);
    if (stored && stored.value !== dead?.value && !isOver(stored, now())) return stored;
    const rotated = stored ? await source.rotate(stored) : undefined;
    return await keep(source.storeKey, rotated ?? (await source.obtain()));
  }

  return {
    async withToken(source, use) {
      const { storeKey } = source;
      const token = await once(storeKey, () => renewed(source, undefined));
      try {
        return await use(token);
      } catch (thrown) {
        if (!(thrown instanceof Refusal) || !thrown.isDeadToken) throw thrown;
      }
      return await use(await once(storeKey, () => renewed(source, token)));
    },
  };
}

function isOver({ expiresAt }: AccessToken, now: number): boolean {
  return expiresAt !== undefined && expiresAt - MARGIN <= now;
}
